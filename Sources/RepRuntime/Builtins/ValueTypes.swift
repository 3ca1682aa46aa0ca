import RepValue

/// A set of value types: what a parameter takes.
public struct ValueTypes: OptionSet, Sendable, Hashable {
  /// One bit a type.
  public let rawValue: UInt16
  /// Makes a set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `null`
  public static let null = ValueTypes(rawValue: 1 << 0)
  /// `bool`
  public static let bool = ValueTypes(rawValue: 1 << 1)
  /// `int`
  public static let int = ValueTypes(rawValue: 1 << 2)
  /// `float`
  public static let float = ValueTypes(rawValue: 1 << 3)
  /// `string`
  public static let string = ValueTypes(rawValue: 1 << 4)
  /// `list`
  public static let list = ValueTypes(rawValue: 1 << 5)
  /// `object`
  public static let object = ValueTypes(rawValue: 1 << 6)
  /// `function`
  public static let function = ValueTypes(rawValue: 1 << 7)
  /// `file`
  public static let file = ValueTypes(rawValue: 1 << 8)
  /// `page`
  public static let page = ValueTypes(rawValue: 1 << 9)
  /// `stream`
  public static let stream = ValueTypes(rawValue: 1 << 10)
  /// A value that the host made.
  public static let other = ValueTypes(rawValue: 1 << 11)

  /// Ints and floats.
  public static let number: ValueTypes = [.int, .float]
  /// Everything.
  public static let any = ValueTypes(rawValue: 0xFFF)

  /// The type of a value, as a set of one.
  public init(of value: Value) {
    switch value {
    case .null, .unset, .normal, .breaking, .continuing: self = .null
    case .bool: self = .bool
    case .int: self = .int
    case .float: self = .float
    case .number(let number): self = number.isInteger ? .int : .float
    case .string: self = .string
    case .list: self = .list
    case .object: self = .object
    case .function: self = .function
    case .cell(let cell): self = ValueTypes(of: cell.value)
    case .opaque(let opaque):
      switch opaque.kind {
      case OpaqueKind.file: self = .file
      case OpaqueKind.page: self = .page
      case OpaqueKind.stream: self = .stream
      default: self = .other
      }
    }
  }

  private static let names: [(ValueTypes, String)] = [
    (.null, "null"), (.bool, "bool"), (.int, "int"), (.float, "float"), (.string, "string"), (.list, "list"),
    (.object, "object"), (.function, "function"), (.file, "file"), (.page, "page"), (.stream, "stream"),
    (.other, "host value"),
  ]

  /// The type names in words: `a string or a list`, `a number`, `any value`.
  public var description: String {
    if self == .any { return "any value" }
    var parts: [String] = []
    var rest = self
    if rest.isSuperset(of: .number) {
      parts.append("number")
      rest.subtract(.number)
    }
    for (type, name) in Self.names where rest.contains(type) { parts.append(name) }
    let articled = parts.map { name in
      name == "null" ? name : ("aio".contains(name.first!) ? "an \(name)" : "a \(name)")
    }
    guard articled.count > 1 else { return articled.first ?? "nothing" }
    return articled.dropLast().joined(separator: ", ") + " or " + articled.last!
  }
}

/// The kinds of `OpaqueStorage` that the language knows by type.
public enum OpaqueKind {
  /// A local file by path.
  public static let file: UInt8 = 1
  /// A page of a list, and all that follow.
  public static let page: UInt8 = 2
  /// Output as it is produced.
  public static let stream: UInt8 = 3
  /// Anything else that a host makes.
  public static let other: UInt8 = 0
  /// From here on, the types of host objects of an engine.
  public static let firstOfHost: UInt8 = 16
}
