import RepRuntime
import RepValue

/// A Swift value that scripts pass around without seeing into it, and call the methods of.
///
///     let images = engine.registerType("image", of: Image.self)
///     images.register("scaled", ["by"]) { (image: Image, factor: Double) in images(image.scaled(by: factor)) }
///     engine.register("open_image", ["path"]) { (path: String) in images(try Image(path)) }
///
/// It is an argument or a result of host functions; inside a `Codable` type or JSON it is an error.
public struct HostObject<Object: Sendable>: Sendable {
  /// The Swift value.
  public let object: Object
  private let storage: HostObjectStorage<Object>

  init(_ storage: HostObjectStorage<Object>) {
    object = storage.object
    self.storage = storage
  }
}

/// A type of host objects: its name in scripts and its methods.
public struct HostType<Object: Sendable>: Sendable {
  /// What the built-in `type` calls its objects.
  public let name: String
  let kind: UInt8
  // The engine keeps the methods, which may keep this type.
  private unowned let engine: Engine

  init(_ name: String, kind: UInt8, _ engine: Engine) {
    (self.name, self.kind, self.engine) = (name, kind, engine)
  }

  /// Wraps a Swift value for scripts.
  public func callAsFunction(_ object: Object) -> HostObject<Object> {
    HostObject(HostObjectStorage(object, kind: kind, typeName: name))
  }

  /// Gives the objects a method; its closure gets the object first.
  ///
  /// The parameters are those of `register` of an ``Engine``.
  public func register<each P: Decodable & Sendable, R: Encodable & SendableMetatype>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (Object, repeat each P) throws -> R
  ) {
    add(
      HostFunction.synchronous(
        description(name, parameters, help, examples, recording), result: R.self == Bool.self ? .bool : .value,
        { (receiver: HostObject<Object>, argument: repeat each P) throws -> R in
          try body(receiver.object, repeat each argument)
        }
      ) { (result) throws(ScriptError) in try HostConversion.value(of: result) })
  }

  /// Gives the objects a method without a result.
  public func register<each P: Decodable & Sendable>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (Object, repeat each P) throws -> Void
  ) {
    add(
      HostFunction.synchronous(
        description(name, parameters, help, examples, recording), result: .nothing,
        { (receiver: HostObject<Object>, argument: repeat each P) throws in
          try body(receiver.object, repeat each argument)
        }
      ) { (_: Void) throws(ScriptError) -> Value in .null })
  }

  /// Gives the objects an asynchronous method.
  public func register<each P: Decodable & Sendable, R: Encodable & SendableMetatype>(
    _ name: String, _ parameters: [HostParameter] = [], help: String = "", examples: [String] = [],
    recording: HostRecording = .recorded, _ body: @escaping @Sendable (Object, repeat each P) async throws -> R
  ) {
    add(
      HostFunction.asynchronous(
        description(name, parameters, help, examples, recording), result: R.self == Bool.self ? .bool : .value
      ) { (receiver: HostObject<Object>, argument: repeat each P) async throws in
        try HostConversion.value(of: await body(receiver.object, repeat each argument))
      })
  }

  private func description(
    _ name: String, _ parameters: [HostParameter], _ help: String, _ examples: [String], _ recording: HostRecording
  ) -> HostFunction.Description {
    HostFunction.Description(
      name: name, parameters: [HostParameter("self")] + parameters, help: help, examples: examples,
      recording: recording)
  }

  private func add(_ function: Builtin) {
    engine.add(
      Builtin(
        method: function.name, of: .other, Array(function.parameters.dropFirst()), result: function.result,
        effects: function.effects, summary: function.summary, examples: function.examples, hostKind: kind,
        body: function.body))
  }
}

/// A host object inside a Rep value.
final class HostObjectStorage<Object: Sendable>: OpaqueStorage, @unchecked Sendable {
  let object: Object
  private let name: String

  init(_ object: Object, kind: UInt8, typeName: String) {
    self.object = object
    name = typeName
    super.init(kind: kind)
  }

  override var typeName: String { name }
}

/// Host objects, seen without their Swift type.
protocol HostObjectType {
  static var objectTypes: ValueTypes { get }
  static func unwrap(_ value: Value, _ parameter: HostParameter) throws(ScriptError) -> Self
  var opaqueValue: Value { get }
}

extension HostObject: HostObjectType {
  static var objectTypes: ValueTypes { .other }

  static func unwrap(_ value: Value, _ parameter: HostParameter) throws(ScriptError) -> HostObject {
    if case .opaque(let opaque) = value, let storage = opaque as? HostObjectStorage<Object> {
      return HostObject(storage)
    }
    throw ScriptError(.type, "`\(parameter.name)` does not take this value: it is of the type \(value.typeName)")
  }

  var opaqueValue: Value { .opaque(storage) }
}

extension HostObject: Codable {
  /// - Throws: always: an object can only be an argument itself, not a part of one.
  public init(from decoder: any Decoder) throws {
    throw DecodingError.dataCorrupted(
      .init(codingPath: decoder.codingPath, debugDescription: "a host object must be an argument of its own"))
  }

  /// - Throws: always: an object has no form outside of scripts.
  public func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      self, .init(codingPath: encoder.codingPath, debugDescription: "a host object has no form outside of scripts"))
  }
}
