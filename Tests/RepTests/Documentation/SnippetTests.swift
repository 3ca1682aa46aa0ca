import Foundation
import Testing

/// Every Swift example of the documentation stands in `Snippets.swift`, or in the sources that it quotes: both compile.
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

  private static func compiled() throws -> String {
    let nodes = FileManager.default.enumerator(atPath: root.appendingPathComponent("Sources/RepRuntime").path)
    let quoted = (nodes?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
    let files = ["Tests/RepTests/Documentation/Snippets.swift"] + quoted.map { "Sources/RepRuntime/" + $0 }
    return try files.map { path in
      lines(try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  @Test func everySnippetCompiles() throws {
    let compiled = try Self.compiled()
    var count = 0
    for page in try Self.pages() {
      for block in try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst() {
        let snippet = Self.lines(block.components(separatedBy: "\n```")[0]).joined(separator: "\n")
        guard !snippet.isEmpty else { continue }
        count += 1
        #expect(compiled.contains(snippet), "\(page.lastPathComponent) shows what Snippets.swift has not:\n\(snippet)")
      }
    }
    #expect(count > 8)
  }
}
