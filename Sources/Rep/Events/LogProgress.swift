import RepValue
import Replicate

/// How far a model is, read from its log: models tell it only there, each in its own words.
///
/// Understood are the bars of tqdm with and without a prefix (`flux: 50%|█████     | 25/50 [00:01<00:01]`), also where a
/// bar redraws its line with carriage returns and where counts have suffixes (`1.00k/2.00k`), counts behind a word
/// (`Step 3/50`, `epoch 2 of 10`) or in brackets (`[3/50]`), and percentages (`Progress: 45.5 %`).
public enum LogProgress {
  /// What is looked at, from the log's end: more than any terminal line has.
  static let window = 4_096

  /// Words before a count that make it a count of steps and not a date or a fraction.
  private static let words: Set<String> = [
    "step", "steps", "epoch", "epochs", "iteration", "iterations", "iter", "frame", "frames", "image", "images", "batch",
    "batches", "chunk", "chunks", "sample", "samples", "sampling", "progress", "segment", "segments", "tile", "tiles",
    "file", "files", "part", "downloading", "processing", "processed", "generating", "rendering",
  ]

  /// The part that is done, from 0 to 1, as the latest line that tells has it; nil where none does.
  public static func fraction(of record: RunRecord) -> Double? {
    guard case .string(let logs) = record.value["logs"] else { return nil }
    return fraction(in: Array(logs.buffer.suffix(window)))
  }

  /// The same for the end of a log, in UTF-8.
  public static func fraction(in log: [UInt8]) -> Double? {
    for line in log.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).reversed() {
      if let fraction = fraction(ofLine: Array(line)) { return fraction }
    }
    return nil
  }

  /// The last line of a log that says anything, for people; nil without one.
  public static func lastLine(of record: RunRecord) -> String? {
    guard case .string(let logs) = record.value["logs"] else { return nil }
    let end = Array(logs.buffer.suffix(window))
    let lines = end.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
    return lines.last { $0.contains { $0 > 0x20 } }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func fraction(ofLine line: [UInt8]) -> Double? {
    var percent: Double?
    var isBar = false
    var word = ""
    var previous: UInt8 = 0
    var at = 0
    while at < line.count {
      let byte = line[at]
      if isLetter(byte) {
        let start = at
        while at < line.count, isLetter(line[at]) { at += 1 }
        word = String(decoding: line[start..<at], as: UTF8.self).lowercased()
        previous = line[at - 1]
        continue
      }
      let before = at > 0 ? line[at - 1] : 0
      guard isDigit(byte), before != UInt8(ascii: "."), before != UInt8(ascii: "/"), !isLetter(before) else {
        if byte != 0x20 { previous = byte }
        if ![0x20, UInt8(ascii: ":"), UInt8(ascii: "#"), UInt8(ascii: "=")].contains(byte) { word = "" }
        at += 1
        continue
      }
      let opener = previous
      guard let (number, end) = number(line, at) else { break }
      at = end
      previous = line[end - 1]
      let next = skipBlanks(line, end)
      if next < line.count, line[next] == UInt8(ascii: "%"), number <= 100 {
        percent = number / 100
        at = next + 1
        previous = UInt8(ascii: "%")
        isBar = at < line.count && line[at] == UInt8(ascii: "|")
      } else if let (total, end) = total(line, next) {
        let isCount = isBar || words.contains(word) || opener == UInt8(ascii: "[") || opener == UInt8(ascii: "(")
        if isCount, total > 0, number <= total { return number / total }
        at = end
        previous = line[end - 1]
      }
      word = ""
    }
    return percent
  }

  /// The number behind `/` or `of`, and where it ends.
  private static func total(_ line: [UInt8], _ start: Int) -> (Double, Int)? {
    var at = start
    if at < line.count, line[at] == UInt8(ascii: "/") {
      at += 1
    } else if line[at...].starts(with: [UInt8(ascii: "o"), UInt8(ascii: "f"), 0x20]) {
      at += 3
    } else {
      return nil
    }
    return number(line, skipBlanks(line, at))
  }

  /// A number with a fraction and a suffix (`k`, `M`, `G`, also `MB`, `MiB`), and where it ends.
  private static func number(_ line: [UInt8], _ start: Int) -> (Double, Int)? {
    var at = start
    var value = 0.0
    while at < line.count, isDigit(line[at]) {
      value = value * 10 + Double(line[at] - UInt8(ascii: "0"))
      at += 1
    }
    guard at > start else { return nil }
    if at + 1 < line.count, line[at] == UInt8(ascii: "."), isDigit(line[at + 1]) {
      var place = 0.1
      at += 1
      while at < line.count, isDigit(line[at]) {
        value += Double(line[at] - UInt8(ascii: "0")) * place
        place /= 10
        at += 1
      }
    }
    if at < line.count {
      let scale: Double? =
        switch line[at] | 0x20 {
        case UInt8(ascii: "k"): 1e3
        case UInt8(ascii: "m"): 1e6
        case UInt8(ascii: "g"): 1e9
        default: nil
        }
      if let scale {
        value *= scale
        at += 1
        while at < line.count, [UInt8(ascii: "i"), UInt8(ascii: "B")].contains(line[at]) { at += 1 }
      }
    }
    return (value, at)
  }

  private static func skipBlanks(_ line: [UInt8], _ start: Int) -> Int {
    var at = start
    while at < line.count, line[at] == 0x20 { at += 1 }
    return at
  }

  private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 }
}
