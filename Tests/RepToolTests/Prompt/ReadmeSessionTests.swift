import Foundation
import Testing

/// The sessions that the README shows happen as they are shown.
// A line that is typed while Readline sets the terminal up can get lost, which stops a test for ever on a slow machine.
@Suite(.timeLimit(.minutes(2)), .enabled(if: ProcessInfo.processInfo.environment["CI"] == nil))
struct ReadmeSessionTests {
  @Test("The README's session")
  func session() async throws {
    let readme = try String(contentsOf: RepProcess.package.appendingPathComponent("README.md"), encoding: .utf8)
    let blocks = MarkdownBlock.all(in: readme).filter { $0.language == "session" }
    #expect(!blocks.isEmpty)
    for block in blocks {
      let session = try await PromptSession(environment: ["NO_COLOR": "1"], columns: 100)
      await session.expect("no cost.\n")
      let lines = block.text.split(separator: "\n").map(String.init)
      for line in lines where line.hasPrefix("rep> ") || line.hasPrefix("...> ") {
        await session.expect(String(line.prefix(5)))
        session.type(String(line.dropFirst(5)) + "\r")
      }
      await session.expect("rep> ")
      let status = await session.leave()
      #expect(status == 0)
      // The terminal shows the greeting first, and the prompt that Ctrl-D answers last.
      let shown = PromptSession.plain(session.bytes).components(separatedBy: "no cost.\n").dropFirst().joined()
      #expect(shown.trimmingCharacters(in: .newlines).hasPrefix(block.text.trimmingCharacters(in: .newlines)), "\(shown)")
    }
  }
}
