/// A string over several lines: all of it may be moved in or out, since what its closing line stands in by is not part
/// of the text (R18).
struct MovableLines: Sendable {
  /// The line with the opening quotes, from them on.
  let first: String
  /// The other lines as they were written.
  private let others: [Substring]
  /// How far the closing line stands in.
  private let closing: Int
  /// How far the line of the opening quotes stands in.
  private let opening: Int

  /// Nil where lines cannot be moved without changing the text: with tabs, carriage returns, or an interpolation that
  /// stands further out than the closing line.
  init?(_ span: Span, in source: Source) {
    let text = source.text(span)
    guard !text.utf8.contains(where: { $0 == 0x0D || $0 == 0x09 }) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1 else { return nil }
    first = String(lines[0])
    others = Array(lines[1...])
    closing = Self.indentation(lines[lines.count - 1])
    opening = Self.indentation(source.line(source.lineIndex(at: span.start))[...])
    for line in others where !line.allSatisfy({ $0 == " " }) {
      guard Self.indentation(line) >= closing else { return nil }
    }
  }

  /// The text where its first line stands in so many blanks.
  func text(onLineIndentedBy indentation: Int) -> String {
    let moved = String(repeating: " ", count: max(0, closing + indentation - opening))
    return others.reduce(first) { text, line in
      text + "\n" + (Self.indentation(line) < closing ? String(line) : moved + line.dropFirst(closing))
    }
  }

  private static func indentation(_ line: Substring) -> Int { line.utf8.prefix { $0 == 0x20 }.count }
}
