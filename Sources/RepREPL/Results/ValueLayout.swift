import RepSyntax
import RepValue

/// Lays a value out as compact JSON: what fits on a line stands on one, the rest one element a line, but as many numbers
/// and short texts of a list on a line as there is room for.
///
/// Functions, pages and the like, which JSON does not have, stand as `print` shows them. Control characters never reach
/// the terminal.
struct ValueLayout {
  /// Columns of a line.
  let width: Int
  /// Lines shown at most; nil for all of them, with long strings uncut.
  let limit: Int?
  let palette: Palette

  /// The lines of a value, and whether something was left out.
  func lines(of value: Value) -> (lines: [String], isCut: Bool) {
    var writer = Writer(layout: self)
    writer.write(value, indentation: 0, before: "", after: "")
    return (writer.lines, writer.isCut)
  }

  private struct Writer {
    let layout: ValueLayout
    var lines: [String] = []
    var isCut = false

    init(layout: ValueLayout) { self.layout = layout }

    private var isFull: Bool { layout.limit.map { lines.count >= $0 } ?? false }

    /// Writes a value on as many lines as it needs.
    /// - Parameters:
    ///   - before: the key in front of it, painted.
    ///   - after: the comma behind it.
    mutating func write(_ value: Value, indentation: Int, before: String, beforeWidth: Int = 0, after: String) {
      guard !isFull else {
        isCut = true
        return
      }
      let margin = String(repeating: " ", count: indentation)
      let room = layout.width - indentation - beforeWidth - after.count
      var piece = Piece(room: room, palette: layout.palette)
      if piece.append(value) {
        lines.append(margin + before + piece.text + after)
        return
      }
      switch value {
      case .list(let list) where list.count > 0 && indentation < 60:
        lines.append(margin + before + "[")
        write(elements: list, indentation: indentation + 2)
        if !isFull { lines.append(margin + "]" + after) }
      case .object(let object) where object.liveCount > 0 && indentation < 60:
        lines.append(margin + before + "{")
        let pairs = value.pairs ?? []
        for (index, pair) in pairs.enumerated() {
          if stopsEarly(after: index) { break }
          let key = Piece.quoted(pair.key)
          write(pair.value, indentation: indentation + 2, before: layout.palette.paint(key, .key) + ": ",
            beforeWidth: DisplayWidth.of(key) + 2, after: index < pairs.count - 1 ? "," : "")
        }
        if !isFull { lines.append(margin + "}" + after) }
      default:
        guard layout.limit != nil else {
          var whole = Piece(room: .max, palette: layout.palette)
          _ = whole.append(value)
          lines.append(margin + before + whole.text + after)
          return
        }
        isCut = true
        lines.append(margin + before + Piece.cut(value, room: room, palette: layout.palette) + after)
      }
    }

    private mutating func write(elements list: ListStorage, indentation: Int) {
      let margin = String(repeating: " ", count: indentation)
      /// Short elements that share a line.
      var (row, rowWidth) = ("", indentation)
      func endRow(_ writer: inout Writer) {
        guard !row.isEmpty else { return }
        if writer.isFull { writer.isCut = true } else { writer.lines.append(margin + row) }
        (row, rowWidth) = ("", indentation)
      }
      for index in 0..<list.count {
        if stopsEarly(after: index) { break }
        let comma = index < list.count - 1 ? "," : ""
        guard let short = Piece.short(list.elements[index], palette: layout.palette) else {
          endRow(&self)
          write(list.elements[index], indentation: indentation, before: "", after: comma)
          continue
        }
        if !row.isEmpty, rowWidth + 1 + short.width + comma.count > layout.width { endRow(&self) }
        rowWidth += (row.isEmpty ? 0 : 1) + short.width + comma.count
        row += (row.isEmpty ? "" : " ") + short.text + comma
      }
      endRow(&self)
    }

    private mutating func stopsEarly(after index: Int) -> Bool {
      if isFull { isCut = true }
      return isFull
    }
  }
}

/// Part of a line: gives up as soon as there is no room.
private struct Piece {
  let room: Int
  let palette: Palette
  var text = ""
  var width = 0

  init(room: Int, palette: Palette) { (self.room, self.palette) = (room, palette) }

  mutating func append(_ value: Value) -> Bool {
    switch value {
    case .null: return append("null", .word)
    case .bool(let bool): return append(bool ? "true" : "false", .word)
    case .string(let string):
      // A text of megabytes is not even looked at to see that it does not fit.
      guard room == .max || string.count <= room else { return false }
      return append(Self.quoted(string.text), .string)
    case .list(let list):
      guard room == .max || list.count <= room else { return false }
      guard append("[", nil) else { return false }
      for index in 0..<list.count {
        if index > 0, !append(", ", nil) { return false }
        guard append(list.elements[index]) else { return false }
      }
      return append("]", nil)
    case .object(let object):
      guard room == .max || object.liveCount <= room else { return false }
      guard append("{", nil) else { return false }
      for (index, pair) in (value.pairs ?? []).enumerated() {
        if index > 0, !append(", ", nil) { return false }
        guard append(Self.quoted(pair.key), .key), append(": ", nil), append(pair.value) else { return false }
      }
      return append("}", nil)
    case .function: return append(Printable.text(value.text), .thing)
    case .opaque(let opaque):
      if let json = opaque.jsonValue { return append(json) }
      return append(Printable.text(opaque.displayText), .thing)
    default: return append(value.text, .number)
    }
  }

  private mutating func append(_ text: String, _ role: Palette.Role?) -> Bool {
    let columns = DisplayWidth.of(text)
    guard room == .max || width + columns <= room else { return false }
    width += columns
    self.text += role.map { palette.paint(text, $0) } ?? text
    return true
  }

  /// The columns of an element that shares a line with others.
  private static let shortElement = 24

  /// A number, a short text or the like; nil for anything else.
  static func short(_ value: Value, palette: Palette) -> Piece? {
    switch value {
    case .list, .object, .function, .opaque: return nil
    default:
      var piece = Piece(room: shortElement, palette: palette)
      return piece.append(value) ? piece : nil
    }
  }

  static func quoted(_ text: String) -> String { Printable.text((try? JSON.text(Value(text))) ?? "\"\"") }

  /// The beginning of a value that does not fit on a line of its own.
  static func cut(_ value: Value, room: Int, palette: Palette) -> String {
    guard case .string(let string) = value else { return palette.paint("…", .faint) }
    // More scalars than columns never fit.
    let start = quoted(String(string.text.unicodeScalars.prefix(max(room, 8)))).dropLast()
    var shown = ""
    var width = 1
    for character in start {
      width += DisplayWidth.of(String(character))
      guard width <= max(room, 8) else { break }
      shown.append(character)
    }
    return palette.paint(shown, .string) + palette.paint("…", .faint)
  }
}
