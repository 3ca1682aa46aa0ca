import RepValue

/// Dates of the proleptic Gregorian calendar and moments in seconds since 1970 (UTC), by Howard Hinnant's
/// `days_from_civil` and `civil_from_days`.
struct CivilTime {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0

  /// Days since 1970-01-01.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Seconds since 1970.
  var seconds: Int { Self.days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second }

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date and time of whole seconds since 1970.
  init(seconds: Int) {
    let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
    let rest = seconds - days * 86_400
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    hour = rest / 3_600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// The days of a month.
  static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// The texts of ISO 8601 that web services use (RFC 3339, and a little more: a date alone, a time without zone is UTC).
struct TimeText {
  private let bytes: [UInt8]
  private var offset = 0

  private init(_ text: StringStorage) {
    // A string of its own where there are blanks, which must live until its bytes are copied.
    let trimmed = text.trimmed
    bytes = withExtendedLifetime(trimmed) { Array(trimmed.buffer) }
  }

  /// The moment of a text, in seconds since 1970 and billionths of a second; nil where it is no such text.
  static func parse(_ text: StringStorage) -> (seconds: Int, nanoseconds: Int)? {
    var reader = TimeText(text)
    return reader.parse()
  }

  private mutating func parse() -> (seconds: Int, nanoseconds: Int)? {
    guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
      (1...12).contains(month), (1...CivilTime.length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    if offset == bytes.count { return (time.seconds, 0) }
    guard take("T") || take("t") || take(" "), let hour = number(2), take(":"), let minute = number(2),
      hour < 24, minute < 60
    else { return nil }
    time.hour = hour
    time.minute = minute
    var nanoseconds = 0
    if take(":") {
      // 60 is a leap second, which the count of seconds since 1970 leaves out.
      guard let second = number(2), second <= 60 else { return nil }
      time.second = second
      if take(".") || take(",") {
        guard let fraction = fraction() else { return nil }
        nanoseconds = fraction
      }
    }
    guard let zone = zone(), offset == bytes.count else { return nil }
    return (time.seconds - zone, nanoseconds)
  }

  /// The zone in seconds east of UTC.
  private mutating func zone() -> Int? {
    if offset == bytes.count || take("Z") || take("z") { return 0 }
    let isWest: Bool
    if take("+") { isWest = false } else if take("-") { isWest = true } else { return nil }
    guard let hours = number(2), hours < 24 else { return nil }
    var minutes = 0
    if offset < bytes.count {
      _ = take(":")
      guard let given = number(2), given < 60 else { return nil }
      minutes = given
    }
    let seconds = hours * 3_600 + minutes * 60
    return isWest ? -seconds : seconds
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func number(_ digits: Int) -> Int? {
    guard offset + digits <= bytes.count else { return nil }
    var value = 0
    for index in offset..<offset + digits {
      let digit = bytes[index] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    offset += digits
    return value
  }

  /// One to nine digits after the point, as billionths.
  private mutating func fraction() -> Int? {
    var value = 0
    var digits = 0
    while offset < bytes.count, bytes[offset] &- 48 < 10 {
      guard digits < 9 else { return nil }
      value = value * 10 + Int(bytes[offset] - 48)
      digits += 1
      offset += 1
    }
    guard digits > 0 else { return nil }
    for _ in digits..<9 { value *= 10 }
    return value
  }

  /// The text of a moment in UTC: `2026-04-01T12:00:00Z`, with millionths where it has any.
  static func text(seconds: Int, microseconds: Int) -> String {
    let time = CivilTime(seconds: seconds)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    var text = "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))"
    text += "T\(padded(time.hour, 2)):\(padded(time.minute, 2)):\(padded(time.second, 2))"
    if microseconds > 0 {
      var digits = padded(microseconds, 6)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text + "Z"
  }
}
