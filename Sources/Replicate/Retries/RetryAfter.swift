import NIOHTTP1

/// How long a server asks to wait: the `Retry-After` header, or the text of a throttling answer.
enum RetryAfter {
  /// Seconds from `Retry-After`: a number of seconds or an HTTP date (RFC 9110 section 10.2.3). Nil without one.
  ///
  /// A date is counted from the answer's own `Date`, because the clocks of both sides need not agree.
  static func seconds(headers: HTTPHeaders, now: Double) -> Double? {
    guard let text = headers.first(name: "retry-after") else { return nil }
    if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
    let sent = headers.first(name: "date").flatMap { Timestamp.seconds(httpDate: $0) } ?? now
    return Timestamp.seconds(httpDate: text).map { max(0, $0 - sent) }
  }

  /// Seconds from "Your rate limit resets in ~30s.", or nil.
  static func seconds(inDetail detail: String) -> Double? {
    guard let tilde = detail.firstIndex(of: "~") else { return nil }
    let digits = detail[detail.index(after: tilde)...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard detail[digits.endIndex...].first == "s" else { return nil }
    return Double(digits)
  }
}
