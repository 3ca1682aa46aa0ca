/// Where the characters of a line stand that is folded at the edge of the screen.
public struct FoldedLine: Equatable, Sendable {
  /// Rows below the prompt's, and columns from the left edge.
  public struct Place: Equatable, Sendable {
    var row: Int
    var column: Int
  }

  let cursor: Place
  let end: Place

  /// Nil where the place of something is for the terminal to decide: characters that are no letters, wide ones at the
  /// edge, a line that ends exactly there. Nil also for what does not fit the screen: its beginning cannot be reached.
  /// - Parameters:
  ///   - line: what is typed; a pasted script has line breaks.
  ///   - cursorOffset: UTF-8 bytes before the cursor.
  ///   - promptWidth: columns before the line.
  public init?(_ line: String, cursorOffset: Int, promptWidth: Int, columns: Int, lines: Int) {
    guard columns > promptWidth + 2 else { return nil }
    var place = Place(row: 0, column: promptWidth)
    var offset = 0
    var cursor: Place?
    /// Whether the character before is a line break.
    var isBroken = false
    for scalar in line.unicodeScalars {
      if offset == cursorOffset { cursor = place }
      if scalar == "\n" {
        // Behind a full row Readline leaves one empty.
        guard place.column > 0 || offset == 0 || isBroken else { return nil }
        (place, isBroken) = (Place(row: place.row + 1, column: 0), true)
        offset += 1
        continue
      }
      isBroken = false
      guard let width = Self.width(scalar), place.column + width <= columns else { return nil }
      place.column += width
      if place.column == columns { place = Place(row: place.row + 1, column: 0) }
      offset += String(scalar).utf8.count
    }
    guard offset > 0, place.column > 0 || isBroken, place.row < lines else { return nil }
    (self.cursor, self.end) = (cursor ?? place, place)
  }

  /// What writes a line over itself and leaves the cursor where it is.
  public func overwriting(with painted: String, promptWidth: Int) -> String {
    // A line break alone would go straight down where the terminal does not add the return.
    let text = painted.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    return Self.up(cursor.row) + "\r\u{1B}[\(promptWidth)C" + text + Self.up(end.row - cursor.row)
      + "\r" + (cursor.column > 0 ? "\u{1B}[\(cursor.column)C" : "")
  }

  /// What takes the line away, and leaves the cursor where the prompt began. Row by row: some terminals take the clearing
  /// of a whole screen for the end of a page, and keep what was on it.
  public var erasing: String {
    Self.up(cursor.row) + "\r\u{1B}[K" + String(repeating: "\u{1B}[B\u{1B}[K", count: end.row) + Self.up(end.row)
  }

  /// The columns of the scalars that all terminals and C libraries agree about; nil for others.
  private static func width(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.value {
    case 0x20...0x7E, 0xA1...0xAC, 0xAE...0x2FF, 0x391...0x3CE, 0x400...0x45F: 1
    case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FA5, 0xAC00...0xD7A3: 2
    default: nil
    }
  }

  private static func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }
}
