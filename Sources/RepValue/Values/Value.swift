/// A value of the Rep language: one type from the bytes on the wire to the script and back.
///
/// Sixteen bytes, returned in two registers. The payloads are storage objects; lists and objects have value semantics,
/// which whoever mutates them keeps up by copying a storage that is not uniquely referenced (see `withUniqueList`).
@frozen
@dynamicMemberLookup
public enum Value: @unchecked Sendable {
  /// JSON's null; also what a missing thing is.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number of 64 bits.
  case int(Int)
  /// A finite number with a fraction or an exponent; NaN and infinity do not exist (rule R17).
  case float(Double)
  /// A number whose text must survive until arithmetic: `-0`, `1.10`, `1E5`, ints beyond 64 bits, floats out of range.
  case number(NumberStorage)
  /// Text.
  case string(StringStorage)
  /// An ordered sequence.
  case list(ListStorage)
  /// String keys to values, in the order of insertion.
  case object(ObjectStorage)
  /// A script's function or a built-in.
  case function(FunctionStorage)
  /// A thing of the host: a file, a page, a stream.
  case opaque(OpaqueStorage)
  /// A variable that closures share. Never visible to scripts.
  case cell(CellStorage)
  /// A slot without a value: a name before its declaration, an argument that was not given. Never visible to scripts.
  case unset
  /// A statement ended normally. Never visible to scripts.
  case normal
  /// A statement ended by `break`. Never visible to scripts.
  case breaking
  /// A statement ended by `continue`. Never visible to scripts.
  case continuing
}

extension Value {
  /// Only `null` and `false` are falsy.
  @inlinable @inline(__always)
  public var isTruthy: Bool {
    switch self {
    case .null: false
    case .bool(let bool): bool
    default: true
    }
  }

  /// Whether releasing the value can release other values.
  @inlinable @inline(__always)
  var isContainer: Bool {
    switch self {
    case .list, .object, .function, .opaque, .cell: true
    default: false
    }
  }

  /// Whether the payload is not reference counted.
  @inlinable @inline(__always)
  var isTrivial: Bool {
    switch self {
    case .null, .bool, .int, .float, .unset, .normal, .breaking, .continuing: true
    default: false
    }
  }

  /// The name that the built-in `type` gives: `null bool int float string list object function file page stream …`.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .number(let number): number.isInteger ? "int" : "float"
    case .string: "string"
    case .list: "list"
    case .object: "object"
    case .function: "function"
    case .opaque(let opaque): opaque.typeName
    case .cell, .unset, .normal, .breaking, .continuing: "internal"
    }
  }
}
