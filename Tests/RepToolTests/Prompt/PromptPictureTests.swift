import Foundation
import RepPictures
import Testing

/// Pictures in the terminal.
@Suite(.timeLimit(.minutes(5)))
struct PromptPictureTests {
  @Test("A picture is drawn by the protocol of the terminal", arguments: [
    ["COLORTERM": "truecolor"], ["TERM": "xterm-kitty"], ["TERM_PROGRAM": "iTerm.app"],
  ])
  func picture(_ environment: [String: String]) async throws {
    let session = try await PromptSession(environment: environment.mapValues { $0 }, columns: 100, lines: 30)
    try await session.enter(
      "let p = await predict \"black-forest-labs/flux-schnell\" <prompt: \"an otter\", output_format: \"png\">")
    try await session.enter("p", "http://")
    #expect(try await session.leave() == 0)
    let bytes = String(String.UnicodeScalarView(session.bytes.unicodeScalars.filter { $0 != "\r" }))
    if environment["COLORTERM"] != nil {
      #expect(bytes.contains("\u{1B}[38;2;") && session.plainText.contains("▀▀▀▀"))
    } else {
      let (start, end) = environment["TERM"] == nil ? ("\u{1B}]1337;File=inline=1;", "\u{7}") : ("\u{1B}_Ga=T,f=100,", "\n")
      let drawn = try #require(bytes.components(separatedBy: start).last?.components(separatedBy: end).first)
      // Kitty's chunks are each an escape sequence of their own, whose keys end at a semicolon.
      let text = drawn.components(separatedBy: "\u{1B}_G").map { chunk in
        chunk.components(separatedBy: environment["TERM"] == nil ? ":" : ";").last?.replacingOccurrences(of: "\u{1B}\\", with: "")
          .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
      }.joined()
      let file = try #require(Data(base64Encoded: text), "\(text.prefix(200))")
      let bitmap = try PNG.decode([UInt8](file))
      #expect(bitmap.width > 100 && bitmap.height > 100)
      #expect(!bytes.contains("▀"))
    }
  }

  @Test("Pictures of every format that models give are drawn, at the size of the terminal", arguments: ["webp", "jpg", "png"])
  func pictureFormats(_ format: String) async throws {
    let session = try await PromptSession(environment: ["COLORTERM": "truecolor"], columns: 80, lines: 24)
    try await session.enter(
      "let p = await predict \"black-forest-labs/flux-schnell\" <prompt: \"an otter\", output_format: \"\(format)\", num_outputs: 2>")
    let shown = try await session.enter("p", "out-1.\(format)")
    #expect(try await session.leave() == 0)
    let rows = session.plainText.split(separator: "\n").filter { $0.hasPrefix("▀▀▀▀▀") }
    #expect(rows.count == 20 && Set(rows).count == 1, "two pictures share the screen: \(rows.count)\n\(shown)")
  }

  @Test("What cannot be drawn is named, and takes nothing down")
  func undrawable() async throws {
    let session = try await PromptSession(environment: ["COLORTERM": "truecolor"], columns: 80, lines: 24)
    try await session.enter("\"data:image/jpeg;base64,/9j/wAARCP////8DAREAAhEBAxEB\"", "(JPEG, 65535 × 65535, 1 kB: too large to draw")
    try await session.enter("\"data:image/gif;base64,R0lGODlhBAADAIEAAP//\"", "(GIF, 4 × 3, 1 kB: damaged")
    try await session.enter("40 + 2", "\n42\n")
    #expect(try await session.leave() == 0)
  }
}
