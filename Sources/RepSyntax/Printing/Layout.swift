/// Text with the places where its lines may break, after Wadler's "A prettier printer".
///
/// A group is written on one line where it fits, else every ``Kind/line(flat:)`` directly in it is a line break.
struct Layout: Sendable {
  indirect enum Kind: Sendable {
    /// Text without a line break; blanks at the end of a line are dropped.
    case text(String)
    /// Text that is written byte for byte, line breaks included.
    case verbatim(String)
    /// Lines that move as one with the line on which they start.
    case movable(MovableLines)
    /// A line break in a broken group, else the text.
    case line(flat: String)
    /// A line break that breaks all groups around it.
    case hardLine
    /// An empty line before what comes next, if that starts a line.
    case blankLine
    /// A comment: at the end of the line, or on a line of its own.
    case comment(String, isOwnLine: Bool)
    /// Text that is written only where the group around it is broken.
    case whenBroken(String)
    case concat([Layout])
    case group(Layout)
    /// Two columns further in.
    case nest(Layout)
    /// Items with a blank between them, or a line break, further in, where the next one would not fit.
    case fill([Layout])
  }

  let kind: Kind
  /// True when it cannot be written on one line.
  let forcesBreak: Bool
  /// The columns that it takes on one line, where it can be written on one.
  private let storedWidth: Int32
  var width: Int { Int(storedWidth) }

  private init(_ kind: Kind, width: Int, forcesBreak: Bool = false) {
    self.kind = kind
    self.forcesBreak = forcesBreak
    // Beyond the width of any line it is all the same.
    storedWidth = Int32(clamping: width)
  }

  static let nothing = Layout(.concat([]), width: 0)
  static let hardLine = Layout(.hardLine, width: 0, forcesBreak: true)
  static let blankLine = Layout(.blankLine, width: 0)
  static let space = text(" ")
  static let comma = text(",")

  static func text(_ text: String) -> Layout { Layout(.text(text), width: DisplayWidth.of(text)) }

  static func verbatim(_ text: String) -> Layout {
    let forcesBreak = text.utf8.contains { $0 == 0x0A || $0 == 0x0D }
    return Layout(.verbatim(text), width: forcesBreak ? 0 : DisplayWidth.of(text), forcesBreak: forcesBreak)
  }

  static func movable(_ lines: MovableLines) -> Layout { Layout(.movable(lines), width: 0, forcesBreak: true) }

  static func line(flat: String) -> Layout { Layout(.line(flat: flat), width: DisplayWidth.of(flat)) }

  static func comment(_ text: String, isOwnLine: Bool) -> Layout {
    Layout(.comment(text, isOwnLine: isOwnLine), width: 0, forcesBreak: true)
  }

  static func whenBroken(_ text: String) -> Layout { Layout(.whenBroken(text), width: 0) }

  private var isNothing: Bool {
    if case .concat(let parts) = kind { return parts.isEmpty }
    return false
  }

  static func concat(_ parts: Layout...) -> Layout { concat(parts) }

  static func concat(_ parts: [Layout]) -> Layout {
    if parts.count == 1 { return parts[0] }
    var width = 0
    var forcesBreak = false
    for part in parts {
      width += part.width
      forcesBreak = forcesBreak || part.forcesBreak
    }
    return Layout(.concat(parts), width: width, forcesBreak: forcesBreak)
  }

  /// A group; with `isBroken` it is broken even where it would fit.
  static func group(_ content: Layout, isBroken: Bool = false) -> Layout {
    Layout(.group(content), width: content.width, forcesBreak: isBroken || content.forcesBreak)
  }

  static func nest(_ content: Layout) -> Layout { Layout(.nest(content), width: content.width, forcesBreak: content.forcesBreak) }

  static func fill(_ items: [Layout]) -> Layout {
    if items.count == 1 { return items[0] }
    let width = items.reduce(items.count - 1) { $0 + $1.width }
    return Layout(.fill(items), width: width, forcesBreak: items.contains(where: \.forcesBreak))
  }

  static func + (left: Layout, right: Layout) -> Layout {
    left.isNothing ? right : right.isNothing ? left : .concat([left, right])
  }

  static func + (left: String, right: Layout) -> Layout { .concat(.text(left), right) }

  static func + (left: Layout, right: String) -> Layout { .concat(left, .text(right)) }
}
