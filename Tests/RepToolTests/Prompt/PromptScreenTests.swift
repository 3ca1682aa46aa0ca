import Foundation
import RepSimulator
import Testing

/// What stands on the screen while a line is typed: at a real pseudo-terminal, with colours.
@Suite(.timeLimit(.minutes(5)))
struct PromptScreenTests {
  @Test("Ctrl-C leaves what was typed where it is, and an empty line below it", arguments: [
    "let a = 1 # hello", "let text = \"0123456789012345678901234567890123456789\" # and more than a row", "",
  ])
  func abandoned(_ line: String) async throws {
    let session = try await PromptSession(columns: 40)
    session.type(line)
    if !line.isEmpty { try await session.expect(String(line.suffix(4))) }
    try await session.interrupt()
    try await session.enter("40 + 2", "\n42\n")
    #expect(try await session.leave() == 0)
    var screen = TerminalScreen(columns: 40, height: 50)
    screen.write(session.bytes)
    let shown = screen.lines.joined(separator: "\n")
    let folded = Self.folded("rep> " + line + "^C", 40)
    #expect(shown.contains("\n" + folded + "\nrep> 40 + 2\n42\nrep>"), "\(shown)")
  }

  @Test("Ctrl-C in a search leaves it")
  func abandonedSearch() async throws {
    let session = try await PromptSession()
    try await session.enter("let otter = 1")
    session.type("\u{12}ott")
    try await session.expect("ott")
    try await session.interrupt()
    try await session.enter("otter + 1", "\n2\n")
    #expect(try await session.leave() == 0)
    var screen = TerminalScreen(columns: 200, height: 50)
    screen.write(session.bytes)
    let lines = screen.lines
    #expect(lines.filter { $0.hasPrefix("rep> otter + 1") } == ["rep> otter + 1"], "\(lines)")
  }

  @Test("A coloured line is drawn once when the terminal gets narrower or wider", arguments: [
    (60, 34), (34, 60), (60, 59), (40, 200), (200, 20),
  ], [0, 3, 30])
  func resized(_ widths: (before: Int, after: Int), _ moves: Int) async throws {
    let session = try await PromptSession(columns: widths.before)
    let line = "print \"0123456789 0123456789 0123456789 0123456789\", 1 + 2 # why"
    session.type(line + String(repeating: "\u{2}", count: moves))
    try await session.expect("why")
    // All is written once the cursor is where it belongs.
    let column = ("rep> ".count + line.count - moves) % widths.before
    try await session.settle(endingWith: "\r" + (column > 0 ? "\u{1B}[\(column)C" : ""))
    var screen = TerminalScreen(columns: widths.before, height: 50)
    let before = session.bytes
    screen.write(before)
    screen.resize(columns: widths.after)
    session.terminal.resize(columns: widths.after, lines: 50)
    try await session.expect("why")
    session.type("\u{5}\r")
    try await session.expect(" 3\n")
    try await session.expect("rep> ")
    #expect(try await session.leave() == 0)
    screen.write(String(decoding: session.bytes.utf8.dropFirst(before.utf8.count), as: UTF8.self))
    let shown = screen.lines.joined(separator: "\n")
    #expect(shown.components(separatedBy: "rep> pr").count == 2, "\(shown)")
    #expect(shown.contains(Self.folded("rep> " + line, widths.after) + "\n"), "\(shown)")
  }

  @Test("A pasted script has colours, and stays whole while the cursor moves about in it")
  func pasted() async throws {
    let session = try await PromptSession(columns: 60)
    session.type("\u{1B}[200~fn area(w, h) {\n  w * h\n}\n\nprint \"area\", area(3, 4)\u{1B}[201~")
    try await session.expect("area(3, 4)")
    session.type("\u{1}\u{5}\r")
    try await session.expect("\narea 12\n")
    try await session.expect("rep> ")
    #expect(try await session.leave() == 0)
    #expect(session.bytes.contains("\u{1B}[35mfn\u{1B}[0m area"))
    var screen = TerminalScreen(columns: 60, height: 50)
    screen.write(session.bytes)
    let shown = screen.lines.joined(separator: "\n")
    #expect(shown.contains("rep> fn area(w, h) {\n  w * h\n}\n\nprint \"area\", area(3, 4)\narea 12\nrep>"), "\(shown)")
  }

  @Test("After Ctrl-D has been answered with staying, lines come without gaps")
  func stayed() async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(600)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    defer { Task { await simulator.stop() } }
    let session = try await PromptSession(
      ["repl"], environment: ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address])
    try await session.enter("let p = predict \"rep/slow\" <>")
    session.type("\u{4}")
    try await session.expect("[l/c/S] ")
    try await session.enter("s")
    try await session.enter("40 + 2", "\n42\n")
    session.type("\u{4}")
    try await session.expect("[l/c/S] ")
    session.type("c\r")
    #expect(try await session.end() == 0)
    var screen = TerminalScreen(columns: 200, height: 50)
    screen.write(session.bytes)
    let shown = screen.lines.joined(separator: "\n")
    #expect(shown.contains("stay? [l/c/S] s\nrep> 40 + 2\n42\nrep>\n  prediction"), "\(shown)")
  }

  private static func folded(_ line: String, _ columns: Int) -> String {
    var (rows, rest) = ([String](), line[...])
    repeat {
      rows.append(String(rest.prefix(columns)))
      rest = rest.dropFirst(columns)
    } while !rest.isEmpty
    return rows.map { $0.last == " " ? String($0.dropLast()) : $0 }.joined(separator: "\n")
  }
}
