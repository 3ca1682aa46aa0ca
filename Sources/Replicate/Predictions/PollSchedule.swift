/// When a run that is not over is looked at again: often while it is young, ever more rarely as it ages.
struct PollSchedule: Sendable {
  /// Seconds before the first look at a run that has just been created.
  static let first = 0.25
  /// The wait grows with the run's age by this part of it.
  static let share = 1.0 / 16
  /// Looks per second over all runs: what the API allows, less what others of the account may need.
  static let looksPerSecond = 500.0

  let shortest: Double
  let longest: Double

  init(_ kind: RunRecord.Kind) {
    switch kind {
    case .prediction: (shortest, longest) = (0.05, 5)
    case .training: (shortest, longest) = (0.25, 30)
    }
  }

  /// Seconds until the next look at a run of `age` seconds while `open` runs are followed.
  func interval(age: Double, open: Int) -> Double {
    let usual = min(longest, max(shortest, age * Self.share))
    return max(usual, Double(open) / Self.looksPerSecond)
  }
}
