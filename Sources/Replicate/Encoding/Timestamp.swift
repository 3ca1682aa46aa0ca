/// Moments as the API writes them (RFC 3339, 0 to 9 digits of a second's fraction) and as HTTP writes them (RFC 9110
/// section 5.6.7), from and to seconds since 1970.
public enum Timestamp {
  /// `seconds` since 1970 in UTC: `2025-01-01T00:00:00Z`, with milliseconds where there are any.
  /// Nil outside the years 1 to 9999.
  public static func iso8601(_ seconds: Double) -> String? {
    // The years 1 to 9999: what RFC 3339 can write.
    guard seconds >= -62_135_596_800, seconds < 253_402_300_800 else { return nil }
    let milliseconds = Int64((seconds * 1000).rounded(.down))
    let day = floorDivide(milliseconds, 86_400_000)
    let within = milliseconds - day * 86_400_000
    let (year, month, dayOfMonth) = civil(fromDay: day)
    var text = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(dayOfMonth, 2) + "T"
    text += pad(within / 3_600_000, 2) + ":" + pad(within / 60_000 % 60, 2) + ":" + pad(within / 1000 % 60, 2)
    if within % 1000 != 0 { text += "." + pad(within % 1000, 3) }
    return text + "Z"
  }

  /// ``iso8601(_:)`` with microseconds: `2025-01-01T00:00:00.000001Z`.
  static func precise(_ seconds: Double) -> String? {
    let whole = seconds.rounded(.down)
    guard let text = iso8601(whole) else { return nil }
    return text.dropLast() + "." + pad(Int64((seconds - whole) * 1e6), 6) + "Z"
  }

  /// Seconds since 1970 of an RFC 3339 text such as `2025-01-01T00:00:00.123456789Z`, or nil where it is none.
  /// A text without zone counts as UTC.
  public static func seconds(iso8601 text: some StringProtocol) -> Double? {
    var scanner = DigitScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
      let day = scanner.digits(2), isDate(year, month, day)
    else { return nil }
    var seconds = Double(days(year: year, month: month, day: day)) * 86_400
    if scanner.isAtEnd { return seconds }
    guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.digits(2), hour < 24,
      scanner.skip(":"), let minute = scanner.digits(2), minute < 60
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    if scanner.skip(":") {
      guard let second = scanner.digits(2), second <= 60 else { return nil }
      seconds += Double(second)
      if scanner.skip(".") {
        guard let fraction = scanner.fraction() else { return nil }
        seconds += fraction
      }
    }
    if scanner.isAtEnd || ((scanner.skip("Z") || scanner.skip("z")) && scanner.isAtEnd) { return seconds }
    let isEast = scanner.skip("+")
    guard isEast || scanner.skip("-"), let hours = scanner.digits(2), hours < 24 else { return nil }
    _ = scanner.skip(":")
    guard let minutes = scanner.digits(2), minutes < 60, scanner.isAtEnd else { return nil }
    let offset = Double(hours * 3600 + minutes * 60)
    return isEast ? seconds - offset : seconds + offset
  }

  /// Seconds since 1970 of an HTTP date such as `Sun, 06 Nov 1994 08:49:37 GMT`, or nil where it is none.
  static func seconds(httpDate text: some StringProtocol) -> Double? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(whereSeparator: { $0 == " " || $0 == "," })
    guard words.count >= 5, let day = Int64(words[1]), let month = months.firstIndex(of: String(words[2])),
      let year = Int64(words[3]), isDate(year, Int64(month + 1), day)
    else { return nil }
    var clock = DigitScanner(words[4])
    guard let hour = clock.digits(2), hour < 24, clock.skip(":"), let minute = clock.digits(2), minute < 60,
      clock.skip(":"), let second = clock.digits(2), second <= 60, clock.isAtEnd
    else { return nil }
    let midnight = days(year: year, month: Int64(month + 1), day: day) * 86_400
    return Double(midnight + hour * 3600 + minute * 60 + second)
  }

  // Howard Hinnant's days_from_civil and civil_from_days: exact for the proleptic Gregorian calendar.

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = floorDivide(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, dayOfYear - (153 * month + 2) / 5 + 1)
  }

  private static func isDate(_ year: Int64, _ month: Int64, _ day: Int64) -> Bool {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
    return civil(fromDay: days(year: year, month: month, day: day)) == (year, month, day)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((b - 1 - a) / b)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// Reads runs of ASCII digits and single separators from a short text.
private struct DigitScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func skip(_ letter: Unicode.Scalar) -> Bool {
    guard !isAtEnd, bytes[position] == UInt8(ascii: letter) else { return false }
    position += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    guard bytes.count - position >= count else { return nil }
    var number: Int64 = 0
    for byte in bytes[position..<position + count] {
      guard isDigit(byte) else { return nil }
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    position += count
    return number
  }

  mutating func fraction() -> Double? {
    let run = bytes[position...].prefix(while: isDigit)
    guard !run.isEmpty else { return nil }
    position = run.endIndex
    // Both are exact, and so is their quotient as far as a double can be.
    if run.count < Self.powers.count {
      return Double(run.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }) / Self.powers[run.count]
    }
    return Double("0." + String(decoding: run, as: UTF8.self))
  }

  private static let powers = (0...15).map { Double("1e\($0)") ?? 1 }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
