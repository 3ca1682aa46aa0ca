import Rep
import RepPictures
import RepRuntime
import RepSyntax
import RepValue
import Replicate
import Synchronization

/// The read-evaluate-print loop: inputs from a ``LineEditor``, results to a ``Terminal``, everything else by a
/// `Session`.
///
/// To be used from one thread, which must not be one of Swift concurrency: it waits while inputs run.
public final class REPL {
  /// What a session is opened with.
  public struct Settings {
    /// Opens a session; `true` asks for one with a simulator.
    public var makeSession: (_ isLocal: Bool) throws -> Session
    /// The way out of an error that the program can explain better than the error itself.
    public var hint: (ErrorKind) -> String?
    /// Called from any thread when there are notices; see ``REPL/takeNotices()``.
    public var wake: @Sendable () -> Void
    /// Inputs of earlier sessions, oldest first, for completion.
    public var history: [String]
    /// The user's own prices, for the help about models; asked for when it is wanted.
    public var prices: () -> PriceList = { PriceList() }

    /// What a session is opened with.
    public init(
      makeSession: @escaping (_ isLocal: Bool) throws -> Session, hint: @escaping (ErrorKind) -> String? = { _ in nil },
      wake: @escaping @Sendable () -> Void = {}, history: [String] = []
    ) {
      (self.makeSession, self.hint, self.wake, self.history) = (makeSession, hint, wake, history)
    }
  }

  static let prompt = "rep> "
  static let continuation = "...> "

  let editor: any LineEditor
  let terminal: any Terminal
  let settings: Settings
  let models: ModelNames
  var session: Session
  var script: SessionScript
  var completer: Completer
  /// The inputs of this session, for `:history` and `:edit`.
  var inputs: [String] = []
  var hasEnded = false
  /// Whether the user leaves what still runs as it is.
  var leavesRuns = false
  let notices = Notices()
  private let scratch = TemporaryFolder("rep-session")

  /// Opens a session.
  /// - Throws: what `makeSession` throws.
  public init(editor: any LineEditor, terminal: any Terminal, settings: Settings, isLocal: Bool = false) throws {
    (self.editor, self.terminal, self.settings) = (editor, terminal, settings)
    session = try settings.makeSession(isLocal)
    script = SessionScript(builtins: session.engine.builtins)
    models = ModelNames(history: settings.history)
    completer = Completer(session, models: models)
    watch()
  }

  /// Offers ways to go on at a cursor; see ``Completion``.
  /// - Parameter isRepeated: the user asked twice.
  public func complete(_ text: String, isRepeated: Bool) -> Completion {
    completer.complete(text, isRepeated: isRepeated)
  }

  /// What became of predictions since the last look, a line each: to be shown above the prompt.
  public func takeNotices() -> [String] {
    let (texts, records) = notices.take()
    return texts + records.map { RunLine.text(of: $0, terminal.palette) }
  }

  /// Tells the user a line, above the prompt; may be called from any thread.
  public var teller: @Sendable (String) -> Void {
    let (notices, wake) = (notices, settings.wake)
    return { text in
      notices.add(text)
      wake()
    }
  }

  func watch() {
    let (notices, wake) = (notices, settings.wake)
    session.events.observe { event in
      guard case .finished(let record) = event else { return }
      notices.add(record)
      wake()
    }
  }

  // MARK: The loop

  /// Reads and carries out inputs until the user leaves.
  public func run() {
    while !hasEnded {
      for line in takeNotices() { terminal.line(line) }
      guard let input = readInput() else {
        hasEnded = mayLeave()
        continue
      }
      carryOut(input)
    }
    close()
  }

  /// Writes down how the session ended: what it leaves running is told of at the next start.
  func close() {
    guard let journal = session.journal, journal.isOpen else { return }
    let outcome: Program.Outcome? = leavesRuns ? nil : .success(.null)
    _ = Waiting.result(within: 10) { try? await journal.finish(outcome) }
  }

  /// The next whole input; nil at the end. What is unfinished goes on until the parser has enough (R1).
  private func readInput() -> String? {
    var text = ""
    while true {
      switch editor.readLine(prompt: text.isEmpty ? Self.prompt : Self.continuation, after: text) {
      case .interrupted: text = ""
      case .end:
        if text.isEmpty { return nil }
        // The end of the line is the end of the attempt, not of the session.
        terminal.line("")
        text = ""
      case .line(let line):
        if line.allSatisfy(\.isWhitespace) {
          text = ""
          continue
        }
        text += text.isEmpty ? line : "\n" + line
        if isComplete(text) {
          editor.remember(text)
          return text
        }
      }
    }
  }

  private func isComplete(_ text: String) -> Bool {
    guard case .program = PromptLine(text, isBound: isBound) else { return true }
    return !Parser.parse(Source(name: "<input>", text: text)).isIncomplete
  }

  private func isBound(_ name: String) -> Bool { session.binding(named: name) != nil }

  /// Carries out one whole input: a program, a command or a word of the prompt.
  public func carryOut(_ text: String) {
    models.addReferences(in: text)
    switch PromptLine(text, isBound: isBound) {
    case .program(let text):
      inputs.append(text)
      evaluate(text)
    case .word(let word, let argument): carryOut(word, argument)
    case .command(let command, let argument): carryOut(command, argument)
    case .unknownCommand(let name):
      let near = Suggestion.nearest(to: name, among: PromptCommand.allCases.map(\.rawValue))
      complain("there is no command :\(name)", hint: near.map { "did you mean :\($0)?" } ?? ":help lists them")
    }
  }

  // MARK: Evaluating

  /// How an input ended.
  enum Ending {
    case value(Value)
    case failed
  }

  /// Runs an input, shows its value or error, and keeps it for the saved script.
  @discardableResult
  func evaluate(_ text: String, name: String = "<input>", shows: Bool = true, records: Bool = true) -> Ending {
    let input: SessionProgram.Input
    switch session.compile(text, name: name) {
    case .complete(let compiled): input = compiled
    case .invalid(let messages):
      report(messages)
      return .failed
    case .incomplete:
      report(session.engine.check(Source(name: name, text: text)).messages)
      return .failed
    }
    report(input.warnings)
    let errorText = (session.binding(named: "_error")?.value).flatMap { try? JSON.text($0) } ?? "null"
    let countBefore = session.resultCount
    guard let outcome = run(input) else { return .failed }
    switch outcome {
    case .success(let value):
      let result = session.resultCount > countBefore ? session.resultCount : nil
      if records { script.add(SessionScript.Entry(input: input, result: result, errorText: errorText)) }
      if shows, !value.isNull { show(value) }
      return .value(value)
    case .failure(let error):
      report(error)
      return .failed
    }
  }

  private func run(_ input: SessionProgram.Input) -> Program.Outcome? {
    let events = RunEvents()
    let seen = SharedIDs()
    events.observe { event in if case .finished(let record) = event { seen.add(record.id) } }
    let handle: RunHandle
    do throws(ScriptError) {
      handle = try session.start(input, output: terminal.output, log: terminal.log, events: events)
    } catch {
      report(error)
      return nil
    }
    let isInterrupted = terminal.wait(for: handle, events: events)
    let outcome = handle.endedOutcome
    // What the input itself saw end is no news.
    notices.drop(seen.all)
    if isInterrupted {
      offerToCancel()
      if case .failure(let error)? = outcome, error.kind == .interrupted { return nil }
    }
    return outcome
  }

  // MARK: Showing

  /// Shows a value: a run by its state, anything else as compact JSON cut to the screen, pictures below.
  func show(_ value: Value) {
    if let run = RunRecord(value), !run.isTerminal {
      terminal.line(RunLine.text(of: run, terminal.palette))
      terminal.line(terminal.palette.paint("It is followed: `await _` waits for its output, `jobs` lists what runs.", .faint))
      return
    }
    let size = terminal.size
    let layout = ValueLayout(width: max(size.columns, 20), limit: max(size.rows - 6, 8), palette: terminal.palette)
    let (lines, isCut) = layout.lines(of: value)
    terminal.write(lines.joined(separator: "\n") + "\n")
    if isCut { terminal.line(terminal.palette.paint("… `show _` shows all of it", .faint)) }
    drawPictures(in: value)
  }

  private func drawPictures(in value: Value) {
    guard let way = terminal.pictures else { return }
    let addresses = PictureGallery.addresses(in: value)
    let size = terminal.size
    // All of them on one screen, as far as they can be told from each other then.
    let rows = max(min((size.rows - 4) / max(addresses.count, 1), 20), 6)
    let drawing = PictureDrawing(columns: max(min(size.columns - 1, 64), 8), rows: rows)
    for address in addresses {
      guard let file = PictureGallery(session: session).fetch(address) else {
        terminal.line(terminal.palette.paint("(the file cannot be fetched)", .faint))
        continue
      }
      var failure: Picture.Failure?
      if PictureGallery.mediaType(of: address) == nil {
        do throws(Picture.Failure) {
          let isWhole = file.size.map { $0 == file.bytes.count } ?? true
          guard isWhole else { throw .tooLarge(PictureFormat(file.bytes) ?? .png) }
          terminal.write(try drawing.text(file.bytes, by: way))
          continue
        } catch { failure = error }
      }
      let line = FileLine.text(address, file.bytes, size: file.size, failure)
      terminal.line(terminal.palette.paint(line, .faint))
    }
  }

  private var renderer: DiagnosticRenderer {
    DiagnosticRenderer(usesColor: terminal.usesColor, width: terminal.size.columns)
  }

  func report(_ messages: [Compilation.Message]) {
    for message in messages { terminal.writeError(renderer.render(message.diagnostic, in: message.source)) }
  }

  func report(_ error: ScriptError) {
    terminal.writeError(renderer.render(Report(error, hint: settings.hint(error.kind))))
  }

  func complain(_ message: String, hint: String?) {
    terminal.writeError(renderer.render(Report(code: nil, message: message, hint: hint)))
  }

  var scratchFolder: String? { scratch.path }
}

/// What nobody has been told of: finished runs, and lines of text.
final class Notices: Sendable {
  private let waiting = Mutex<(texts: [String], records: [RunRecord])>(([], []))
  func add(_ record: RunRecord) { waiting.withLock { $0.records.append(record) } }
  func add(_ text: String) { waiting.withLock { $0.texts.append(text) } }
  func drop(_ ids: Set<String>) { waiting.withLock { $0.records.removeAll { ids.contains($0.id) } } }
  func take() -> (texts: [String], records: [RunRecord]) {
    waiting.withLock { waiting in
      defer { waiting = ([], []) }
      return waiting
    }
  }
}

/// Ids from other threads.
private final class SharedIDs: Sendable {
  private let ids = Mutex<Set<String>>([])
  var all: Set<String> { ids.withLock { $0 } }
  func add(_ id: String) { _ = ids.withLock { $0.insert(id) } }
}
