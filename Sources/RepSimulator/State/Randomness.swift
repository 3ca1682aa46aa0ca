/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same numbers for a seed on every machine.
struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A generator for one purpose: equal seeds and labels give equal numbers, whatever else was drawn before.
  init(seed: UInt64, _ labels: String...) {
    state = labels.reduce(seed) { StableHash.of($1, from: $0 ^ 0x9e37_79b9_7f4a_7c15) }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number in 0..<1.
  mutating func unit() -> Double {
    Double(next() >> 11) / 9_007_199_254_740_992
  }

  /// A number in `range`.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int(next() % UInt64(elements.count))]
  }
}

/// FNV-1a over UTF-8: unlike `Hasher`, the same in every process.
enum StableHash {
  static func of(_ text: some StringProtocol, from basis: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
    text.utf8.reduce(basis) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}

/// Makes identifiers of the shapes that the service uses.
enum Identifier {
  /// 26 letters and digits, such as `gm3qorzdhgbfurvjtvhg6dckhu`.
  static func record(_ random: inout SplitMix64) -> String {
    text(from: Array("abcdefghijklmnopqrstuvwxyz234567".utf8), count: 26, &random)
  }

  /// 64 hexadecimal digits: a model version.
  static func version(_ random: inout SplitMix64) -> String {
    text(from: Array("0123456789abcdef".utf8), count: 64, &random)
  }

  private static func text(from alphabet: [UInt8], count: Int, _ random: inout SplitMix64) -> String {
    String(decoding: (0..<count).map { _ in random.pick(alphabet) }, as: UTF8.self)
  }
}
