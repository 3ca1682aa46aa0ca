import Foundation

/// What this process takes in memory.
enum ProcessMemory {
  /// Begins the measuring of the peak anew, where the system can.
  /// - Returns: the bytes that are resident now.
  static func resetPeak() -> Int {
    #if os(Linux)
      // proc(5): 5 resets the peak of the resident set.
      try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
      return line("VmRSS")
    #else
      return peak
    #endif
  }

  /// The most bytes that were resident at one time.
  static var peak: Int {
    #if os(Linux)
      return line("VmHWM")
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  #if os(Linux)
    /// A line of proc(5)'s `status`, which counts in kB.
    private static func line(_ name: String) -> Int {
      guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
      for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
        return (line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
      }
      return 0
    }
  #endif
}
