import Foundation
import Testing

/// The sessions that the README shows happen as they are shown.
@Suite(.timeLimit(.minutes(5)))
struct ReadmeSessionTests {
  @Test("The README's session")
  func session() async throws {
    let readme = try String(contentsOf: RepProcess.package.appendingPathComponent("README.md"), encoding: .utf8)
    let blocks = MarkdownBlock.all(in: readme).filter { $0.language == "session" }
    #expect(!blocks.isEmpty)
    for block in blocks {
      let session = try await PromptSession(environment: ["NO_COLOR": "1"], columns: 100)
      let lines = block.text.split(separator: "\n").map(String.init)
      var typed = 0
      for line in lines {
        guard let prompt = ["rep> ", "...> "].first(where: { line.hasPrefix($0) }) else { continue }
        if typed > 0 { try await session.expect(prompt) }
        session.type(String(line.dropFirst(5)) + "\r")
        typed += 1
      }
      try await session.expect("rep> ")
      #expect(try await session.leave() == 0)
      // The terminal shows the greeting first, and the prompt that Ctrl-D answers last.
      let shown = PromptSession.plain(session.bytes).components(separatedBy: "no cost.\n").dropFirst().joined()
      #expect(shown.trimmingCharacters(in: .newlines).hasPrefix(block.text.trimmingCharacters(in: .newlines)), "\(shown)")
    }
  }
}
