/// `Prefer: wait=n` (RFC 7240): how long to hold a create open.
struct Preference: Sendable, Equatable {
  let seconds: Int

  /// Nil without a header, or with other preferences only: a preference may be ignored.
  /// - Throws: `APIError` 422 where the pattern of the description does not match.
  init?(_ header: String?) throws(APIError) {
    guard let header, header.hasPrefix("wait") else { return nil }
    let rest = header.dropFirst(4)
    if rest.isEmpty {
      seconds = 60
      return
    }
    guard rest.first == "=", let value = Int(rest.dropFirst()), (1...60).contains(value) else {
      throw .invalid([
        InvalidField(type: "pattern", field: "Prefer", description: "Must be wait or wait=n, with n from 1 to 60")
      ])
    }
    seconds = value
  }
}

/// `Cancel-After`: how long a prediction may live from its creation.
struct CancelAfter: Sendable, Equatable {
  let duration: Duration

  /// - Throws: `APIError` 422 for what is no duration, or one below five seconds.
  init?(_ header: String?) throws(APIError) {
    guard let header else { return nil }
    guard let seconds = Self.seconds(header), seconds >= 5 else {
      throw .invalid([
        InvalidField(
          type: "format", field: "Cancel-After",
          description: "Must be a duration of at least 5 seconds, such as 30s, 5m or 1h30m45s")
      ])
    }
    duration = .seconds(seconds)
  }

  /// `2h30m`, `90s`, or a bare number of seconds.
  private static func seconds(_ text: String) -> Int? {
    if let bare = Int(text), bare >= 0 { return bare }
    var total = 0
    var rest = Substring(text)
    for (unit, factor) in [("h", 3600), ("m", 60), ("s", 1)] as [(Character, Int)] {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, rest.dropFirst(digits.count).first == unit else { continue }
      guard digits.count < 9, let number = Int(digits) else { return nil }
      total += number * factor
      rest = rest.dropFirst(digits.count + 1)
    }
    return rest.isEmpty && !text.isEmpty ? total : nil
  }
}
