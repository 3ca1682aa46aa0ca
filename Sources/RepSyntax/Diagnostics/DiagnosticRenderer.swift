/// Lays out what a script is told: the one place that draws source lines, underlines, hints and call stacks.
///
///     error[unknown-name]: nothing is called promt
///      --> poster.rep:3:7
///       |
///     3 | print promt
///       |       ^^^^^
///     hint: did you mean prompt?
///
/// Text of the script and of messages is made printable: control characters and marks that reorder text become visible
/// stand-ins, so that neither a script nor an answer of a server can drive the user's terminal.
public struct DiagnosticRenderer: Sendable {
  /// Whether ANSI colours are written.
  public let usesColor: Bool
  /// How many columns of a source line are shown at most.
  public let width: Int

  /// From this many lines on a call stack loses its middle: deep recursion repeats itself.
  static let longestStack = 16

  /// Chooses the look; `width` is in columns, at least 20.
  public init(usesColor: Bool = false, width: Int = 100) {
    self.usesColor = usesColor
    self.width = max(20, width)
  }

  /// Draws one diagnostic; several lines, each ended by a line feed.
  public func render(_ diagnostic: Diagnostic, in source: Source) -> String {
    render(Report(diagnostic, in: source))
  }

  /// Draws diagnostics in their order, a blank line between them.
  public func render(_ diagnostics: [Diagnostic], in source: Source) -> String {
    diagnostics.map { render($0, in: source) }.joined(separator: "\n")
  }

  /// Draws a report; several lines, each ended by a line feed.
  public func render(_ report: Report) -> String {
    var output = ""
    let gutter = ([report.place] + report.notes.map(\.place)).reduce(1) { widest, place in
      guard let place else { return widest }
      return max(widest, String(place.source.lineIndex(at: place.span.start) + 1).utf8.count)
    }
    let tone: Tone = report.heading == "warning" ? .warning : .error
    let heading = report.code.map { "\(report.heading)[\(Printable.text($0))]" } ?? report.heading
    output += paint(heading, tone) + paint(": " + Printable.text(report.message, allowingLines: true), .strong) + "\n"
    if let place = report.place { draw(place, gutter: gutter, tone: tone, into: &output) }
    for note in report.notes {
      output += paint("note", .note) + ": " + Printable.text(note.message, allowingLines: true) + "\n"
      draw(note.place, gutter: gutter, tone: .note, into: &output)
    }
    draw(report.stack, into: &output)
    if let hint = report.hint {
      output += paint("hint", .hint) + ": " + Printable.text(hint, allowingLines: true) + "\n"
    }
    return output
  }

  private func draw(_ place: Report.Place, gutter: Int, tone: Tone, into output: inout String) {
    let excerpt = SourceExcerpt(of: place.span, in: place.source, width: width)
    let margin = String(repeating: " ", count: gutter)
    let number = String(excerpt.line)
    let padding = String(repeating: " ", count: gutter - number.utf8.count)
    let carets = String(repeating: "^", count: excerpt.underlined) + (excerpt.continues ? "…" : "")
    output += margin + paint("-->", .frame) + " " + describe(place) + "\n"
    output += margin + paint(" |", .frame) + "\n"
    output += padding + paint("\(number) |", .frame) + (excerpt.text.isEmpty ? "" : " " + excerpt.text) + "\n"
    output += margin + paint(" |", .frame) + " "
    output += String(repeating: " ", count: excerpt.indentation) + paint(carets, tone) + "\n"
  }

  private func draw(_ stack: [Report.Frame], into output: inout String) {
    let isLong = stack.count > Self.longestStack
    let shown = Self.longestStack / 2
    for (index, frame) in stack.enumerated() {
      if isLong, index == shown {
        output += "  … \(stack.count - 2 * shown) more calls …\n"
      }
      if isLong, index >= shown, index < stack.count - shown { continue }
      output += "  "
      if let function = frame.function {
        output += "in fn " + (function.isEmpty ? "" : Printable.text(function) + " ")
      }
      output += "at " + describe(frame.place) + "\n"
    }
  }

  /// `name:line:column`, both from 1, the column in Unicode scalars.
  private func describe(_ place: Report.Place) -> String {
    let location = place.source.location(at: place.span.start)
    return "\(Printable.text(place.source.name)):\(location.line):\(location.column)"
  }

  private enum Tone: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case hint = "1;32"
    case frame = "1;34"
    case strong = "1"
  }

  private func paint(_ text: String, _ tone: Tone) -> String {
    usesColor ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }
}
