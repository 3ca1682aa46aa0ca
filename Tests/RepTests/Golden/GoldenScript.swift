#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Testing

/// A script of `Tests/Scripts` with what it is expected to do, written in its comments:
///
///     # R12: what the script shows          on the first line: the rules it belongs to
///     print 1 + 1  # expect: 2              a line that is printed, in the order of the comments
///     print 1 / 0  # error: [number] zero   an error on this line: a code or kind, and words of its message or hint
///     let a =      # error: [static]        any error that is found before the script runs
///
/// Further errors on a line that expects one are taken for its consequences; on other lines they are failures.
///
///     # needs: simulator                    the script calls the API
struct GoldenScript: Sendable, CustomTestStringConvertible {
  /// An error that must be reported.
  struct ExpectedError: Sendable {
    /// The line it is reported on, from 1.
    let line: Int
    /// The code of a diagnostic or the kind of an error; `static` for any diagnostic, nil for any error at all.
    let label: String?
    /// What its message or its hint holds.
    let words: String
  }

  /// The path from `Tests/Scripts`, such as `numbers/overflow.rep`.
  let name: String
  /// The absolute path.
  let path: String
  let bytes: [UInt8]
  let output: [String]
  let errors: [ExpectedError]
  let needsSimulator: Bool
  /// The rules named in the first line.
  let rules: [Int]

  var testDescription: String { name }

  /// The folder `Tests/Scripts` of the package.
  static var folder: String {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Scripts"
  }

  /// All golden scripts in a fixed order. Folders called `lib` hold modules that scripts import; `design` and
  /// `examples` hold whole jobs, which have fixtures and tests of their own.
  static func all() throws -> [GoldenScript] {
    try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".rep") && !$0.contains("lib/") }
      .filter { !$0.hasPrefix("design/") && !$0.hasPrefix("examples/") }
      .sorted()
      .map(GoldenScript.init)
  }

  init(name: String) throws {
    self.name = name
    path = GoldenScript.folder + "/" + name
    bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let lines = GoldenScript.lines(String(decoding: bytes, as: UTF8.self))
    output = lines.compactMap { GoldenScript.text(after: "# expect:", in: $0) }
    errors = lines.enumerated().compactMap { index, line in
      GoldenScript.text(after: "# error:", in: line).map { GoldenScript.expectedError($0, line: index + 1) }
    }
    needsSimulator = lines.contains("# needs: simulator")
    rules = GoldenScript.rules(in: lines.first ?? "")
  }

  /// LF, CRLF and CR end lines, as in the language.
  static func lines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
  }

  /// What follows a marker and one blank.
  private static func text(after marker: String, in line: String) -> String? {
    guard let range = line.firstRange(of: marker) else { return nil }
    let rest = line[range.upperBound...]
    return String(rest.first == " " ? rest.dropFirst() : rest)
  }

  private static func expectedError(_ text: String, line: Int) -> ExpectedError {
    guard text.first == "[", let end = text.firstIndex(of: "]") else {
      return ExpectedError(line: line, label: nil, words: text.trimmed)
    }
    let label = text[text.index(after: text.startIndex)..<end]
    return ExpectedError(line: line, label: String(label), words: String(text[text.index(after: end)...]).trimmed)
  }

  private static func rules(in header: String) -> [Int] {
    header.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
      .compactMap { $0.first == "R" ? Int($0.dropFirst()) : nil }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
