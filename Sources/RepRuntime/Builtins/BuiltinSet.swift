import RepValue

/// The built-ins that a script can name: the language's own, the actions, and what a host registers.
public struct BuiltinSet: Sendable {
  private var functionsByName: [String: BuiltinFunction] = [:]
  private var methodsByName: [String: MethodSet] = [:]
  private var constantsByName: [String: Value] = [:]
  private var groupNames: Set<String> = []

  /// An empty set.
  public init() {}

  /// Adds a built-in; one of the same name (and receiver) is replaced.
  public mutating func add(_ builtin: Builtin) {
    if let receiver = builtin.receiver {
      methodsByName[builtin.name, default: MethodSet()].add(BuiltinFunction(builtin), for: receiver)
    } else {
      functionsByName[builtin.name] = BuiltinFunction(builtin)
      constantsByName[builtin.name] = nil
      addGroups(of: builtin.name)
    }
  }

  /// Adds a value under a name; a built-in of the same name is replaced.
  public mutating func add(_ name: String, _ constant: Value) {
    constantsByName[name] = constant
    functionsByName[name] = nil
    addGroups(of: name)
  }

  private mutating func addGroups(of name: String) {
    var path = name.utf8[...]
    while let dot = path.lastIndex(of: UInt8(ascii: ".")) {
      path = path[..<dot]
      groupNames.insert(String(name[..<dot]))
    }
  }

  /// Adds several built-ins.
  public mutating func add(contentsOf builtins: [Builtin]) {
    for builtin in builtins { add(builtin) }
  }

  /// All functions, sorted by name.
  public var functions: [Builtin] {
    functionsByName.values.map(\.builtin).sorted { $0.name < $1.name }
  }

  /// The names of all constants, sorted.
  public var constantNames: [String] { constantsByName.keys.sorted() }

  /// The constant of a dotted name.
  public func constant(named name: String) -> Value? { constantsByName[name] }

  /// Whether the beginning of a dotted path is a constant, so that the rest are its members.
  func isInsideConstant(_ path: String) -> Bool {
    path.indices.contains { path[$0] == "." && constantsByName[String(path[..<$0])] != nil }
  }

  /// All methods, sorted by name.
  public var methods: [Builtin] {
    methodsByName.values.flatMap(\.all).map(\.builtin).sorted { $0.name < $1.name }
  }

  /// The names of all methods of one type, sorted.
  public func methodNames(of type: ValueTypes) -> [String] {
    methodsByName.filter { $0.value.method(for: type) != nil }.keys.sorted()
  }

  /// The function of a dotted name.
  public func function(named name: String) -> Builtin? { functionsByName[name]?.builtin }

  /// Whether some function's name begins with this path and a dot: `models`, `webhooks.default`.
  public func isGroup(_ path: String) -> Bool { groupNames.contains(path) }

  func functionValue(_ name: String) -> BuiltinFunction? { functionsByName[name] }
  func methods(_ name: String) -> MethodSet? { methodsByName[name] }
  /// Whether a name stands for a function, a constant or a group of them.
  func contains(_ name: String) -> Bool {
    functionsByName[name] != nil || constantsByName[name] != nil || groupNames.contains(name)
  }
  var functionNames: [String] { Array(functionsByName.keys) + constantsByName.keys }
  var methodNames: [String] { Array(methodsByName.keys) }
}

/// The methods of one name, one slot a receiver type.
struct MethodSet: Sendable {
  private(set) var slots: [BuiltinFunction?] = Array(repeating: nil, count: 12)
  /// Methods of the host's own types, by the kind of their storage.
  private var hostSlots: [UInt8: BuiltinFunction] = [:]
  /// Whether one of them changes its receiver.
  private(set) var mutatesReceiver = false
  /// How many parameters one of them has at most.
  private(set) var parameterCount = 0

  mutating func add(_ method: BuiltinFunction, for types: ValueTypes) {
    defer { summarize() }
    if let kind = method.builtin.hostKind {
      hostSlots[kind] = method
      return
    }
    for bit in 0..<slots.count where types.rawValue & (1 << UInt16(bit)) != 0 { slots[bit] = method }
  }

  private mutating func summarize() {
    (mutatesReceiver, parameterCount) = (false, 0)
    func note(_ method: BuiltinFunction) {
      if method.builtin.effects.contains(.mutatesReceiver) { mutatesReceiver = true }
      parameterCount = max(parameterCount, method.parameterCount)
    }
    for case let method? in slots { note(method) }
    for method in hostSlots.values { note(method) }
  }

  /// The method for a value of any type.
  @inline(__always)
  func method(of value: Value) -> BuiltinFunction? {
    if case .opaque(let opaque) = value, let method = hostSlots[opaque.kind] { return method }
    return method(for: ValueTypes(of: value))
  }

  func method(for type: ValueTypes) -> BuiltinFunction? { slots[type.rawValue.trailingZeroBitCount] }

  /// Whether the value of an object's key is called in place of a method: where it is a function, so that `o.keys()` is
  /// safe on any JSON (R24), or where objects have no method of the name.
  func giveWay(to member: Value) -> Bool {
    if case .function = member { return true }
    return method(for: .object) == nil
  }

  /// Each method once, though it may serve several types.
  var all: [BuiltinFunction] {
    var seen: Set<ObjectIdentifier> = []
    return (slots.compactMap { $0 } + hostSlots.values).filter { seen.insert(ObjectIdentifier($0)).inserted }
  }

  /// The types that have a method of this name.
  var receivers: ValueTypes {
    var types: ValueTypes = []
    for bit in 0..<slots.count where slots[bit] != nil { types.insert(ValueTypes(rawValue: 1 << UInt16(bit))) }
    if !hostSlots.isEmpty { types.insert(.other) }
    return types
  }
}

/// A built-in as a value: what `xs.map(upper)` passes.
public final class BuiltinFunction: FunctionStorage, @unchecked Sendable {
  /// The built-in.
  public let builtin: Builtin
  let parameters: [Builtin.Parameter]
  /// What each parameter takes without a closer look: the bits of ``TypeBit``. In raw memory, read without a retain.
  let accepted: UnsafeMutablePointer<UInt16>
  let parameterCount: Int
  let body: Builtin.Body
  let isGated: Bool
  let hasRest: Bool

  /// Wraps a built-in.
  public init(_ builtin: Builtin) {
    self.builtin = builtin
    parameters = builtin.boundParameters
    parameterCount = parameters.count
    accepted = .allocate(capacity: max(1, parameters.count))
    for (index, parameter) in parameters.enumerated() {
      (accepted + index).initialize(to: TypeBit.accepted(by: parameter))
    }
    body = builtin.body
    hasRest = parameters.contains(where: \.isRest)
    isGated = !builtin.effects.isDisjoint(with: .gated)
    super.init(kind: FunctionKind.builtin)
  }

  deinit { accepted.deallocate() }

  /// The built-in's name.
  public override var name: String? { builtin.name }
}

/// The kinds of `FunctionStorage` that the runtime makes.
enum FunctionKind {
  static let closure: UInt8 = 1
  static let builtin: UInt8 = 2
}
