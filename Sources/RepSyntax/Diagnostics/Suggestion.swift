/// Finds the name that was probably meant: every "did you mean" of the language comes from here.
public enum Suggestion {
  /// Names with more Unicode scalars than this are only compared whole, so that a hostile name costs linear time.
  static let longestCompared = 64

  /// The candidate nearest to a name, or nil when none is near enough to be worth saying.
  ///
  /// In this order: the same letters apart from case, `_` and `-` (`numOutputs`, `num_outputs`); the fewest edits by
  /// optimal string alignment (insert, delete, replace, swap neighbours), at most a third of the longer name; the
  /// longer name of which the other is the beginning, from three letters on (`temp`, `temperature`). Among equals the
  /// one with the longer common beginning wins, then the one nearer in length, then the first in scalar order: the
  /// answer never depends on the order of the candidates. A candidate equal to the name is skipped.
  ///
  ///     Suggestion.nearest(to: "promt", among: ["seed", "prompt"])  // "prompt"
  public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Spelling(name)
    guard !wanted.scalars.isEmpty else { return nil }
    var best: (rank: Rank, candidate: String)?
    for candidate in candidates where candidate != name {
      guard let rank = rank(of: Spelling(candidate), against: wanted) else { continue }
      if let current = best {
        if rank < current.rank || (rank == current.rank && precedes(candidate, current.candidate)) {
          best = (rank, candidate)
        }
      } else {
        best = (rank, candidate)
      }
    }
    return best?.candidate
  }

  /// A name in lower case as scalars, and the same without separators.
  private struct Spelling {
    let scalars: [Unicode.Scalar]
    let letters: [Unicode.Scalar]

    init(_ name: String) {
      scalars = Array(name.lowercased().unicodeScalars)
      letters = scalars.filter { $0 != "_" && $0 != "-" }
    }
  }

  /// How well a candidate fits; the smaller the better.
  private struct Rank: Comparable {
    let tier: Int
    let edits: Int
    let missingPrefix: Int
    let lengthDifference: Int

    static func < (left: Rank, right: Rank) -> Bool {
      (left.tier, left.edits, left.missingPrefix, left.lengthDifference)
        < (right.tier, right.edits, right.missingPrefix, right.lengthDifference)
    }
  }

  private static func rank(of candidate: Spelling, against wanted: Spelling) -> Rank? {
    let a = wanted.scalars
    let b = candidate.scalars
    let prefix = commonPrefix(a, b)
    func rank(tier: Int, edits: Int) -> Rank {
      Rank(tier: tier, edits: edits, missingPrefix: -prefix, lengthDifference: abs(a.count - b.count))
    }
    if wanted.letters == candidate.letters, !wanted.letters.isEmpty { return rank(tier: 0, edits: 0) }
    guard max(a.count, b.count) <= longestCompared else { return nil }
    let limit = max(a.count, b.count) / 3
    if let edits = editDistance(a, b, limit: limit) { return rank(tier: 1, edits: edits) }
    if prefix >= 3, prefix == min(a.count, b.count) { return rank(tier: 2, edits: 0) }
    return nil
  }

  private static func commonPrefix(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var count = 0
    while count < a.count, count < b.count, a[count] == b[count] { count += 1 }
    return count
  }

  /// The optimal string alignment distance, or nil when it is above the limit.
  static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
    guard abs(a.count - b.count) <= limit else { return nil }
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = beforePrevious
    for i in 1...a.count {
      current[0] = i
      var smallest = i
      for j in 1...b.count {
        let replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var cost = min(replaced, previous[j] + 1, current[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, beforePrevious[j - 2] + 1)
        }
        current[j] = cost
        smallest = min(smallest, cost)
      }
      // A swap reads two rows back, so both must be above the limit before the rest cannot come below it.
      if smallest > limit, (previous.min() ?? 0) > limit { return nil }
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return previous[b.count] <= limit ? previous[b.count] : nil
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
  }
}
