import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Moments of runs for people, in local time.
enum RunTimes {
  /// `14:02` for today, else `2026-11-22 14:02`.
  static func text(_ seconds: Double) -> String {
    var (moment, now) = (time_t(seconds), time(nil))
    var (then, today) = (tm(), tm())
    localtime_r(&moment, &then)
    localtime_r(&now, &today)
    let clock = "\(pad(then.tm_hour)):\(pad(then.tm_min))"
    if then.tm_year == today.tm_year, then.tm_yday == today.tm_yday { return clock }
    return "\(then.tm_year + 1900)-\(pad(then.tm_mon + 1))-\(pad(then.tm_mday)) \(clock)"
  }

  private static func pad(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
