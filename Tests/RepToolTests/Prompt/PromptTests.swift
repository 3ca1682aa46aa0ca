import Foundation
import Testing

/// The prompt at a real pseudo-terminal, with GNU Readline.
@Suite(.timeLimit(.minutes(5)))
struct PromptTests {
  @Test("Values, errors, leaving by Ctrl-D")
  func basics() async throws {
    let session = try await PromptSession()
    #expect(session.greeting.contains("simulator"))
    try await session.enter("1 + 1", "\n2\n")
    try await session.enter("nope", "there is nothing called `nope`")
    try await session.enter("_ * 21", "\n42\n")
    #expect(try await session.leave() == 0)
    #expect(session.terminal.isAsShellsLeaveIt)
    #expect(session.bytes.contains("\u{1B}[33m42\u{1B}[0m"), "numbers have a colour")
  }

  @Test("History lasts across sessions, is private, and leaves out what it should")
  func history() async throws {
    let first = try await PromptSession()
    try await first.enter("let kept = 40", "rep> ")
    try await first.enter(" let hidden = 1", "rep> ")
    try await first.enter("let token = \"r8_abcdefghijklmnopqrstuvwxyz0123456789A\"", "rep> ")
    try await first.enter("fn f() {", "...> ")
    try await first.enter("  7", "...> ")
    try await first.enter("}", "rep> ")
    try await first.enter("kept + 1", "\n41\n")
    #expect(try await first.leave() == 0)
    let file = try first.home.read(".local/state/rep/history")
    #expect(file == "let kept = 40\nfn f() {\\n  7\\n}\nkept + 1\n")
    let path = first.home.url.appendingPathComponent(".local/state/rep/history").path
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)

    let second = try await PromptSession(home: first.home)
    // Up thrice: the input of several lines is one.
    try await second.enter("let kept = 1", "rep> ")
    second.type("\u{1B}[A\u{1B}[A\r")
    try await second.expect("\n2\n")
    try await second.expect("rep> ")
    second.type("\u{1B}[A\u{1B}[A\u{1B}[A\u{1B}[A\r")
    try await second.expect("rep> ")
    try await second.enter("f()", "\n7\n")
    // Reverse search.
    second.type("\u{12}kept +")
    try await second.expect("kept + 1")
    second.type("\r")
    try await second.expect("\n2\n")
    try await second.expect("rep> ")
    #expect(try await second.leave() == 0)
  }

  @Test("An unfinished input: the prompt shows it, Ctrl-C and an empty line abandon it")
  func continuation() async throws {
    let session = try await PromptSession()
    try await session.enter("fn f(x) {", "...> ")
    try await session.enter("x * 2 }", "rep> ")
    try await session.enter("f(4)", "\n8\n")
    try await session.enter("[1,", "...> ")
    try await session.interrupt()
    try await session.enter("[2,", "...> ")
    try await session.enter("", "rep> ")
    session.type("half a line")
    try await session.expect("half a line")
    try await session.interrupt()
    try await session.enter("5", "\n5\n")
    #expect(try await session.leave() == 0)
  }

  @Test("What is typed before a prompt shows is kept, keys like Ctrl-D and Ctrl-U included")
  func typedAhead() async throws {
    let pasted = try await PromptSession()
    pasted.type("let a = 1\rlet b = a + 1\ra + b\r\u{4}")
    #expect(try await pasted.end() == 0)
    #expect(pasted.rest.contains("\n3\n"), "\(pasted.rest)")

    try await PromptSession.withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      let start = try await session.enter("let p = predict \"rep/slow\" <>; print \"id=\\(p.id)=\"", "=\n")
      let id = try #require(start.components(separatedBy: "id=").last?.split(separator: "=").first.map(String.init))
      try await session.start("print \"begun\"; await p", showing: "\nbegun\n")
      session.type("40 + 2\rlet late = 5\rx\u{15}lat\t * 2\rfn f() {\r7 }\rf()\r\u{4}")
      let canceled = try await RepProcess.run(["call", "predictions.cancel", "prediction_id=\(id)"], environment: environment)
      #expect(canceled.status == 0, "\(canceled.errors)")
      #expect(try await session.end() == 0)
      let answers = session.rest.split(separator: "\n").filter { ["42", "10", "7"].contains($0) }
      #expect(answers == ["42", "10", "7"], "\(session.rest)")
      #expect(session.terminal.isAsShellsLeaveIt)
    }
  }

  @Test("A script is pasted as one input")
  func paste() async throws {
    let session = try await PromptSession()
    session.type("\u{1B}[200~fn area(w, h) {\n  w * h\n}\n\nlet a = area(3, 4)\nprint \"area\", a\u{1B}[201~\r")
    try await session.expect("\narea 12\n")
    try await session.expect("rep> ")
    try await session.enter("a", "\n12\n")
    #expect(try await session.leave() == 0)
  }

  @Test("TAB completes keywords, members, parameters and the inputs of a model, with what they are")
  func completion() async throws {
    let session = try await PromptSession()
    try await session.enter("let picture = {width: 640, height: 480}", "rep> ")
    session.type("picture.wid\t\r")
    try await session.expect("\n640\n")
    try await session.expect("rep> ")
    session.type("whi\t")
    try await session.expect("while")
    try await session.interrupt()
    try await session.enter("fn draw(style, seed_number = 1) { seed_number }", "rep> ")
    session.type("draw(\"x\", seed_\t9)\r")
    try await session.expect("\n9\n")
    try await session.expect("rep> ")
    // The help fetches the schema, which completion then has at hand.
    try await session.enter("help \"black-forest-labs/flux-schnell\"", "Example:")
    session.type("let p = predict \"black-forest-labs/flux-schnell\" <num_\t\t")
    try await session.expect("integer  = 1  1 to 4")
    session.type("o\t2, output_\t\t")
    try await session.expect("output_quality: ")
    try await session.interrupt()
    // The model is known now.
    session.type("let m = \"x\"; predict \"black\t\u{1}# \r")
    try await session.expect("predict \"black-forest-labs/flux-schnell")
    try await session.expect("rep> ")
    #expect(try await session.leave() == 0)
  }

  @Test("Help stands inline")
  func help() async throws {
    let session = try await PromptSession()
    try await session.enter("help models.get", "One model with its latest version")
    try await session.enter("?group_by", "group_by(")
    let text = try await session.enter("help \"black-forest-labs/flux-schnell\"", "await predict \"black-forest-labs/flux-schnell\" <prompt: ")
    #expect(text.contains("num_outputs"))
    #expect(text.contains("1 to 4"))
    #expect(text.contains("Price: "))
    #expect(try await session.leave() == 0)
  }

  @Test("Results fit the terminal, also after it was resized")
  func resize() async throws {
    let session = try await PromptSession()
    try await session.enter("let xs = [for i in 1..20: i * 1000]", "rep> ")
    try await session.enter("xs", "19000, 20000]")
    session.terminal.resize(columns: 40, lines: 20)
    try await session.enter("xs", "\n  1000, 2000, 3000, 4000, 5000, 6000,\n")
    try await session.enter("xs.map(x => [x, x])", "`show _` shows all of it")
    #expect(try await session.leave() == 0)
  }

  @Test("NO_COLOR: no colours; TERM=dumb: no escape sequence at all", arguments: [
    (["NO_COLOR": "1"], "\u{1B}[3"), (["TERM": "dumb"], "\u{1B}"),
  ])
  func plain(_ environment: [String: String], _ forbidden: String) async throws {
    let session = try await PromptSession(environment: environment.mapValues { $0 })
    try await session.enter("[1, \"a\", true]", "\n[1, \"a\", true]\n")
    try await session.enter("nope", "nothing called")
    try await session.enter("fn f() {", "...> ")
    try await session.interrupt()
    try await session.start("while true { }", showing: "while true { }\n")
    try await session.interrupt()
    #expect(try await session.leave() == 0)
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
    session.type("40 + 1\u{18}\u{5}\r")
    try await session.expect("\n42\n")
    try await session.expect("rep> ")
    try await session.enter("print 100", "\n100\n")
    try await session.enter(":edit", "\n200\n")
    #expect(try await session.leave() == 0)
  }

  @Test("The user's .inputrc applies: vi mode, and bindings for rep alone")
  func inputrc() async throws {
    let home = try ScratchFolder()
    try home.write("set editing-mode vi\n$if rep\n\"\\C-g\": \"6 * 7\"\n$endif\n", to: ".inputrc")
    let session = try await PromptSession(home: home)
    session.type("nonsense\u{1B}cc5 + 5\r")
    try await session.expect("\n10\n")
    try await session.expect("rep> ")
    session.type("\u{7}\r")
    try await session.expect("\n42\n")
    try await session.expect("rep> ")
    #expect(try await session.leave() == 0)
  }

  @Test("The terminal is restored however the process ends", arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGILL])
  func restored(_ signal: Int32) async throws {
    let session = try await PromptSession()
    try await session.enter("1", "\n1\n")
    #expect(!session.terminal.isAsShellsLeaveIt, "Readline reads key by key")
    session.process.send(signal)
    let status = try await session.end()
    #expect(status != 0)
    #expect(session.terminal.isAsShellsLeaveIt)
  }

  @Test("The help about a model tells the user's own price")
  func prices() async throws {
    let home = try ScratchFolder()
    try home.write(#"{"black-forest-labs/flux-schnell": 0.003}"#, to: ".config/rep/prices.json")
    let session = try await PromptSession(home: home)
    try await session.enter("help \"black-forest-labs/flux-schnell\"", "Price: 0.003 a prediction, by your prices.json")
    #expect(try await session.leave() == 0)
  }

  @Test("What is typed has syntax colours; moving about in a folded line leaves every letter where it is")
  func typedColors() async throws {
    let session = try await PromptSession(columns: 40)
    try await session.enter("let a = \"otter\" # why", "rep> ")
    #expect(session.bytes.contains("\u{1B}[35mlet\u{1B}[0m a = \u{1B}[32m\"otter\"\u{1B}[0m \u{1B}[2m# why"))
    session.type("print \"0123456789012345678901234567890123456789\", 1 + 2\u{1}\u{5}\r")
    try await session.expect("\n0123456789012345678901234567890123456789 3\n")
    try await session.expect("rep> ")
    #expect(try await session.leave() == 0)
  }

  @Test("A session of thirty lines, saved, does the same under rep run")
  func savedSession() async throws {
    let session = try await PromptSession(environment: ["NO_COLOR": "1"])
    let lines = [
      "let subject = \"an otter\"", "let styles = [\"linocut\", \"pixel art\"]", "var count = 0",
      "fn prompt(style) { \"\\(subject), \\(style)\" }", "styles.map(prompt)", "count += 1", "count", "[count, _]",
      "let a = 4", "let b = a * 10", "a + b", "_ + 1", "[_, _1]", "let a = 5", "a + b", "fn twice(x) { x * 2 }",
      "twice(_)", "fn twice(x) { x * 20 }", "twice(1)", "{total: _, of: styles.len()}", "for s in styles { count += 1 }",
      "count", "let r = await predict \"replicate/hello-world\" <text: \"Ada\">", "[r.output]", "nothing_like_this",
      "if count > 2 { [1] } else { [2] }", "try [][3] catch e { [e.kind] }", "[for i in 1..3: i * a]", "_ |> sum()",
      "let done = true", "[done]",
    ]
    #expect(lines.count >= 30)
    var shown: [String] = []
    for line in lines {
      let text = try await session.enter(line)
      // Between what was typed and the next prompt; what has failed is not in the script.
      let results = text.components(separatedBy: "\n").dropFirst().dropLast()
      if !text.contains("error[") { shown += results }
    }
    try await session.enter(":save s.rep", "`rep run s.rep` runs it")
    #expect(try await session.leave() == 0)
    let run = try await RepProcess.run(["run", "--local", "s.rep"], in: session.home.url)
    #expect(run.status == 0, "\(run.errors)")
    let saved = try session.home.read("s.rep")
    // `print` puts no blank behind a comma.
    func packed(_ text: String) -> String { text.replacingOccurrences(of: " ", with: "") }
    let results = shown.filter { !$0.isEmpty }
    #expect(packed(run.output) == packed(results.joined(separator: "\n") + "\n"), "\(saved)")
    #expect(results.count >= 14)
  }
}
