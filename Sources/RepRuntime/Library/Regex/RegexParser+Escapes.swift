extension RegexParser {
  /// The rest of `[…]`.
  mutating func set(_ start: Int) throws(RegexError) -> ScalarSet {
    var set = ScalarSet()
    set.ignoresCase = flags.ignoresCase
    set.isNegated = take("^")
    var isFirst = true
    while !isNext("]") || isFirst {
      guard let low = try setItem(into: &set, start) else {
        isFirst = false
        continue
      }
      isFirst = false
      let beforeDash = position
      if take("-"), !isNext("]") {
        guard let high = try setItem(into: &set, start) else {
          throw error("a class cannot end a range", at: beforeDash)
        }
        guard low <= high else { throw error("the range is in the wrong order", at: beforeDash) }
        set.ranges.append(low...high)
      } else {
        position = beforeDash
        set.ranges.append(low...low)
      }
    }
    position += 1
    return set
  }

  /// One scalar of a set; nil for a class, which is added.
  private mutating func setItem(into set: inout ScalarSet, _ start: Int) throws(RegexError) -> UInt32? {
    guard let scalar = next else { throw error("`[` without `]`; write `\\[` for the character", at: start) }
    let place = position
    position += 1
    guard scalar == 0x5C else { return scalar }
    if let (item, isNegated) = try classEscape(place) {
      set.classes.append((item, isNegated))
      return nil
    }
    return try scalarEscape(place)
  }

  /// What stands for the escape whose backslash was read.
  mutating func escape(_ start: Int) throws(RegexError) -> RegexNode {
    switch next.flatMap({ Unicode.Scalar($0) }) {
    case "b":
      position += 1
      return .anchor(.wordBoundary)
    case "B":
      position += 1
      return .anchor(.noWordBoundary)
    case "A":
      position += 1
      return .anchor(.textStart)
    case "z", "Z":
      position += 1
      return .anchor(.textEnd)
    case "1", "2", "3", "4", "5", "6", "7", "8", "9", "k":
      throw error("backreferences are not supported: a match must take linear time", at: start)
    default: break
    }
    if let (item, isNegated) = try classEscape(start) {
      return .set(ScalarSet(classes: [(item, isNegated)]))
    }
    let scalar = try scalarEscape(start)
    return .scalar(flags.ignoresCase ? CaseFolding.fold(scalar) : scalar, ignoresCase: flags.ignoresCase)
  }

  private mutating func classEscape(
    _ start: Int
  ) throws(RegexError) -> (ScalarSet.Class, isNegated: Bool)? {
    let found: (ScalarSet.Class, Bool)
    switch next.flatMap({ Unicode.Scalar($0) }) {
    case "d": found = (.digit, false)
    case "D": found = (.digit, true)
    case "w": found = (.word, false)
    case "W": found = (.word, true)
    case "s": found = (.space, false)
    case "S": found = (.space, true)
    case "p", "P":
      let isNegated = isNext("P")
      position += 1
      return (.category(try categoryName(start)), isNegated)
    default: return nil
    }
    position += 1
    return found
  }

  private mutating func categoryName(_ start: Int) throws(RegexError) -> String {
    var name = ""
    if take("{") {
      while let scalar = next, scalar != 0x7D, let character = Unicode.Scalar(scalar) {
        name.unicodeScalars.append(character)
        position += 1
      }
      position += 1
    } else if let scalar = next.flatMap({ Unicode.Scalar($0) }) {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard position <= scalars.count, Unicode.GeneralCategory.codes.contains(name) else {
      throw error("`\\p` takes a general category of Unicode, such as `\\p{L}` or `\\p{Lu}`", at: start)
    }
    return name
  }

  private mutating func scalarEscape(_ start: Int) throws(RegexError) -> UInt32 {
    guard let scalar = next else { throw error("`\\` at the end; write `\\\\` for the character", at: start) }
    position += 1
    switch Unicode.Scalar(scalar) {
    case "n": return 0x0A
    case "r": return 0x0D
    case "t": return 0x09
    case "f": return 0x0C
    case "v": return 0x0B
    case "0": return 0
    case "x": return try hexadecimal(digits: 2, start)
    case "u": return try hexadecimal(digits: 4, start)
    default: break
    }
    let isLetterOrDigit = scalar < 0x80 && ScalarSet.Class.isWord(scalar) && scalar != 0x5F
    guard !isLetterOrDigit else { throw error("unknown escape", at: start) }
    return scalar
  }

  /// `\x41`, `\u0041`, `\u{1F9A6}`.
  private mutating func hexadecimal(digits: Int, _ start: Int) throws(RegexError) -> UInt32 {
    let isBraced = take("{")
    var value: UInt32 = 0
    var read = 0
    while read < (isBraced ? 6 : digits), let scalar = next, let character = Unicode.Scalar(scalar),
      let digit = Character(character).hexDigitValue
    {
      value = value << 4 | UInt32(digit)
      read += 1
      position += 1
    }
    guard read == digits || isBraced && read > 0, !isBraced || take("}"), Unicode.Scalar(value) != nil else {
      throw error("expected the hexadecimal digits of a scalar", at: start)
    }
    return value
  }
}
