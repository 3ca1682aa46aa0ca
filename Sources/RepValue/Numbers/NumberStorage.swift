/// A number whose text must survive until arithmetic: what JSON or a literal said, and what it means.
///
/// Only texts whose canonical form differs are kept so (`-0`, `1.10`, `1E5`), and numbers that neither 64 bits nor a
/// double can hold; all others are plain ints and floats.
public final class NumberStorage: @unchecked Sendable {
  /// What a text means.
  public enum Meaning: Sendable {
    /// Digits only, within 64 bits: `-0`.
    case int(Int)
    /// With a fraction or an exponent, within the range of a double: `1.10`, `1E5`.
    case float(Double)
    /// Digits only, beyond 64 bits. Compares exactly; arithmetic is an error (rule R17).
    case wideInt(Decimal)
    /// With a fraction or an exponent, beyond a double or nearer to zero than any. May only be passed on (rule R17).
    case wideFloat(Decimal)
  }

  /// The text, in JSON's grammar.
  public let text: StringStorage
  /// What it means.
  public let meaning: Meaning

  init(text: StringStorage, meaning: Meaning) {
    self.text = text
    self.meaning = meaning
  }

  /// Whether the text has neither fraction nor exponent.
  public var isInteger: Bool {
    switch meaning {
    case .int, .wideInt: true
    case .float, .wideFloat: false
    }
  }

  /// The value of an int form within 64 bits.
  public var asInt: Int? {
    if case .int(let int) = meaning { int } else { nil }
  }

  /// The value of a float form within the range of a double, and of an int form within 64 bits; nil where arithmetic is
  /// an error.
  public var asDouble: Double? {
    switch meaning {
    case .int(let int): Double(int)
    case .float(let double): double
    case .wideInt, .wideFloat: nil
    }
  }

  /// The nearest finite double, also of an int beyond 64 bits; nil beyond the range of a double.
  public var nearestDouble: Double? {
    switch meaning {
    case .int(let int): Double(int)
    case .float(let double): double
    case .wideInt, .wideFloat:
      FloatParser.parse(text.bytes, count: text.count).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// The number as arithmetic sees it: an int or a float; nil where arithmetic is an error.
  public var arithmeticValue: Value? {
    switch meaning {
    case .int(let int): .int(int)
    case .float(let double): .float(double)
    case .wideInt, .wideFloat: nil
    }
  }
}

extension Value {
  /// The value of a number's text: an int or float where writing it gives the same text again, else a `number`.
  /// nil where the text is no JSON number.
  public static func number(text: UnsafeBufferPointer<UInt8>) -> Value? {
    guard let base = text.baseAddress, let scanned = NumberScanner.scan(base, count: text.count),
      scanned.length == text.count
    else { return nil }
    return scanned.value(base)
  }

  /// The value of a number's text. nil where the text is no JSON number.
  public static func number(text: String) -> Value? {
    var text = text
    return text.withUTF8 { number(text: $0) }
  }
}
