import Foundation
import Testing

/// What a run shows while it goes on.
@Suite(.timeLimit(.minutes(2)))
struct ProgressTests {
  /// Prints, waits and prints again while predictions run.
  private static let script = """
    let ps = [for i in 1..3: predict "rep/slow" <seconds: 0.5 + i / 10>]
    print "started"
    for i, p in ps { await p
    print "done", i }
    print "a", end: ""
    await predict "rep/slow" <seconds: 0.5>
    print "b"
    """
  private static let printed = "started\ndone 0\ndone 1\ndone 2\nab"

  @Test("On a terminal predictions have lines that are redrawn, and nothing printed is lost")
  func live() async throws {
    let text = try await run(Self.script, environment: ["TERM": "xterm", "LANG": "C.UTF-8"])
    #expect(text.contains("rep/slow"))
    #expect(text.contains("processing"))
    #expect(text.contains("%"), "the share is read from the log")
    #expect(text.contains(" running, "))
    #expect(text.contains("█"))
    let screen = ScreenText(text, height: 24).text
    let lines = screen.split(separator: "\n").map(String.init)
    #expect(lines.dropLast().joined(separator: "\n") == Self.printed, "\(screen)")
    #expect(lines.last?.hasPrefix("rep: 4 done, ") == true, "\(screen)")
    #expect(lines.last?.hasSuffix("of predict time") == true, "\(screen)")
  }

  @Test("More predictions than lines end in a summary of all")
  func screenful() async throws {
    let text = try await run(
      "let ps = [for i in 1..30: predict \"rep/slow\" <seconds: 1>]\nawait ps\nprint \"over\"",
      environment: ["TERM": "xterm"], lines: 10)
    #expect(text.contains("30 running"))
    // Seven lines and the summary are what ten rows have room for.
    let frames = text.components(separatedBy: "\u{1B}[J").map { $0.components(separatedBy: "rep/slow").count - 1 }
    #expect(frames.max() == 7)
    #expect(ScreenText(text, height: 10).text.hasPrefix("over\nrep: 30 done, "))
  }

  @Test(
    "Whoever does not want the view gets none",
    arguments: [(["--quiet"], "xterm"), ([], "dumb")] as [([String], String)])
  func none(_ flags: [String], _ terminal: String) async throws {
    let text = try await run(Self.script, flags, environment: ["TERM": terminal])
    #expect(!text.contains("\u{1B}"))
    #expect(text.replacingOccurrences(of: "\r", with: "") == Self.printed + "\n")
  }

  @Test("Colours are left out with NO_COLOR", arguments: [true, false])
  func colors(_ isWanted: Bool) async throws {
    let text = try await run(
      Self.script, environment: ["TERM": "xterm", "NO_COLOR": isWanted ? "" : "1"])
    #expect(text.contains("\u{1B}[32m") == isWanted)
    #expect(text.contains("\u{1B}[J"), "the view itself is drawn")
  }

  @Test("A text that comes from a server draws nothing but itself")
  func hostile() async throws {
    let text = try await run(
      "await predict \"replicate/hello-world\" <text: \"\\u001b[2J\\u001b]0;owned\\u0007\">\nawait predict \"rep/slow\" <seconds: 0.6>",
      environment: ["TERM": "xterm"])
    #expect(!text.contains("\u{1B}[2J"))
    #expect(!text.contains("\u{1B}]0;"))
  }

  @Test("A question stands alone")
  func question() async throws {
    let terminal = try TestTerminal(columns: 80, lines: 24)
    let process = try RepProcess.start(
      arguments: [
        "eval", "--local", "let p = predict \"rep/slow\" <seconds: 1>\nsleep 500ms\nlet a = ask \"Name?\"\nawait p\nprint a",
      ],
      environment: ["TERM": "xterm"], descriptors: [terminal.childSide, terminal.childSide, terminal.childSide])
    terminal.closeChildSide()
    var text = await terminal.text { $0.contains("Name?") }
    #expect(!text.components(separatedBy: "Name?")[1].contains("rep/slow"))
    terminal.type("Ada\n")
    text += await terminal.text()
    #expect(await process.status() == 0)
    #expect(ScreenText(text, height: 24).text.hasSuffix("Name? Ada\nAda"), "\(text)")
  }

  @Test("Short runs say nothing where standard error is no terminal")
  func plain() async throws {
    let finished = try await RepProcess.run(["eval", "--local", Self.script])
    #expect(finished.errors == "")
    #expect(finished.output == Self.printed + "\n")
  }

  private func run(
    _ script: String, _ flags: [String] = [], environment: [String: String], lines: Int = 24
  ) async throws -> String {
    let terminal = try TestTerminal(columns: 80, lines: lines)
    var variables: [String: String?] = ["NO_COLOR": nil, "LC_ALL": nil, "LC_CTYPE": nil]
    for (name, value) in environment { variables[name] = value }
    let process = try RepProcess.start(
      arguments: ["eval", "--local"] + flags + [script], environment: variables,
      descriptors: [terminal.childSide, terminal.childSide, terminal.childSide])
    terminal.closeChildSide()
    let text = await terminal.text()
    #expect(await process.status() == 0, "\(text)")
    return text
  }
}
