import Crypto
import RepRuntime

/// Random numbers that depend on a run's seed and the place of the effect alone: HMAC-SHA256 of place and counter
/// under the seed.
struct SeededGenerator: RandomNumberGenerator {
  private let seed: SymmetricKey
  private let place: String
  private var counter = 0
  private var numbers: [UInt64] = []

  init(seed: [UInt8], place: EffectPlace, purpose: String = "chance") {
    self.seed = SymmetricKey(data: seed)
    self.place = "\(purpose) \(place.ordinal) \(place.thread)"
  }

  mutating func next() -> UInt64 {
    if numbers.isEmpty {
      let block = Array(
        HMAC<SHA256>.authenticationCode(for: Array("\(counter) \(place)".utf8), using: seed))
      counter += 1
      numbers = stride(from: 0, to: 32, by: 8).map { start in
        block[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
      }
    }
    return numbers.removeFirst()
  }

  /// A seed for a model: an int that every generator takes.
  static func modelSeed(_ seed: [UInt8], _ place: EffectPlace) -> Int {
    var generator = SeededGenerator(seed: seed, place: place, purpose: "seed")
    return Int.random(in: 0..<1 << 31, using: &generator)
  }
}
