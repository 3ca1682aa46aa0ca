import RepValue

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A random value of all JSON types, nested at most `depth` deep.
  mutating func value(depth: Int) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &self) {
    case 0: return .null
    case 1: return .bool(.random(using: &self))
    case 2: return .int(Int.random(in: -1000...1000, using: &self))
    case 3: return .int(Int(truncatingIfNeeded: next()))
    case 4:
      let double = Double(bitPattern: next())
      return double.isFinite ? .float(double) : .float(0.5)
    case 5: return .float(Double(Int.random(in: -99_999...99_999, using: &self)) / 100)
    case 6: return .string(.make(text()))
    case 7:
      let count = Int.random(in: 0...20, using: &self)
      return Value((0..<count).map { _ in value(depth: depth - 1) })
    default:
      let object = ObjectStorage()
      for _ in 0..<Int.random(in: 0...30, using: &self) { object.set(.make(text()), value(depth: depth - 1)) }
      return .object(object)
    }
  }

  /// A random text with escapes, controls and scalars of every length in UTF-8.
  mutating func text() -> String {
    let pool: [Unicode.Scalar] = [
      "a", "b", "z", " ", "\"", "\\", "\n", "\u{0}", "\u{1f}", "é", "東", "🦦", "\u{10FFFF}", "\u{7f}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...24, using: &self) {
      text.unicodeScalars.append(pool[Int.random(in: 0..<pool.count, using: &self)])
    }
    return text
  }
}
