import RepRuntime
import RepValue

/// A function of the script that was given to a host function, which may call it back.
///
///     engine.register("each_user", ["visit"]) { (visit: ScriptFunction) in
///       for user in database.users { try visit(user) }
///     }
///
/// It may be called only until the host function returns: from its own thread, or, in an `async` one, with `await` from
/// anywhere. Later it throws the kind `stale_callback`.
public struct ScriptFunction: Sendable {
  private let function: Value
  private let call: HostCall

  init(_ function: Value, _ call: HostCall) {
    self.function = function
    self.call = call
  }

  /// Calls the function from the host function's own thread.
  /// - Throws: what the function throws, or kind `argument`, `type`, `stale_callback`.
  @discardableResult
  public func callAsFunction<each Argument: Encodable>(
    _ argument: repeat each Argument
  ) throws(ScriptError) -> Value {
    var arguments: [Value] = []
    for argument in repeat each argument { arguments.append(try HostConversion.value(of: argument)) }
    return try call.run(function, arguments)
  }

  /// Calls the function on the script's thread and waits for its value.
  /// - Throws: what the function throws, or kind `argument`, `type`, `stale_callback`.
  @discardableResult
  public func callAsFunction<each Argument: Encodable>(
    _ argument: repeat each Argument
  ) async throws(ScriptError) -> Value {
    var arguments: [Value] = []
    for argument in repeat each argument { arguments.append(try HostConversion.value(of: argument)) }
    do {
      return try await call.post(function, arguments)
    } catch {
      throw HostConversion.scriptError(error)
    }
  }
}

extension ScriptFunction: Decodable {
  /// - Throws: always: a function can only be an argument itself, not a part of one.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "a function must be an argument of its own"))
  }
}
