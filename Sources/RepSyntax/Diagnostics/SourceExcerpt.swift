/// The line of a span as it is shown: cut to a width, made printable, with the columns to underline.
struct SourceExcerpt {
  /// The line number, from 1.
  let line: Int
  /// The text of the line, tabs as blanks, with `…` where it is cut.
  let text: String
  /// How many columns stand before the underlined part.
  let indentation: Int
  /// How many columns are underlined, at least one.
  let underlined: Int
  /// True when the span goes on after the first line or after the cut.
  let continues: Bool

  /// A tab goes to the next multiple of this many columns.
  static let tabWidth = 4

  /// Cuts the first line of a span out of its source. Time and memory do not depend on the length of the line.
  init(of span: Span, in source: Source, width: Int) {
    let start = min(span.start, source.bytes.count)
    let index = source.lineIndex(at: start)
    line = index + 1
    let lineStart = source.lineStarts[index]
    var lineEnd = index + 1 < source.lineStarts.count ? source.lineStarts[index + 1] : source.bytes.count
    let afterLine = lineEnd
    while lineEnd > lineStart, source.bytes[lineEnd - 1] == 0x0A || source.bytes[lineEnd - 1] == 0x0D { lineEnd -= 1 }
    let from = min(start, lineEnd)
    let to = min(max(span.end, from), lineEnd)
    let goesOn = span.end > afterLine && afterLine < source.bytes.count

    // One column may take several bytes (combining marks); beyond this reach a line is cut even if it would fit.
    let reach = width * 8
    var low = max(lineStart, from - reach)
    while low > lineStart, low < from, source.bytes[low] & 0xC0 == 0x80 { low += 1 }
    var high = min(lineEnd, from + reach)
    while high < lineEnd, source.bytes[high] & 0xC0 == 0x80, high < from + reach + 4 { high += 1 }
    let cells = Self.cells(of: source, from: low, to: high)

    let first = cells.firstIndex { $0.end > from } ?? cells.count
    let last = cells.firstIndex { $0.start >= max(to, from + 1) } ?? cells.count
    let leftWidth = cells[..<first].reduce(0) { $0 + $1.width }
    let spanWidth = cells[first..<max(first, last)].reduce(0) { $0 + $1.width }
    let rightWidth = cells[max(first, last)...].reduce(0) { $0 + $1.width }

    // The span first; what is left of the width goes to both sides, and one side takes what the other does not need.
    let shownSpan = min(spanWidth, width)
    let context = width - shownSpan
    let left = min(leftWidth, max(context / 2, context - rightWidth))
    var lower = first
    var used = 0
    while lower > 0, used + cells[lower - 1].width <= left {
      lower -= 1
      used += cells[lower].width
    }
    let leftUsed = used
    var upper = first
    while upper < cells.count, used + cells[upper].width <= width {
      used += cells[upper].width
      upper += 1
    }
    let cutsLeft = lower > 0 || low > lineStart
    let cutsRight = upper < cells.count || high < lineEnd
    text =
      (cutsLeft ? "…" : "") + cells[lower..<upper].map(\.text).joined() + (cutsRight ? "…" : "")
    indentation = leftUsed + (cutsLeft ? 1 : 0)
    let visibleEnd = max(first, min(last, upper))
    underlined = max(1, to > from ? cells[first..<visibleEnd].reduce(0) { $0 + $1.width } : 1)
    continues = goesOn || (to > from && (last > upper || to > high))
  }

  /// One grapheme of the line: the bytes it stands for and the columns it takes.
  private struct Cell {
    let text: String
    let width: Int
    let start: Int
    let end: Int
  }

  private static func cells(of source: Source, from: Int, to: Int) -> [Cell] {
    var scalars = String.UnicodeScalarView()
    var ends: [Int] = []
    var parser = Unicode.UTF8.ForwardParser()
    var bytes = source.bytes[from..<to].makeIterator()
    var offset = from
    parsing: while true {
      switch parser.parseScalar(from: &bytes) {
      case .valid(let encoded):
        offset += encoded.count
        let scalar = Unicode.UTF8.decode(encoded)
        scalars.append(scalar == "\t" ? scalar : Printable.standIn(for: scalar))
      case .error(let length):
        offset += length
        scalars.append("\u{FFFD}")
      case .emptyInput:
        break parsing
      }
      ends.append(offset)
    }
    var cells: [Cell] = []
    var column = 0
    var consumed = 0
    var start = from
    for character in String(scalars) {
      consumed += character.unicodeScalars.count
      let end = ends[consumed - 1]
      let isTab = character == "\t"
      let width = isTab ? tabWidth - column % tabWidth : DisplayWidth.of(character)
      let text = isTab ? String(repeating: " ", count: width) : String(character)
      cells.append(Cell(text: text, width: width, start: start, end: end))
      column += width
      start = end
    }
    return cells
  }
}
