import Rep
import RepRuntime
import RepSyntax
import RepValue
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension REPL {
  private var help: HelpText {
    HelpText(session: session, palette: terminal.palette, width: terminal.size.columns)
  }

  // MARK: Words

  func carryOut(_ word: PromptWord, _ argument: String) {
    switch word {
    case .help: explain(argument)
    case .jobs: listJobs()
    case .show: showWhole(argument)
    case .open: open(argument)
    }
  }

  private func explain(_ argument: String) {
    guard !argument.isEmpty else { return terminal.line(help.overview) }
    var name = argument
    if name.count >= 2, let quote = name.first, quote == "\"" || quote == "'", name.last == quote {
      name = String(name.dropFirst().dropLast())
      return explain(model: name)
    }
    if name.contains("/") { return explain(model: name) }
    if let text = help.text(for: name) { return terminal.line(text) }
    complain(
      "there is no help for \(name)",
      hint: help.suggestion(for: name).map { "did you mean \($0)?" } ?? "help lists what there is")
  }

  private func explain(model text: String) {
    let reference: ModelReference
    do throws(ReplicateError) { reference = try ModelReference(text) } catch {
      return complain(error.message, hint: error.hint)
    }
    let services = session.engine.services
    let answer = Waiting.result(within: 15) { () -> Result<(InputSchema?, Value), ReplicateError> in
      do {
        let schema = try await services.schemas.schema(for: reference, runner: services.runner)
        var model = Value.null
        switch reference {
        case .model(let owner, let name), .version(let owner, let name, _):
          let arguments: Replicate.Arguments = ["model_owner": Value(owner), "model_name": Value(name)]
          model = try await services.client.call(.modelsGet, arguments)
        case .versionID, .deployment: break
        }
        return .success((schema, model))
      } catch let error as ReplicateError {
        return .failure(error)
      } catch {
        return .failure(ReplicateError(.network, "the model cannot be asked for: \(error)"))
      }
    }
    switch answer {
    case .success(let (schema, model))?:
      models.add(reference.text)
      let help = ModelHelp(palette: terminal.palette, width: terminal.size.columns, prices: settings.prices())
      let text = help.text(reference, schema, model)
      terminal.line(text)
    case .failure(let error)?:
      complain(error.message, hint: settings.hint(ErrorKind(rawValue: error.kind.rawValue)) ?? error.hint)
    case nil: complain("the service did not answer in time", hint: nil)
    }
  }

  private func showWhole(_ expression: String) {
    guard case .value(let value) = evaluate(expression, shows: false, records: false) else { return }
    let layout = ValueLayout(width: max(terminal.size.columns, 20), limit: nil, palette: terminal.palette)
    if let string = value.string {
      terminal.page(Printable.text(string.hasSuffix("\n") ? string : string + "\n", allowingLines: true))
    } else {
      terminal.page(layout.lines(of: value).lines.joined(separator: "\n") + "\n")
    }
  }

  private func open(_ expression: String) {
    guard case .value(let value) = evaluate(expression, shows: false, records: false) else { return }
    guard let folder = scratchFolder else { return complain("no folder for files can be made", hint: nil) }
    let content = RunRecord(value).map { $0.value["output"] } ?? value
    let saver = Saver(session.engine.services.client)
    let saved = Waiting.result { () -> Result<Value, ReplicateError> in
      do { return .success(try await saver.save(content, to: SaveTarget(folder))) } catch {
        return .failure((error as? ReplicateError) ?? ReplicateError(.io, "\(error)"))
      }
    }
    switch saved {
    case .success(let saved)?:
      let paths = Saver.paths(in: saved, replacing: content)
      guard !paths.isEmpty else {
        return complain("there is no file in this value", hint: "open takes addresses and data URLs of files")
      }
      for path in paths {
        terminal.line(path)
        if let problem = terminal.open(path) { complain(problem, hint: "the file is at \(path)") }
      }
    case .failure(let error)?: complain(error.message, hint: error.hint)
    case nil: complain("the files did not arrive in time", hint: nil)
    }
  }

  // MARK: Commands

  func carryOut(_ command: PromptCommand, _ argument: String) {
    switch command {
    case .help: explain(argument)
    case .vars: listVariables()
    case .type: showType(of: argument)
    case .time: time(argument)
    case .load: load(argument)
    case .save: save(argument)
    case .edit: edit()
    case .history: listHistory(argument)
    case .clear:
      session.clear()
      script.removeAll()
      terminal.line("All variables are forgotten.")
    case .local: goLocal()
    case .actions: argument.isEmpty ? terminal.line(help.actions) : explain(argument)
    case .quit: hasEnded = mayLeave()
    }
  }

  private func listVariables() {
    let bindings = session.bindings
    guard !bindings.isEmpty else { return terminal.line("There are no variables yet.") }
    let rows = bindings.map { binding -> (String, String) in
      switch binding.kind {
      case .function, .module: (binding.name, Describe.kind(of: binding))
      default: (binding.name, Describe.kind(of: binding) + "  " + Describe.short(binding.value, 200))
      }
    }
    terminal.line(help.table(rows, wraps: false))
  }

  private func showType(of expression: String) {
    guard !expression.isEmpty else { return complain(":type needs an expression", hint: ":type models.list()") }
    guard case .value(let value) = evaluate(expression, shows: false, records: false) else { return }
    terminal.line(FunctionSignature(of: value).map { "function  \($0.text)" } ?? Describe.type(of: value))
  }

  private func time(_ expression: String) {
    guard !expression.isEmpty else { return complain(":time needs an expression", hint: ":time await _") }
    let start = ContinuousClock.now
    let ending = evaluate(expression, records: false)
    guard case .value(let value) = ending else { return }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    var text = milliseconds < 10_000 ? "\(milliseconds) ms" : "\(Double(milliseconds / 100) / 10) s"
    if let run = RunRecord(value), let billed = run.predictSeconds { text += ", the model ran \(billed) s" }
    terminal.line(terminal.palette.paint(text, .faint))
  }

  private func load(_ path: String) {
    guard !path.isEmpty else { return complain(":load needs a file", hint: ":load script.rep") }
    guard let bytes = PrivateFile.read(expanded(path), limit: 64 << 20) else {
      return complain("cannot read \(path): \(String(cString: strerror(errno)))", hint: nil)
    }
    evaluate(String(decoding: bytes, as: UTF8.self), name: path)
  }

  private func save(_ path: String) {
    guard !path.isEmpty else { return complain(":save needs a file", hint: ":save session.rep") }
    guard !script.entries.isEmpty else { return complain("there is nothing to save yet", hint: nil) }
    let text: String
    do throws(SessionScript.Failure) { text = try script.text() } catch {
      return complain("cannot save the session: \(error.message)", hint: nil)
    }
    guard PrivateFile.replace(expanded(path), with: Array(text.utf8), mode: 0o666) else {
      return complain("cannot write \(path): \(String(cString: strerror(errno)))", hint: nil)
    }
    let problems = session.engine.check(Source(name: path, text: text)).messages
      .filter { $0.diagnostic.severity == .error }
    report(problems)
    let count = script.entries.count
    terminal.line("\(path): \(count) \(count == 1 ? "input" : "inputs"); `rep run \(path)` runs it")
  }

  private func edit() {
    guard let text = editor.edit(inputs.last ?? "") else { return }
    var lines = text[...]
    while lines.last?.isWhitespace == true { lines.removeLast() }
    guard !lines.isEmpty else { return }
    terminal.line(String(lines))
    editor.remember(String(lines))
    carryOut(String(lines))
  }

  private func listHistory(_ argument: String) {
    let count = Int(argument) ?? 20
    for (index, input) in inputs.enumerated().suffix(max(count, 0)) {
      terminal.line("\(index + 1)  " + Printable.text(input, allowingLines: true))
    }
  }

  private func goLocal() {
    guard mayLeave() else { return }
    let local: Session
    do {
      local = try settings.makeSession(true)
    } catch {
      return complain("the simulator does not start: \(error)", hint: nil)
    }
    close()
    session = local
    script = SessionScript(builtins: session.engine.builtins)
    completer = Completer(session, models: models)
    watch()
    terminal.line("This session now talks to a simulator: no token, no network, no cost. Variables start anew.")
  }

  private func expanded(_ path: String) -> String {
    var path = path
    if path.count >= 2, path.first == "\"", path.last == "\"" { path = String(path.dropFirst().dropLast()) }
    guard path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }
}
