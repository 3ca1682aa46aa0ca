import Rep
import RepSyntax
import Replicate

/// Draws where a run stands: a line for each open prediction as far as there is room, then a summary.
struct ProgressView {
  /// Columns that a line may take.
  var width: Int
  /// Lines that the view may take.
  var height: Int
  var usesColor = false
  /// Bars of block characters; without it, of ASCII.
  var usesBlocks = true

  private static let barWidth = 16
  private static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
  private static let plainSpinner = ["|", "/", "-", "\\"]

  /// The lines for a moment, none where there is nothing to wait for.
  /// - Parameters:
  ///   - began: when the run began, on the clock of `now`.
  ///   - frame: a number that grows with every drawing.
  func lines(_ tally: RunTally, began: Double, now: Double, frame: Int) -> [String] {
    let waiting = tally.waiting(at: now)
    guard !tally.open.isEmpty || !tally.sending.isEmpty || waiting.calls > 0 else { return [] }
    // A screenful: the last line is the summary's.
    let room = max(0, height - 1)
    let open = tally.open.prefix(room).map { line($0, now: now, frame: frame) }
    // Those that wait for the rate limit are counted only; the earliest have been sent.
    let sentCount = max(0, min(room - open.count, tally.sending.count - waiting.calls))
    let sent = tally.sending.prefix(sentCount).map { line($0, now: now, frame: frame) }
    return open + sent + [summary(tally, began: began, now: now)]
  }

  /// One line: `3 done, 8 running, 4 waiting for the rate limit (next in 6 s), 1 failed, 1m12s, 45.2 s of predict time`.
  func summary(_ tally: RunTally, began: Double, now: Double) -> String {
    var parts: [String] = []
    let waiting = tally.waiting(at: now)
    parts.append(paint("\(tally.succeeded) done", .good, if: tally.succeeded > 0))
    if !tally.open.isEmpty { parts.append("\(tally.open.count) running") }
    if tally.sending.count > waiting.calls { parts.append("\(tally.sending.count - waiting.calls) starting") }
    if waiting.calls > 0 {
      parts.append(
        paint("\(waiting.calls) waiting for the rate limit (next in \(Self.time(waiting.seconds)))", .warning, if: true))
    }
    if tally.failed > 0 { parts.append(paint("\(tally.failed) failed", .bad, if: true)) }
    if tally.canceled > 0 { parts.append("\(tally.canceled) canceled") }
    if tally.saved > 0 { parts.append("\(tally.saved) saved") }
    parts.append(Self.time(now - began))
    if tally.predictSeconds > 0 { parts.append("\(Self.time(tally.predictSeconds)) of predict time") }
    return fit(parts.joined(separator: ", "))
  }

  private func line(_ run: RunTally.Open, now: Double, frame: Int) -> String {
    let marks = usesBlocks ? Self.spinner : Self.plainSpinner
    let mark = run.record.status == .starting ? (usesBlocks ? "·" : ".") : marks[frame % marks.count]
    var text = "\(mark) \(Self.plain(run.record.shortModel)) \(paint(String(run.record.id.prefix(8)), .faint, if: true))"
    text += " \(Self.plain(run.record.value["status"].string ?? "")) \(Self.time(now - run.began))"
    if let fraction = LogProgress.fraction(of: run.record) {
      text += "  \(bar(fraction)) \(Int((fraction * 100).rounded(.down)))%"
    } else if let log = LogProgress.lastLine(of: run.record) {
      text += "  " + paint(Self.plain(log), .faint, if: true)
    }
    return fit(text)
  }

  private func line(_ create: RunTally.Sending, now: Double, frame: Int) -> String {
    let marks = usesBlocks ? Self.spinner : Self.plainSpinner
    return fit("\(marks[frame % marks.count]) \(Self.plain(create.what)) \(Self.time(now - create.began))")
  }

  private func bar(_ fraction: Double) -> String {
    let full = Int((fraction * Double(Self.barWidth)).rounded(.down))
    let (done, rest) = usesBlocks ? ("█", "░") : ("#", "-")
    return String(repeating: done, count: full) + String(repeating: rest, count: Self.barWidth - full)
  }

  /// Seconds for people: `4.2 s`, `38 s`, `3m05s`, `2h07m`.
  static func time(_ seconds: Double) -> String {
    let tenths = (max(0, seconds) * 10).rounded(.down) / 10
    if tenths < 10 { return "\(tenths) s" }
    let whole = Int(tenths)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return "\(whole / 60)m\(two(whole % 60))s" }
    return "\(whole / 3_600)h\(two(whole / 60 % 60))m"
  }

  // MARK: Terminal text

  private enum Tone: String {
    case good = "32"
    case bad = "31"
    case warning = "33"
    case faint = "2"
  }

  private func paint(_ text: String, _ tone: Tone, if applies: Bool) -> String {
    usesColor && applies ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A text from a server on one line of a terminal.
  private static func plain(_ text: String) -> String { Printable.text(text) }

  /// As much of a line as fits; escape sequences take no room.
  private func fit(_ text: String) -> String {
    var result = ""
    var columns = 0
    var escape = false
    var isCut = false
    for character in text {
      if character == "\u{1B}" { escape = true }
      if escape {
        result.append(character)
        if character == "m" { escape = false }
        continue
      }
      let next = DisplayWidth.of(String(character))
      if columns + next > width { isCut = true }
      if isCut { continue }
      columns += next
      result.append(character)
    }
    return result
  }
}
