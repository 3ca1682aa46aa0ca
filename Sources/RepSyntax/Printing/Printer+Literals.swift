extension TreePrinter {
  /// A number as it was written.
  func number(_ literal: NumberLiteral, _ span: Span) -> Layout {
    if span.count > 0 { return .text(source.text(span)) }
    if let text = literal.jsonText { return .text(text) }
    return switch literal.value {
    case .int(let value): .text("\(value)")
    case .float(let value): .text("\(value)")
    case .outOfRange: .text("null")
    }
  }

  /// A string as it was written, interpolations included. One over several lines moves with its indentation: what its
  /// closing line stands in by is not part of the text (R18).
  mutating func string(_ literal: StringLiteral) -> Layout {
    let before = comments(before: literal.span.start)
    comments.skip(before: literal.span.end)
    guard literal.span.count == 0 else {
      let lines = literal.style == .multiline ? MovableLines(literal.span, in: source) : nil
      return before + (lines.map(Layout.movable) ?? .verbatim(source.text(literal.span)))
    }
    var text = "\""
    for segment in literal.segments {
      switch segment {
      case .text(let piece): text += Self.escaped(piece)
      case .interpolation(let value):
        text += "\\(" + LayoutRenderer.render(expression(value), width: .max).dropLast() + ")"
      }
    }
    return before + .verbatim(text + "\"")
  }

  /// Text with JSON's escapes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
