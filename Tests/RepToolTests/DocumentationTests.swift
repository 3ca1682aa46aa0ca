import Foundation
import Testing

/// Whatever the documentation shows is run: `rep` blocks against the simulator, `sh` blocks line by line.
///
/// A block that names a file (```` ```rep poster.rep ````) is written there for what follows. A `text` block right
/// after a script is what the script prints; after one that `fails`, part of the error.
@Suite(.timeLimit(.minutes(3)))
struct DocumentationTests {
  static let pages = [
    "README.md", "Sources/Rep/Rep.docc/Rep.md", "Sources/Rep/Rep.docc/LanguageGuide.md",
    "Sources/Rep/Rep.docc/EmbedRep.md", "Sources/Rep/Rep.docc/EvaluatorSpeed.md",
  ]

  @Test(arguments: pages)
  func everythingShownWorks(_ page: String) async throws {
    let url = RepProcess.package.appendingPathComponent(page)
    let blocks = MarkdownBlock.all(in: try String(contentsOf: url, encoding: .utf8))
    let folder = try ScratchFolder()
    try folder.copyContents(of: RepProcess.package.appendingPathComponent("Tests/Scripts/examples"))
    for (index, block) in blocks.enumerated() where block.language == "rep" {
      let fails = block.name == "fails"
      let name = fails ? nil : block.name
      let file = name ?? "block-\(block.line).rep"
      try folder.write(block.text, to: file)
      let finished = try await RepProcess.run(["run", "--local", "--quiet", file], in: folder.url)
      #expect((finished.status != 0) == fails, "\(page):\(block.line): \(finished.errors)")
      guard index + 1 < blocks.count, blocks[index + 1].language == "text", blocks[index + 1].follows else { continue }
      let shown = blocks[index + 1].text
      if fails {
        #expect(finished.errors.contains(shown), "\(page):\(block.line): \(finished.errors)")
      } else {
        #expect(finished.output == shown, "\(page):\(block.line)")
      }
    }
    for block in blocks where block.language == "sh" {
      for command in block.text.split(separator: "\n") {
        let finished = try await RepProcess.shell(String(command), in: folder.url)
        #expect(finished.status == 0, "\(page):\(block.line): \(command): \(finished.output)\(finished.errors)")
      }
    }
    #expect(!blocks.isEmpty)
  }

  @Test("The README's table lists every action")
  func actionTable() async throws {
    let readme = try String(contentsOf: RepProcess.package.appendingPathComponent("README.md"), encoding: .utf8)
    let table = try await RepProcess.run(["actions"]).output
    let rows = table.split(separator: "\n").dropFirst().map { $0.split(separator: " ").map(String.init) }
    var actions = 0
    for row in rows where row.count > 2 && row[1].hasPrefix("REPLICATE_") {
      actions += 1
      #expect(readme.contains("| `\(row[0])` | `\(row[1])` |"), "\(row[0])")
    }
    #expect(actions == 31)
  }
}

/// A fenced block of a Markdown text.
struct MarkdownBlock {
  let language: String
  /// The word after the language.
  let name: String?
  let text: String
  /// The line of its fence, from 1.
  let line: Int
  /// Only blank lines stand between it and the block before.
  let follows: Bool

  static func all(in markdown: String) -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    var open: (info: [String], line: Int, follows: Bool, text: String)?
    var follows = false
    for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if var block = open {
        if line == "```" {
          let (language, name) = (block.info.first ?? "", block.info.count > 1 ? block.info[1] : nil)
          blocks.append(
            MarkdownBlock(
              language: language, name: name, text: block.text, line: block.line, follows: block.follows))
          open = nil
          follows = true
        } else {
          block.text += line + "\n"
          open = block
        }
      } else if line.hasPrefix("```") {
        open = (line.dropFirst(3).split(separator: " ").map(String.init), index + 1, follows, "")
      } else if !line.isEmpty {
        follows = false
      }
    }
    return blocks
  }
}
