import RepRuntime
import RepValue

/// Makes built-ins of Swift closures.
enum HostFunction {
  /// One parameter of a function: its description and its Swift type's.
  private struct Shape {
    let parameter: HostParameter
    let types: ValueTypes
    let isOptional: Bool
    let isFunction: Bool

    init<T>(_ parameter: HostParameter, _ type: T.Type) {
      self.parameter = parameter
      types = HostConversion.types(of: type)
      isOptional = HostConversion.isOptional(type)
      isFunction = type == ScriptFunction.self || type == ScriptFunction?.self
    }

    var builtin: Builtin.Parameter {
      if parameter.isRest { return .rest(parameter.name, summary: parameter.help) }
      return Builtin.Parameter(
        parameter.name, types, isRequired: !isOptional && parameter.defaultValue == nil, summary: parameter.help)
    }
  }

  /// How functions are described to scripts.
  struct Description: Sendable {
    let name: String
    let parameters: [HostParameter]
    let help: String
    let examples: [String]
    let recording: HostRecording

    /// The parameters by position; those without a name are called by their place.
    func parameter(_ index: Int) -> HostParameter {
      index < parameters.count ? parameters[index] : HostParameter("argument\(index + 1)")
    }
  }

  /// - Parameter value: makes the result a value.
  static func synchronous<each P: Decodable & Sendable, R>(
    _ description: Description, result: Builtin.Result, _ body: @escaping @Sendable (repeat each P) throws -> R,
    value: @escaping @Sendable (R) throws(ScriptError) -> Value
  ) -> Builtin {
    let shapes = shapes(description, (repeat (each P).self))
    let needsCall = shapes.contains(where: \.isFunction)
    return builtin(description, shapes, result) { (arguments) throws(ScriptError) in
      let call = needsCall ? HostCall(arguments) : nil
      defer { call?.close() }
      do {
        var index = -1
        func next<T: Decodable>(_ type: T.Type) throws(ScriptError) -> T {
          index += 1
          return try HostConversion.convert(arguments[index], to: type, description, index, call)
        }
        return try value(body(repeat try next((each P).self)))
      } catch {
        throw HostConversion.scriptError(error)
      }
    }
  }

  static func asynchronous<each P: Decodable & Sendable>(
    _ description: Description, result: Builtin.Result,
    _ body: @escaping @Sendable (repeat each P) async throws -> Value
  ) -> Builtin {
    let shapes = shapes(description, (repeat (each P).self))
    return builtin(description, shapes, result) { (arguments) throws(ScriptError) in
      let call = HostCall(arguments)
      defer { call.close() }
      var index = -1
      func next<T: Decodable>(_ type: T.Type) throws(ScriptError) -> T {
        index += 1
        return try HostConversion.convert(arguments[index], to: type, description, index, call)
      }
      let given = (repeat try next((each P).self))
      let task = Task.detached {
        do {
          call.send(.finished(.success(try await body(repeat each given))))
        } catch {
          call.send(.finished(.failure(HostConversion.scriptError(error))))
        }
      }
      // A script that is stopped stops its host functions too.
      defer { task.cancel() }
      return try call.serve()
    }
  }

  private static func shapes<each P>(
    _ description: Description, _ types: (repeat (each P).Type)
  ) -> [Shape] {
    var shapes: [Shape] = []
    for type in repeat each types { shapes.append(Shape(description.parameter(shapes.count), type)) }
    return shapes
  }

  private static func builtin(
    _ description: Description, _ shapes: [Shape], _ result: Builtin.Result, _ body: @escaping Builtin.Body
  ) -> Builtin {
    Builtin(
      description.name, shapes.map(\.builtin), result: result,
      effects: description.recording == .pure ? [] : .host, summary: description.help, examples: description.examples,
      body: body)
  }
}

extension Engine {
  /// Gives scripts a function.
  ///
  ///     engine.register("shout", help: "Upper-cases a string.") { (text: String) in text.uppercased() }
  ///
  /// Parameters and result are any `Codable` types, raw `Value`s, ``HostObject``s, and for parameters ``ScriptFunction``.
  /// What it throws becomes an error of the script: a `ScriptError` as it is, anything else as the kind `host` with its
  /// description. Scripts compiled before do not see it.
  /// - Parameters:
  ///   - name: the name; dots make groups: `db.user`. It replaces a built-in of the same name.
  ///   - parameters: names and defaults, in order; those that are missing are called `argument1`, ….
  ///   - help: what it is for, one line.
  ///   - examples: Rep code that uses it.
  ///   - recording: how a resumed run treats it.
  ///   - body: the function. It runs on the script's thread and keeps all other bodies of the script waiting.
  public func register<each P: Decodable & Sendable, R: Encodable & SendableMetatype>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (repeat each P) throws -> R
  ) {
    let description = HostFunction.Description(
      name: name, parameters: parameters, help: help, examples: examples, recording: recording)
    add(
      HostFunction.synchronous(description, result: R.self == Bool.self ? .bool : .value, body) {
        (result) throws(ScriptError) in try HostConversion.value(of: result)
      })
  }

  /// Gives scripts a function without a result; using its result is an error when the script is compiled.
  ///
  /// See ``register(_:_:help:examples:recording:_:)``.
  public func register<each P: Decodable & Sendable>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (repeat each P) throws -> Void
  ) {
    let description = HostFunction.Description(
      name: name, parameters: parameters, help: help, examples: examples, recording: recording)
    add(
      HostFunction.synchronous(description, result: .nothing, body) { (_: Void) throws(ScriptError) -> Value in .null })
  }

  /// Gives scripts an asynchronous function: other bodies of the script run while it works, and the task is canceled
  /// when the script is stopped.
  ///
  ///     engine.register("user", ["id"]) { (id: Int) async throws -> User in try await database.user(id) }
  ///
  /// See ``register(_:_:help:examples:recording:_:)``.
  public func register<each P: Decodable & Sendable, R: Encodable & SendableMetatype>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (repeat each P) async throws -> R
  ) {
    let description = HostFunction.Description(
      name: name, parameters: parameters, help: help, examples: examples, recording: recording)
    add(
      HostFunction.asynchronous(description, result: R.self == Bool.self ? .bool : .value) {
        (argument: repeat each P) async throws in try HostConversion.value(of: await body(repeat each argument))
      })
  }

  /// Gives scripts an asynchronous function without a result.
  ///
  /// See ``register(_:_:help:examples:recording:_:)``.
  public func register<each P: Decodable & Sendable>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (repeat each P) async throws -> Void
  ) {
    let description = HostFunction.Description(
      name: name, parameters: parameters, help: help, examples: examples, recording: recording)
    add(
      HostFunction.asynchronous(description, result: .nothing) { (argument: repeat each P) async throws in
        try await body(repeat each argument)
        return .null
      })
  }
}
