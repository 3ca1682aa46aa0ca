import Foundation
import Testing

/// The scripts that fuzzing starts from, and the tokens that it inserts.
enum Corpus {
  private static var folder: URL { Fixtures.root.appendingPathComponent("Tests/Fuzz") }

  static func scripts() throws -> [(name: String, bytes: [UInt8])] {
    let urls = Fixtures.files(in: "Tests/Fuzz/corpus", withExtension: "rep")
    try #require(urls.count >= 5)
    return try urls.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) }
  }

  /// The entries of `rep.dict`: `"text"` with `\xNN`, `\"` and `\\`.
  static func tokens() throws -> [[UInt8]] {
    let text = try String(contentsOf: folder.appendingPathComponent("rep.dict"), encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("\"") }.map { line in
      var bytes: [UInt8] = []
      var rest = line.dropFirst().dropLast().utf8[...]
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
          bytes.append(byte)
          continue
        }
        if next == UInt8(ascii: "x") {
          bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(next)
        }
      }
      return bytes
    }
  }
}
