import Foundation
import Testing

/// Every Swift example of the documentation stands in `Snippets.swift`, which compiles.
struct SnippetTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func pages() throws -> [URL] {
    let catalog = root.appendingPathComponent("Sources/Rep/Rep.docc")
    let articles = try FileManager.default.contentsOfDirectory(at: catalog, includingPropertiesForKeys: nil)
    return [root.appendingPathComponent("README.md")] + articles.filter { $0.pathExtension == "md" }
  }

  /// The code without its indentation, its imports and lines of a manifest.
  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("import ") && !$0.hasPrefix(".package(") }
  }

  @Test func everySnippetCompiles() throws {
    let file = Self.root.appendingPathComponent("Tests/RepTests/Documentation/Snippets.swift")
    let compiled = Self.lines(try String(contentsOf: file, encoding: .utf8)).joined(separator: "\n")
    var count = 0
    for page in try Self.pages() {
      for block in try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst() {
        let snippet = Self.lines(block.components(separatedBy: "\n```")[0]).joined(separator: "\n")
        count += 1
        #expect(compiled.contains(snippet), "\(page.lastPathComponent) shows what Snippets.swift has not:\n\(snippet)")
      }
    }
    #expect(count > 8)
  }
}
