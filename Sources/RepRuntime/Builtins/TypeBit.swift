import RepValue

/// The type of a value as one bit, for checking arguments in a few instructions. The low bits are those of
/// ``ValueTypes``; what needs a closer look there has bits of its own.
enum TypeBit {
  static let number: UInt16 = 1 << 12
  static let opaque: UInt16 = 1 << 13
  static let unset: UInt16 = 1 << 14

  /// The bit of the value at an address; 0 for one that no parameter takes unseen.
  @inline(__always)
  static func of(_ address: Frame) -> UInt16 {
    switch address.pointee {
    case .null: ValueTypes.null.rawValue
    case .bool: ValueTypes.bool.rawValue
    case .int: ValueTypes.int.rawValue
    case .float: ValueTypes.float.rawValue
    case .string: ValueTypes.string.rawValue
    case .list: ValueTypes.list.rawValue
    case .object: ValueTypes.object.rawValue
    case .function: ValueTypes.function.rawValue
    case .number: number
    case .opaque: opaque
    case .unset: unset
    case .cell, .normal, .breaking, .continuing: 0
    }
  }

  /// What a parameter takes whatever the value is; anything else is checked in full.
  static func accepted(by parameter: Builtin.Parameter) -> UInt16 {
    var bits: UInt16 = parameter.isRequired ? 0 : unset
    if !parameter.allowedValues.isEmpty { return bits }
    if parameter.isRest { return parameter.types == .any ? bits | ValueTypes.list.rawValue : bits }
    bits |= parameter.types.rawValue
    if parameter.types.isSuperset(of: .number) { bits |= number }
    if parameter.types == .any { bits |= opaque }
    return bits
  }
}
