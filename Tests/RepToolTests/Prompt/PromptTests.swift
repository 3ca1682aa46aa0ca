import Foundation
import RepSimulator
import Testing

/// The prompt at a real pseudo-terminal, with GNU Readline.
// A line that is typed while Readline sets the terminal up can get lost, which stops a test for ever on a slow machine.
@Suite(.timeLimit(.minutes(3)), .enabled(if: ProcessInfo.processInfo.environment["CI"] == nil))
struct PromptTests {
  @Test("Values, errors, leaving by Ctrl-D")
  func basics() async throws {
    let session = try await PromptSession()
    await session.expect("simulator")
    await session.enter("1 + 1", "\n2\n")
    await session.enter("nope", "there is nothing called `nope`")
    await session.enter("_ * 21", "\n42\n")
    #expect(await session.leave() == 0)
    #expect(session.terminal.isAsShellsLeaveIt)
    #expect(session.bytes.contains("\u{1B}[33m42\u{1B}[0m"), "numbers have a colour")
  }

  @Test("History lasts across sessions, is private, and leaves out what it should")
  func history() async throws {
    let first = try await PromptSession()
    await first.enter("let kept = 40", "rep> ")
    await first.enter(" let hidden = 1", "rep> ")
    await first.enter("let token = \"r8_abcdefghijklmnopqrstuvwxyz0123456789A\"", "rep> ")
    await first.enter("fn f() {", "...> ")
    await first.enter("  7", "...> ")
    await first.enter("}", "rep> ")
    await first.enter("kept + 1", "\n41\n")
    #expect(await first.leave() == 0)
    let file = try first.home.read(".local/state/rep/history")
    #expect(file == "let kept = 40\nfn f() {\\n  7\\n}\nkept + 1\n")
    let path = first.home.url.appendingPathComponent(".local/state/rep/history").path
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)

    let second = try await PromptSession(home: first.home)
    await second.expect("rep> ")
    // Up thrice: the input of several lines is one.
    await second.enter("let kept = 1", "rep> ")
    second.type("\u{1B}[A\u{1B}[A\r")
    await second.expect("\n2\n")
    second.type("\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A\r")
    await second.expect("rep> ")
    await second.enter("f()", "\n7\n")
    // Reverse search.
    second.type("\u{12}kept +")
    await second.expect("kept + 1")
    second.type("\r")
    await second.expect("\n2\n")
    #expect(await second.leave() == 0)
  }

  @Test("An unfinished input: the prompt shows it, Ctrl-C and an empty line abandon it")
  func continuation() async throws {
    let session = try await PromptSession()
    await session.enter("fn f(x) {", "...> ")
    await session.enter("x * 2 }", "rep> ")
    await session.enter("f(4)", "\n8\n")
    await session.enter("[1,", "...> ")
    session.type("\u{3}")
    await session.expect("rep> ")
    await session.enter("[2,", "...> ")
    await session.enter("", "rep> ")
    session.type("half a line\u{3}")
    await session.expect("^C")
    await session.enter("5", "\n5\n")
    #expect(await session.leave() == 0)
  }

  @Test("A script is pasted as one input")
  func paste() async throws {
    let session = try await PromptSession()
    await session.expect("rep> ")
    session.type("\u{1B}[200~fn area(w, h) {\n  w * h\n}\n\nlet a = area(3, 4)\nprint \"area\", a\u{1B}[201~\r")
    await session.expect("\narea 12\n")
    await session.enter("a", "\n12\n")
    #expect(await session.leave() == 0)
  }

  @Test("TAB completes keywords, members, parameters and the inputs of a model, with what they are")
  func completion() async throws {
    let session = try await PromptSession()
    await session.enter("let picture = {width: 640, height: 480}", "rep> ")
    session.type("picture.wid\t\r")
    await session.expect("\n640\n")
    session.type("whi\t")
    await session.expect("while")
    session.type("\u{3}")
    await session.expect("rep> ")
    await session.enter("fn draw(style, seed_number = 1) { seed_number }", "rep> ")
    session.type("draw(\"x\", seed_\t9)\r")
    await session.expect("\n9\n")
    // The help fetches the schema, which completion then has at hand.
    await session.enter("help \"black-forest-labs/flux-schnell\"", "Example:")
    session.type("let p = predict \"black-forest-labs/flux-schnell\" <num_\t\t")
    await session.expect("integer  = 1  1 to 4")
    session.type("o\t2, output_\t\t")
    await session.expect("output_quality: ")
    session.type("\u{3}")
    await session.expect("rep> ")
    // The model is known now.
    session.type("let m = \"x\"; predict \"black\t\u{1}# \r")
    await session.expect("predict \"black-forest-labs/flux-schnell")
    #expect(await session.leave() == 0)
  }

  @Test("Help stands inline")
  func help() async throws {
    let session = try await PromptSession()
    await session.enter("help models.get", "One model with its latest version")
    await session.enter("?group_by", "group_by(")
    let text = await session.enter("help \"black-forest-labs/flux-schnell\"", "await predict \"black-forest-labs/flux-schnell\" <prompt: ")
    #expect(text.contains("num_outputs"))
    #expect(text.contains("1 to 4"))
    #expect(text.contains("Price: "))
    #expect(await session.leave() == 0)
  }

  @Test("Ctrl-C stops a loop and a wait at once; variables stay", arguments: ["while true { n += 1 }", "sleep 1h", "[for i in 1..1000000000000: i]", "parallel for i in 1..9 { sleep 1h }"])
  func interrupt(_ endless: String) async throws {
    let session = try await PromptSession()
    await session.enter("var n = 7", "rep> ")
    await session.enter("print \"begun\"; \(endless)", "\nbegun\n")
    session.type("\u{3}")
    await session.expect("rep> ")
    await session.enter("n >= 7", "\ntrue\n")
    #expect(await session.leave() == 0)
    #expect(session.terminal.isAsShellsLeaveIt)
  }

  @Test("Ctrl-C in an await and in a stream offers to cancel what runs on the server", arguments: [
    "let p = predict \"rep/slow\" <>; print \"begun\"; await p",
    "let p = predict \"rep/slow\" <>; print \"begun\"; for c in stream p { print c }",
  ], [true, false])
  func interruptedRuns(_ input: String, _ cancels: Bool) async throws {
    try await withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      await session.enter("let kept = 3", "rep> ")
      await session.enter("let id = predict(\"rep/slow\", input: {}).id", "rep> ")
      await session.enter(input, "\nbegun\n")
      session.type("\u{3}")
      await session.expect("on the server? [y/N] ")
      await session.enter(cancels ? "y" : "n", "rep> ")
      await session.enter("kept", "\n3\n")
      let status = cancels ? "\"canceled\"" : "\"processing\""
      if cancels { await session.enter("predictions.get(id).status", status) } else { await session.enter("jobs", "rep/slow") }
      session.type("\u{4}")
      if !cancels {
        await session.expect("[l/c/S] ")
        session.type("c\r")
      }
      #expect(await session.end() == 0)
    }
  }

  @Test("A prediction that nobody awaits is followed, listed, and told of; Ctrl-D asks while it runs")
  func jobs() async throws {
    try await withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      await session.enter("predict \"rep/slow\" <>", "It is followed")
      await session.enter("jobs", "rep/slow")
      session.type("\u{4}")
      await session.expect("[l/c/S] ")
      await session.enter("s", "rep> ")
      // Whoever cancels it elsewhere, the prompt hears of it.
      await session.enter("predictions.cancel(_.id).id", "canceled  rep/slow")
      await session.enter("jobs", "Nothing runs.")
      #expect(await session.leave() == 0)
    }
  }

  @Test("Results fit the terminal, also after it was resized")
  func resize() async throws {
    let session = try await PromptSession()
    await session.enter("let xs = [for i in 1..20: i * 1000]", "rep> ")
    await session.enter("xs", "19000, 20000]")
    session.terminal.resize(columns: 40, lines: 20)
    await session.enter("xs", "\n  1000,\n  2000,\n")
    await session.expect("`show _` shows all of it")
    #expect(await session.leave() == 0)
  }

  @Test("NO_COLOR: no colours; TERM=dumb: no escape sequence at all", arguments: [
    (["NO_COLOR": "1"], "\u{1B}[3"), (["TERM": "dumb"], "\u{1B}"),
  ])
  func plain(_ environment: [String: String], _ forbidden: String) async throws {
    let session = try await PromptSession(environment: environment.mapValues { $0 })
    await session.expect("rep> ")
    await session.enter("[1, \"a\", true]", "\n[1, \"a\", true]\n")
    await session.enter("nope", "nothing called")
    await session.enter("fn f() {", "...> ")
    session.type("\u{3}")
    await session.expect("rep> ")
    await session.enter("while true { }", "while true { }\n")
    session.type("\u{3}")
    await session.expect("rep> ")
    #expect(await session.leave() == 0)
    #expect(!session.bytes.contains(forbidden), "\(session.bytes.debugDescription)")
  }

  @Test("On a pipe a script is read from standard input", arguments: [[], ["repl"]])
  func pipe(_ arguments: [String]) async throws {
    let finished = try await RepProcess.run(arguments, input: "let a = 20\nprint a * 2\n")
    #expect(finished.status == 0)
    #expect(finished.output == "40\n")
    #expect(finished.errors == "")
  }

  @Test("The line is edited in $EDITOR by Ctrl-X Ctrl-E, the last input by :edit")
  func editor() async throws {
    let session = try await PromptSession(environment: ["EDITOR": "sed -i.bak s/1/2/"])
    await session.expect("rep> ")
    session.type("40 + 1\u{18}\u{5}\r")
    await session.expect("\n42\n")
    await session.enter("print 100", "\n100\n")
    await session.enter(":edit", "\n200\n")
    #expect(await session.leave() == 0)
  }

  @Test("The user's .inputrc applies: vi mode, and bindings for rep alone")
  func inputrc() async throws {
    let home = try ScratchFolder()
    try home.write("set editing-mode vi\n$if rep\n\"\\C-g\": \"6 * 7\"\n$endif\n", to: ".inputrc")
    let session = try await PromptSession(home: home)
    await session.expect("rep> ")
    session.type("nonsense\u{1B}cc5 + 5\r")
    await session.expect("\n10\n")
    session.type("\u{7}\r")
    await session.expect("\n42\n")
    #expect(await session.leave() == 0)
  }

  @Test("The terminal is restored however the process ends", arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGILL])
  func restored(_ signal: Int32) async throws {
    let session = try await PromptSession()
    await session.enter("1", "\n1\n")
    await session.expect("rep> ")
    #expect(!session.terminal.isAsShellsLeaveIt, "Readline reads key by key")
    session.process.send(signal)
    let status = await session.end()
    #expect(status != 0)
    #expect(session.terminal.isAsShellsLeaveIt)
  }

  @Test("A picture is drawn where colours are, as half blocks")
  func picture() async throws {
    let session = try await PromptSession(environment: ["COLORTERM": "truecolor"], columns: 100, lines: 30)
    let draw = "await predict \"black-forest-labs/flux-schnell\" <prompt: \"an otter\", output_format: \"png\">"
    await session.enter(draw, "▀▀▀▀")
    await session.expect("rep> ")
    #expect(await session.leave() == 0)
    #expect(session.bytes.contains("\u{1B}[38;2;"))
  }

  /// Runs a body with a service whose slow model never ends by itself.
  private func withSlowService(_ body: ([String: String?]) async throws -> Void) async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(600)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    do {
      try await body(["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address])
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }
}
