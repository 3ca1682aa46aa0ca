import Foundation

/// What this process has used up.
enum ProcessUsage {
  /// Processor time of all threads, user and system.
  static var seconds: Double {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(numericCast(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }

  /// Bytes that are resident now; 0 where the system does not say.
  static var resident: Int { line("VmRSS") }

  /// The most bytes that were resident since ``resetPeak()``.
  static var peak: Int { line("VmHWM") }

  /// proc(5): 5 resets the peak of the resident set.
  static func resetPeak() { try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs")) }

  private static func line(_ name: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
      return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
    return 0
  }
}
