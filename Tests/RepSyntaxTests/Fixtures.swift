import Foundation
import RepSyntax

/// Files beside the package that only exist where it is developed.
enum Fixtures {
  /// The root of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The files of a folder with an extension, by name; empty, with a printed word, where the folder is absent.
  static func files(in folder: String, withExtension ext: String) -> [URL] {
    let url = root.appendingPathComponent(folder)
    guard let files = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil) else {
      print("skipped: \(folder) is absent")
      return []
    }
    return files.filter { $0.pathExtension == ext }.sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The bytes of a file; nil, with a printed word, where it is absent.
  static func bytes(of url: URL) -> [UInt8]? {
    guard let data = try? Data(contentsOf: url) else {
      print("skipped: \(url.lastPathComponent) is absent")
      return nil
    }
    return Array(data)
  }
}

/// The codes of the diagnostics of a text, each with line and column.
func problems(_ text: String) -> [String] { problems(Parser.parse(Source(name: "test", text: text))) }

func problems(_ tree: SyntaxTree) -> [String] {
  tree.diagnostics.map { diagnostic in
    let place = tree.source.location(at: diagnostic.span.start)
    return "\(place.line):\(place.column) \(diagnostic.code)"
  }
}
