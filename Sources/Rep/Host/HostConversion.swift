import RepRuntime
import RepValue

/// Between Rep values and the Swift types of host functions.
enum HostConversion {
  /// The Rep types that can become a Swift type, for checking before the function runs.
  static func types<T>(of type: T.Type) -> ValueTypes {
    switch type {
    case is Bool.Type: .bool
    case is Double.Type, is Float.Type: .number
    case is any FixedWidthInteger.Type: .number
    case is String.Type: .string
    case is ScriptFunction.Type: .function
    case let optional as any OptionalHostType.Type: optional.wrappedTypes.union(.null)
    case let sequence as any HostShape.Type: sequence.shape
    case let object as any HostObjectType.Type: object.objectTypes
    default: .any
    }
  }

  /// Whether a parameter of a type may be left out.
  static func isOptional<T>(_ type: T.Type) -> Bool { type is any OptionalHostType.Type }

  /// A Swift value of an argument.
  /// - Throws: kind `type` with the parameter's name and the path to what does not fit.
  @inline(__always)
  static func convert<T: Decodable>(
    _ value: Value, to type: T.Type, _ function: HostFunction.Description, _ index: Int, _ call: HostCall?
  ) throws(ScriptError) -> T {
    // The usual types without a decoder: asking for the type is one comparison.
    if type == Int.self, case .int(let int) = value { return unsafeBitCast(int, to: type) }
    if type == Double.self {
      if case .float(let double) = value { return unsafeBitCast(double, to: type) }
      if case .int(let int) = value { return unsafeBitCast(Double(int), to: type) }
    }
    if type == String.self, case .string(let string) = value { return unsafeBitCast(string.text, to: type) }
    return try decode(value, to: type, function.parameter(index), call)
  }

  @inline(never)
  private static func decode<T: Decodable>(
    _ value: Value, to type: T.Type, _ parameter: HostParameter, _ call: HostCall?
  ) throws(ScriptError) -> T {
    var given = value
    if case .unset = value { given = parameter.defaultValue ?? .null }
    if type == ScriptFunction.self || type == ScriptFunction?.self {
      if let call, case .function = given, let function = ScriptFunction(given, call) as? T { return function }
    } else if let type = type as? any HostObjectType.Type {
      if let object = try type.unwrap(given, parameter) as? T { return object }
    }
    do throws(ValueCodingError) {
      return try given.decode(type)
    } catch {
      throw ScriptError(.type, "`\(parameter.name)`: \(error)")
    }
  }

  /// The Rep value of a result.
  /// - Throws: kind `type` where it has none.
  @inline(__always)
  static func value<R: Encodable>(of result: R) throws(ScriptError) -> Value {
    if R.self == Int.self { return .int(unsafeBitCast(result, to: Int.self)) }
    if R.self == String.self { return Value(unsafeBitCast(result, to: String.self)) }
    if R.self == Bool.self { return .bool(unsafeBitCast(result, to: Bool.self)) }
    return try encode(result)
  }

  @inline(never)
  private static func encode<R: Encodable>(_ result: R) throws(ScriptError) -> Value {
    do throws(ValueCodingError) {
      return try Value(encoding: result)
    } catch {
      throw ScriptError(.type, "the host's result has no value in Rep: \(error)")
    }
  }

  /// What a host function threw, as scripts see it.
  static func scriptError(_ error: any Error) -> ScriptError {
    switch error {
    case let error as ScriptError: error
    case is CancellationError: ScriptError.wrapping(error)
    default: ScriptError(.host, "\(error)")
    }
  }
}

/// Optionals, seen without their wrapped type.
private protocol OptionalHostType {
  static var wrappedTypes: ValueTypes { get }
}

extension Optional: OptionalHostType {
  static var wrappedTypes: ValueTypes { HostConversion.types(of: Wrapped.self) }
}

/// Arrays and dictionaries, seen without their elements.
private protocol HostShape {
  static var shape: ValueTypes { get }
}

extension Array: HostShape {
  static var shape: ValueTypes { .list }
}

extension Dictionary: HostShape {
  static var shape: ValueTypes { Key.self == String.self ? .object : .any }
}
