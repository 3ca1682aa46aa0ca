/// Comparing numbers of all forms exactly: no int is rounded to a double on the way.
enum NumberComparison {
  /// Negative, zero or positive; nil where one side is no number.
  static func compare(_ left: Value, _ right: Value) -> Int? {
    switch (left, right) {
    case (.int(let left), .int(let right)): return sign(left, right)
    case (.float(let left), .float(let right)): return sign(left, right)
    case (.int(let left), .float(let right)): return compare(left, right)
    case (.float(let left), .int(let right)): return compare(right, left).map { -$0 }
    case (.number(let left), .number(let right)):
      if let left = left.arithmeticValue, let right = right.arithmeticValue { return compare(left, right) }
    case (.number(let number), .int), (.number(let number), .float):
      if let number = number.arithmeticValue { return compare(number, right) }
    case (.int, .number(let number)), (.float, .number(let number)):
      if let number = number.arithmeticValue { return compare(left, number) }
    default: return nil
    }
    guard let left = decimal(left), let right = decimal(right) else { return nil }
    return left.compare(to: right)
  }

  @inline(__always)
  private static func sign<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
    left < right ? -1 : left == right ? 0 : 1
  }

  private static func compare(_ int: Int, _ double: Double) -> Int? {
    // -2^63 and 2^63 are doubles; between them the integer part converts exactly and the fraction decides.
    if double >= 0x1p63 { return -1 }
    if double < -0x1p63 { return 1 }
    let whole = double.rounded(.towardZero)
    let order = sign(int, Int(whole))
    return order != 0 ? order : sign(whole, double)
  }

  private static func decimal(_ value: Value) -> Decimal? {
    switch value {
    case .int(let int): return Decimal(int)
    case .float(let double): return Decimal(double)
    case .number(let number):
      switch number.meaning {
      case .int(let int): return Decimal(int)
      case .float(let double): return Decimal(double)
      case .wideInt(let decimal), .wideFloat(let decimal): return decimal
      }
    default: return nil
    }
  }
}
