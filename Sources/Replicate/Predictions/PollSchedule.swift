/// When a run that is not over is looked at again: often while it is young, ever more rarely as it ages, and less often
/// while so many are open that one look at all of them takes many calls. Where it is known how long such runs take, they
/// are left alone until then.
struct PollSchedule: Sendable {
  /// Seconds before the first look at a run of which nothing is known.
  static let first = 0.25
  /// The wait grows with the run's age by this part of it, and by that one where many are open.
  static let share = 1.0 / 16
  static let longestShare = 1.0 / 8
  /// Seconds between two looks per page of the list that they take, and the bound that it reaches.
  static let secondsPerPage = 0.012
  static let longestTick = 1.2
  /// Seconds by which that bound grows per page while nothing is known of durations: most looks are in vain then.
  static let unknownSecondsPerPage = 0.003
  /// The part of the shortest duration seen after which the first look pays, and the one up to which an end is likely at
  /// any moment: by `finePart` of that duration one look follows the other.
  static let expectedPart = 0.95
  static let likelyPart = 1.05
  static let finePart = 1.0 / 40
  /// Pages that a look at all open runs may take before they are looked at as rarely as possible.
  static let fewPages = 10.0

  let shortest: Double
  let longest: Double

  init(_ kind: RunRecord.Kind) {
    switch kind {
    case .prediction: (shortest, longest) = (0.05, 5)
    case .training: (shortest, longest) = (5, 30)
    }
  }

  /// How many pages of the list looks take.
  struct Load: Sendable {
    /// A look at all runs that may be over.
    var due = 0.0
    /// A look at all open runs.
    var open = 0.0
  }

  /// Seconds until the next look at a run of `age` seconds.
  ///
  /// - Parameter expected: what such runs take at least, or nil.
  func interval(age: Double, _ load: Load = Load(), expected: DurationStatistics.Expectation? = nil) -> Double {
    let usual = min(longest, max(shortest, age * Self.share))
    guard let expected else {
      let longest = Self.longestTick + load.due * Self.unknownSecondsPerPage
      return max(usual, stretched(age: age, pages: load.due, longest: longest))
    }
    let first = firstLook(expected: expected, load)
    if age < first {
      // Of a few durations nobody knows how they differ: a look whenever the age has doubled costs little.
      let isWatched = !expected.isSure && load.open <= Self.fewPages
      return isWatched ? min(first - age, max(age, Self.first)) : first - age
    }
    let isLikely = expected.isNarrow && age < expected.seconds * Self.likelyPart
    let fine = isLikely ? max(shortest / 2, expected.seconds * Self.finePart, load.open * Self.secondsPerPage / 3) : usual
    return max(min(usual, fine), stretched(age: age, pages: load.due))
  }

  /// The age at which a run is looked at first.
  func firstLook(expected: DurationStatistics.Expectation?, _ load: Load = Load()) -> Double {
    guard let expected else { return max(Self.first, stretched(age: 0, pages: load.due)) }
    let usual = expected.seconds * Self.expectedPart
    guard load.open > Self.fewPages else { return usual }
    // Where many are open, most of them should be over when their page is read, which may be half a tick earlier.
    let end = expected.isNarrow ? expected.longest : usual
    return end + stretched(age: expected.seconds, pages: load.open) / 2
  }

  /// Seconds between two looks that take `pages` calls.
  private func stretched(age: Double, pages: Double, longest: Double = longestTick) -> Double {
    min(max(longest, age * Self.longestShare), pages * Self.secondsPerPage)
  }
}
