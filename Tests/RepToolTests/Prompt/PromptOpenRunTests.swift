import Foundation
import Testing

/// What the prompt does about runs on the server: Ctrl-C, leaving, and what a killed session left behind.
@Suite(.timeLimit(.minutes(5)))
struct PromptOpenRunTests {
  @Test("Ctrl-C stops a loop and a wait at once; variables stay", arguments: ["while true { n += 1 }", "sleep 1h", "[for i in 1..1000000000000: i]", "parallel for i in 1..9 { sleep 1h }"])
  func interrupt(_ endless: String) async throws {
    let session = try await PromptSession()
    try await session.enter("var n = 7", "rep> ")
    try await session.start("print \"begun\"; \(endless)", showing: "\nbegun\n")
    try await session.interrupt()
    try await session.enter("n >= 7", "\ntrue\n")
    #expect(try await session.leave() == 0)
    #expect(session.terminal.isAsShellsLeaveIt)
  }

  @Test("Ctrl-C in an await and in a stream offers to cancel what runs on the server", arguments: [
    "let p = predict \"rep/slow\" <>; print \"begun\"; await p",
    "let p = predict \"rep/slow\" <>; print \"begun\"; for c in stream p { print c }",
  ], [true, false])
  func interruptedRuns(_ input: String, _ cancels: Bool) async throws {
    try await PromptSession.withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      try await session.enter("let kept = 3", "rep> ")
      try await session.enter("let id = predict(\"rep/slow\", input: {}).id", "rep> ")
      try await session.start(input, showing: "\nbegun\n")
      session.type("\u{3}")
      try await session.expect("on the server? [y/N] ")
      try await session.enter(cancels ? "y" : "n", "rep> ")
      try await session.enter("kept", "\n3\n")
      let status = cancels ? "\"canceled\"" : "\"processing\""
      if cancels { try await session.enter("predictions.get(id).status", status) } else { try await session.enter("jobs", "rep/slow") }
      session.type("\u{4}")
      if !cancels {
        try await session.expect("[l/c/S] ")
        session.type("c\r")
      }
      #expect(try await session.end() == 0)
    }
  }

  @Test("A prediction that nobody awaits is followed, listed, and told of; Ctrl-D asks while it runs")
  func jobs() async throws {
    try await PromptSession.withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      try await session.enter("predict \"rep/slow\" <>", "It is followed")
      try await session.enter("jobs", "rep/slow")
      session.type("\u{4}")
      try await session.expect("[l/c/S] ")
      try await session.enter("s", "rep> ")
      // Whoever cancels it elsewhere, the prompt hears of it.
      try await session.enter("predictions.cancel(_.id).id", "canceled  rep/slow")
      try await session.enter("jobs", "Nothing runs.")
      #expect(try await session.leave() == 0)
    }
  }

  @Test("What a killed session had started is told of at the next start, once, and can be stopped")
  func killed() async throws {
    try await PromptSession.withSlowService { environment in
      let first = try await PromptSession(["repl"], environment: environment)
      var environment = environment
      environment["HOME"] = first.home.url.path
      environment.updateValue(nil, forKey: "XDG_STATE_HOME")
      let text = try await first.enter("let p = predict \"rep/slow\" <>; print \"id=\\(p.id)=\"", "=\n")
      let id = try #require(text.components(separatedBy: "id=").last?.split(separator: "=").first.map(String.init))
      // Its id is written down soon after it is known.
      var known = ""
      while !known.contains("1 starting"), !known.contains("1 processing") {
        known = try await RepProcess.run(["runs", "--prompt"], environment: environment).output
      }
      first.process.send(SIGKILL)
      _ = try await first.end()
      let listed = try await RepProcess.run(["runs", "--prompt"], environment: environment)
      #expect(listed.output.contains("prompt") && listed.output.contains("killed"), "\(listed.output)\(listed.errors)")

      let second = try await PromptSession(["repl"], home: first.home, environment: environment)
      try await second.expect("\(id)  rep/slow")
      try await second.expect("`rep runs cancel 1 --prompt` stops them.")
      let canceled = try await RepProcess.run(["runs", "cancel", "1", "--prompt"], environment: environment)
      #expect(canceled.output.contains("\(id) canceled"), "\(canceled.output)\(canceled.errors)")
      try await second.enter("predictions.get(\"\(id)\").status", "\n\"canceled\"\n")
      #expect(try await second.leave() == 0)

      let third = try await PromptSession(["repl"], home: first.home, environment: environment)
      try await third.enter("40 + 2", "\n42\n")
      #expect(try await third.leave() == 0)
      #expect(!third.plainText.contains("did not see the end"))
    }
  }

  @Test("A create that was killed before its answer came is told by its model and input, and can be looked for")
  func killedHeldCreate() async throws {
    try await PromptSession.withSlowService { environment in
      let first = try await PromptSession(["repl"], environment: environment)
      var environment = environment
      environment["HOME"] = first.home.url.path
      environment.updateValue(nil, forKey: "XDG_STATE_HOME")
      try await first.start("await predict \"rep/slow\" <seconds: 600>", showing: "a prediction of rep/slow")
      var listed = ""
      for _ in 0..<600 where !listed.contains("rep/slow") {
        listed = try await RepProcess.run(
          ["eval", "print predictions.list().results.map(p => p.model)"], environment: environment
        ).output
      }
      try #require(listed.contains("rep/slow"), "\(listed)")
      first.process.send(SIGKILL)
      _ = try await first.end()

      let second = try await PromptSession(["repl"], home: first.home, environment: environment)
      try await second.expect("no answer yet  rep/slow  {\"seconds\":600}")
      try await second.expect("`rep runs cancel 1 --prompt` looks for it")
      let canceled = try await RepProcess.run(["runs", "cancel", "1", "--prompt"], environment: environment)
      #expect(canceled.output.contains("1 stopped"), "\(canceled.output)\(canceled.errors)")
      #expect(try await second.leave() == 0)
    }
  }

  @Test("Ctrl-C while the server holds a create's answer back offers to cancel what it starts", arguments: [true, false])
  func heldCreate(_ cancels: Bool) async throws {
    try await PromptSession.withSlowService { environment in
      let session = try await PromptSession(["repl"], environment: environment)
      try await session.enter("let kept = 3", "rep> ")
      try await session.start("await predict \"rep/slow\" <>", showing: "a prediction of rep/slow")
      try await session.expect("1 starting")
      session.type("\u{3}")
      try await session.expect("a prediction of rep/slow  the server has not answered yet")
      try await session.expect("Cancel it on the server? [y/N] ")
      if cancels {
        try await session.enter("y", "\ncanceled\n")
        try await session.enter("jobs", "Nothing runs.")
      } else {
        try await session.enter("n", "rep> ")
        try await session.enter("jobs", "a prediction of rep/slow")
      }
      try await session.enter("kept", "\n3\n")
      let state = "predictions.list().results.map(p => p.status)"
      try await session.enter(state, cancels ? "[\"canceled\"]" : "[\"processing\"]")
      session.type("\u{4}")
      if !cancels {
        try await session.expect("[l/c/S] ")
        session.type("c\r")
        try await session.expect("\ncanceled\n")
      }
      #expect(try await session.end() == 0)
    }
  }

  @Test("Ctrl-C stops an upload at once")
  func interruptedUpload() async throws {
    // It takes the connection and the first bytes, and never reads.
    let server = try SilentServer()
    let home = try ScratchFolder()
    try home.write(Data(count: 64 << 20), to: "large.bin")
    let session = try await PromptSession(
      ["repl"], home: home,
      environment: ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": server.address])
    try await session.enter("let kept = 3", "rep> ")
    try await session.start("print \"begun\"; files.create(file(\"large.bin\"))", showing: "\nbegun\n")
    await server.firstBytes()
    try await session.interrupt()
    try await session.enter("kept", "\n3\n")
    #expect(try await session.leave() == 0)
  }
}
