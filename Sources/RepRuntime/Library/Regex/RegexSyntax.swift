/// A regular expression as a tree.
indirect enum RegexNode {
  /// Nothing, at every place.
  case empty
  /// One scalar.
  case scalar(UInt32, ignoresCase: Bool)
  /// Any scalar; a line break only if told so.
  case any(includesNewline: Bool)
  /// One scalar of a set.
  case set(ScalarSet)
  /// A place, no text.
  case anchor(Anchor)
  /// One after the other.
  case sequence([RegexNode])
  /// The first that fits.
  case alternatives([RegexNode])
  /// `minimum` times or more, at most `maximum` times.
  case repetition(RegexNode, minimum: Int, maximum: Int?, isLazy: Bool)
  /// A group that is captured, counted from 1.
  case group(Int, RegexNode)

  /// Places between scalars.
  enum Anchor {
    case textStart
    case textEnd
    case lineStart
    case lineEnd
    case wordBoundary
    case noWordBoundary
  }
}

/// A set of scalars: ranges and classes, or all but those.
struct ScalarSet {
  /// A class with a name of its own.
  enum Class: Equatable {
    /// `\d`: 0 to 9.
    case digit
    /// `\w`: letters, marks, decimal digits and connectors of all scripts (UTS #18, annex C).
    case word
    /// `\s`: white space.
    case space
    /// `\p{…}`: a general category, or a group of them by its first letter.
    case category(String)

    func contains(_ scalar: UInt32) -> Bool {
      switch self {
      case .digit: return scalar &- 48 < 10
      case .space: return Self.isSpace(scalar)
      case .word: return Self.isWord(scalar)
      case .category(let name):
        guard let scalar = Unicode.Scalar(scalar) else { return false }
        return scalar.properties.generalCategory.code.hasPrefix(name)
      }
    }

    static func isSpace(_ scalar: UInt32) -> Bool {
      if scalar < 0x80 { return scalar == 0x20 || scalar &- 9 < 5 }
      return Unicode.Scalar(scalar)?.properties.isWhitespace ?? false
    }

    static func isWord(_ scalar: UInt32) -> Bool {
      if scalar < 0x80 {
        return scalar | 0x20 &- 97 < 26 && scalar >= 65 || scalar &- 48 < 10 || scalar == 0x5F
      }
      guard let properties = Unicode.Scalar(scalar)?.properties else { return false }
      if properties.isAlphabetic { return true }
      switch properties.generalCategory {
      case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
      default: return false
      }
    }
  }

  var isNegated = false
  var ignoresCase = false
  var ranges: [ClosedRange<UInt32>] = []
  var classes: [(class: Class, isNegated: Bool)] = []

  func contains(_ scalar: UInt32) -> Bool {
    if has(scalar) { return !isNegated }
    if ignoresCase {
      let folds = CaseFolding.variants(of: scalar)
      if folds.0 != scalar && has(folds.0) || folds.1 != scalar && has(folds.1) { return !isNegated }
    }
    return isNegated
  }

  private func has(_ scalar: UInt32) -> Bool {
    for range in ranges where range.contains(scalar) { return true }
    for (item, isNegated) in classes where item.contains(scalar) != isNegated { return true }
    return false
  }
}

/// Letters that differ in case only, as far as one scalar stands for one scalar.
enum CaseFolding {
  /// The form under which two scalars are the same.
  static func fold(_ scalar: UInt32) -> UInt32 {
    if scalar < 0x80 { return scalar &- 65 < 26 ? scalar | 0x20 : scalar }
    return variants(of: variants(of: scalar).1).0
  }

  /// The lower-case and the upper-case form.
  static func variants(of scalar: UInt32) -> (UInt32, UInt32) {
    guard let scalar = Unicode.Scalar(scalar) else { return (scalar, scalar) }
    return (
      single(scalar.properties.lowercaseMapping) ?? scalar.value,
      single(scalar.properties.uppercaseMapping) ?? scalar.value
    )
  }

  private static func single(_ text: String) -> UInt32? {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return nil }
    return first.value
  }
}

extension Unicode.GeneralCategory {
  /// The two letters of UAX #44: `Lu`, `Nd` …
  var code: String {
    switch self {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

  /// All codes, and their first letters.
  static let codes: Set<String> = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
    "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
  ]
}
