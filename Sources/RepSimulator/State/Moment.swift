/// A point of simulated time: microseconds since 1970-01-01T00:00:00Z.
struct Moment: Comparable, Hashable, Sendable {
  var microseconds: Int64

  static func < (a: Moment, b: Moment) -> Bool { a.microseconds < b.microseconds }
  static func + (a: Moment, b: Duration) -> Moment { Moment(microseconds: a.microseconds + b.microseconds) }
  static func - (a: Moment, b: Duration) -> Moment { Moment(microseconds: a.microseconds - b.microseconds) }
  static func - (a: Moment, b: Moment) -> Duration { .microseconds(a.microseconds - b.microseconds) }

  var secondsSince1970: Int64 { microseconds / 1_000_000 }

  /// As the service writes times: `2024-02-21T12:54:18.578761Z`.
  var iso8601: String {
    let date = CalendarDate(secondsSince1970: secondsSince1970)
    let fraction = pad(Int(microseconds % 1_000_000), 6)
    return "\(date.year)-\(pad(date.month, 2))-\(pad(date.day, 2))T\(date.time).\(fraction)Z"
  }

  /// As HTTP writes times (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  var httpDate: String {
    let date = CalendarDate(secondsSince1970: secondsSince1970)
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekday = weekdays[Int(date.daysSince1970 % 7)]
    return "\(weekday), \(pad(date.day, 2)) \(months[date.month - 1]) \(date.year) \(date.time) GMT"
  }

  /// Reads an ISO 8601 date and time with a zone (`Z` or `±hh:mm`), or a date alone, which means its midnight in UTC.
  init?(iso8601 text: String) {
    var scanner = Substring(text)
    guard let year = scanner.takeDigits(4), scanner.take("-"), let month = scanner.takeDigits(2), scanner.take("-"),
      let day = scanner.takeDigits(2), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var seconds = CalendarDate.daysSince1970(year: year, month: month, day: day) * 86_400
    var fraction: Int64 = 0
    if !scanner.isEmpty {
      guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let hour = scanner.takeDigits(2),
        scanner.take(":"), let minute = scanner.takeDigits(2), hour < 24, minute < 60
      else { return nil }
      seconds += Int64(hour * 3600 + minute * 60)
      if scanner.take(":") {
        guard let second = scanner.takeDigits(2), second <= 60 else { return nil }
        seconds += Int64(second)
      }
      if scanner.take(".") {
        let digits = scanner.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let value = Int64((digits.prefix(6) + "000000").prefix(6)) else { return nil }
        fraction = value
        scanner = scanner[digits.endIndex...]
      }
      if !scanner.take("Z") && !scanner.take("z") && !scanner.isEmpty {
        let isWest = scanner.take("-")
        guard isWest || scanner.take("+"), let hours = scanner.takeDigits(2) else { return nil }
        _ = scanner.take(":")
        guard let minutes = scanner.takeDigits(2) else { return nil }
        seconds += Int64(hours * 3600 + minutes * 60) * (isWest ? 1 : -1)
      }
      guard scanner.isEmpty else { return nil }
    }
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }

  init(microseconds: Int64) {
    self.microseconds = microseconds
  }
}

/// The last `width` decimal digits, zeros in front: pages of a list hold hundreds of times.
private func pad(_ number: Int, _ width: Int) -> String {
  String(unsafeUninitializedCapacity: width) { digits in
    var rest = number.magnitude
    for place in (0..<width).reversed() {
      digits.initializeElement(at: place, to: UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    }
    return width
  }
}

/// A UTC calendar date (Gregorian, Howard Hinnant's `civil_from_days`).
private struct CalendarDate {
  let daysSince1970: Int64
  let year: Int
  let month: Int
  let day: Int
  let time: String

  init(secondsSince1970 seconds: Int64) {
    let days = seconds / 86_400
    let rest = Int(seconds % 86_400)
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    daysSince1970 = days
    day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    time = "\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))"
  }

  static func daysSince1970(year: Int, month: Int, day: Int) -> Int64 {
    let shiftedYear = Int64(month <= 2 ? year - 1 : year)
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}

extension Substring {
  fileprivate mutating func take(_ character: Character) -> Bool {
    guard first == character else { return false }
    removeFirst()
    return true
  }

  fileprivate mutating func takeDigits(_ count: Int) -> Int? {
    let digits = prefix(count)
    guard digits.count == count, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    self = dropFirst(count)
    return Int(digits)
  }
}

extension Duration {
  var microseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  /// The length in seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
