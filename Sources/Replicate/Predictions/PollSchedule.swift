/// When a run that is not over is looked at again: often while it is young, ever more rarely as it ages, and less often
/// while so many are open that one look at all of them takes many calls.
struct PollSchedule: Sendable {
  /// Seconds before the first look at a run of which nothing is known.
  static let first = 0.25
  /// The wait grows with the run's age by this part of it, and by that one where many are open.
  static let share = 1.0 / 16
  static let longestShare = 1.0 / 8
  /// Seconds between two looks per page of the list that a look at all open runs takes, and the bound that it reaches.
  static let secondsPerPage = 0.012
  static let longestTick = 1.2
  /// The part of the shortest duration seen after which the first look pays.
  static let expectedPart = 0.95

  let shortest: Double
  let longest: Double

  init(_ kind: RunRecord.Kind) {
    switch kind {
    case .prediction: (shortest, longest) = (0.05, 5)
    case .training: (shortest, longest) = (5, 30)
    }
  }

  /// Seconds until the next look at a run of `age` seconds, while a look at all open runs takes `pages` calls.
  func interval(age: Double, pages: Double = 0) -> Double {
    let usual = min(longest, max(shortest, age * Self.share))
    let stretched = min(max(Self.longestTick, age * Self.longestShare), pages * Self.secondsPerPage)
    return max(usual, stretched)
  }

  /// The age at which a new run is looked at first.
  ///
  /// - Parameter expected: the shortest that such a run has taken, or nil.
  func firstLook(expected: Double?, pages: Double = 0) -> Double {
    let usual = expected.map { $0 * Self.expectedPart } ?? Self.first
    return max(usual, max(shortest, min(Self.longestTick, pages * Self.secondsPerPage)))
  }
}
