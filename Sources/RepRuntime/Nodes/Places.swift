import CRepSupport
import RepSyntax
import RepValue

/// One step from a variable to the place inside it: `.key` or `[index]`.
enum PlaceStep {
  case key(StringStorage, Span)
  case index(Node, Span)

  var span: Span {
    switch self {
    case .key(_, let span), .index(_, let span): span
    }
  }
}

/// A place inside a `var` that can be changed: `o.a[i].b`.
///
/// The indices are evaluated first, then the value, then the place is walked and changed without running any script
/// (R28): nothing can see the variable while its storage is being changed in place.
final class Place {
  let home: VariableHome
  let steps: [PlaceStep]
  let span: Span

  init(_ home: VariableHome, _ steps: [PlaceStep], span: Span) {
    self.home = home
    self.steps = steps
    self.span = span
  }

  /// The keys of all steps, in order.
  func keys(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> [Value] {
    var keys: [Value] = []
    keys.reserveCapacity(steps.count)
    for step in steps {
      switch step {
      case .key(let key, _): keys.append(.string(key))
      case .index(let node, _): keys.append(try node.eval(frame, context))
      }
    }
    return keys
  }

  /// Calls `body` with the address of the place. Every storage on the way is made unique first.
  /// - Parameter creates: whether a missing key of the last step is added, holding null.
  func withAddress<Result>(
    _ keys: [Value], creates: Bool, _ frame: Frame, _ context: ContextPointer,
    _ body: (Frame) throws(ScriptError) -> Result
  ) throws(ScriptError) -> Result {
    try home.withPointer(frame, context) { (root) throws(ScriptError) in
      var address = root
      for (index, key) in keys.enumerated() {
        address = try Self.child(
          of: address, key, creates: creates && index == keys.count - 1, steps[index].span, context)
      }
      return try body(address)
    }
  }

  /// The address of an item inside the container at an address, which is made unique.
  static func child(
    of address: Frame, _ key: Value, creates: Bool, _ span: Span, _ context: ContextPointer
  ) throws(ScriptError) -> Frame {
    // The payload is never bound here: a second reference would make every storage look shared.
    if case .object = address.pointee {
      guard case .string(let name) = key else {
        throw ScriptError(.type, "a key is a string, got \(key.typeName)", hint: #"write o["\(key)"]"#).at(span)
      }
      if !Payload.isUnique(at: address, ObjectStorage.self) { _ = try uniqueObject(at: address, context) }
      if let found = Members.member(name, at: address) ?? Members.find(name, at: address) { return found }
      if creates { return append(name, at: address) }
      throw missing(name, at: address).at(span)
    }
    if case .list = address.pointee {
      guard case .int(let index) = key else {
        throw ScriptError(.type, "an index is an int, got \(key.typeName)").at(span)
      }
      if !Payload.isUnique(at: address, ListStorage.self) { _ = try uniqueList(at: address, context) }
      var count = 0
      if case .list(let list) = address.pointee {
        count = list.count
        let position = index < 0 ? index + count : index
        if position >= 0, position < count { return list.elements + position }
      }
      let error = Indexing.outside(index, count: count, "list", "items")
      throw ScriptError(.index, error.message, hint: "append with `push`").at(span)
    }
    if case .string = address.pointee {
      throw ScriptError(.type, "the characters of a string cannot be changed", hint: "build a new string").at(span)
    }
    throw ScriptError(.type, "cannot set an item of \(address.pointee.typeName)").at(span)
  }

  /// Adds a key to the object at an address, which nobody else holds.
  private static func append(_ name: StringStorage, at address: Frame) -> Frame {
    guard case .object(let object) = address.pointee else { return address }
    object.append(uniqueKey: name, .null)
    return Payload.value(of: object.entries + (object.entryCount - 1))
  }

  private static func missing(_ name: StringStorage, at address: Frame) -> ScriptError {
    var names: [String] = []
    if case .object(let object) = address.pointee { object.forEach { key, _ in names.append(key.text) } }
    return Members.missingKey(name.text, among: names)
  }

  static func uniqueList(at address: Frame, _ context: ContextPointer) throws(ScriptError) -> ListStorage {
    guard case .list(var list) = address.move() else {
      address.initialize(to: .null)
      throw ScriptError(.type, "this is not a list")
    }
    if !isKnownUniquelyReferenced(&list) {
      let count = list.count
      do throws(ScriptError) {
        try claim(count * MemoryLayout<Value>.stride)
      } catch {
        address.initialize(to: .list(list))
        throw error
      }
      list = list.copy(from: 0, to: count, extraCapacity: 1)
      rep_count_work(count)
    }
    address.initialize(to: .list(list))
    return list
  }

  static func uniqueObject(at address: Frame, _ context: ContextPointer) throws(ScriptError) -> ObjectStorage {
    guard case .object(var object) = address.move() else {
      address.initialize(to: .null)
      throw ScriptError(.type, "this is not an object")
    }
    if !isKnownUniquelyReferenced(&object) {
      do throws(ScriptError) {
        try claim(object.liveCount * MemoryLayout<ObjectStorage.Entry>.stride)
      } catch {
        address.initialize(to: .object(object))
        throw error
      }
      object = object.copy(extraCapacity: 1)
    }
    address.initialize(to: .object(object))
    return object
  }
}

/// `place = value`
final class StorePlaceNode: Node {
  let place: Place
  let value: Node

  init(_ place: Place, _ value: Node) {
    self.place = place
    self.value = value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let keys = try place.keys(frame, context)
    let result = try value.eval(frame, context)
    try place.withAddress(keys, creates: true, frame, context) { (address) throws(ScriptError) in
      address.pointee = result
    }
    return .normal
  }
}

/// `place += value` and its kin. The value is evaluated before the place is read (R28).
final class UpdatePlaceNode: Node {
  let place: Place
  let operation: BinaryOperator
  let value: Node
  let span: Span

  init(_ place: Place, _ operation: BinaryOperator, _ value: Node, span: Span) {
    self.place = place
    self.operation = operation
    self.value = value
    self.span = span
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let keys = try place.keys(frame, context)
    let operand = try value.eval(frame, context)
    try place.withAddress(keys, creates: false, frame, context) { (address) throws(ScriptError) in
      try Updates.apply(operation, address, operand, span, context)
    }
    return .normal
  }
}

/// `place ??= value`: sets a place that is missing or null. The value is evaluated only then.
final class CoalescePlaceNode: Node {
  let place: Place
  let value: Node

  init(_ place: Place, _ value: Node) {
    self.place = place
    self.value = value
  }

  override func exec(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let keys = try place.keys(frame, context)
    let isNull: Bool
    do throws(ScriptError) {
      isNull = try place.withAddress(keys, creates: false, frame, context) { (address) throws(ScriptError) in
        if case .null = address.pointee { return true }
        return false
      }
    } catch {
      guard error.kind == .key else { throw error }
      isNull = true
    }
    guard isNull else { return .normal }
    let result = try value.eval(frame, context)
    try place.withAddress(keys, creates: true, frame, context) { (address) throws(ScriptError) in
      if case .null = address.pointee { address.pointee = result }
    }
    return .normal
  }
}

/// Changing a value where it lies.
enum Updates {
  /// `address op= operand`: strings and lists that nobody else holds grow in place.
  @inline(never)
  static func apply(
    _ operation: BinaryOperator, _ address: Frame, _ operand: Value, _ span: Span, _ context: ContextPointer
  ) throws(ScriptError) {
    if operation == .add {
      if case .string(let tail) = operand, case .string = address.pointee {
        do throws(ScriptError) { try appendText(tail, to: address) } catch { throw error.at(span) }
        return
      }
      if case .list(let tail) = operand, case .list = address.pointee {
        do throws(ScriptError) {
          let list = try Place.uniqueList(at: address, context)
          if list.count + tail.count > list.capacity {
            try claim((list.count + tail.count) * MemoryLayout<Value>.stride)
          }
          list.append(contentsOf: tail)
          try nativeWork(tail.count, context)
        } catch {
          throw error.at(span)
        }
        return
      }
    }
    let result = try Operators.apply(operation, address.pointee, operand, span)
    address.pointee = result
  }

  /// Appends text to the string at an address; a string that nobody else holds grows in place.
  /// - Throws: the limit, where there is no memory for it; the string stays as it was.
  static func appendText(_ tail: StringStorage, to address: Frame) throws(ScriptError) {
    try appendBytes(tail.bytes, count: tail.count, to: address)
  }

  /// Appends bytes of whole characters to the string at an address.
  /// - Throws: the limit, where there is no memory for it; the string stays as it was.
  static func appendBytes(_ tail: UnsafePointer<UInt8>, count added: Int, to address: Frame) throws(ScriptError) {
    guard case .string(var text) = address.move() else {
      address.initialize(to: .string(StringStorage.make(tail, count: added)))
      return
    }
    let count = text.count
    rep_count_work(added)
    let isUnique = isKnownUniquelyReferenced(&text)
    if isUnique, count + added <= text.byteCapacity {
      (text.bytes + count).update(from: tail, count: added)
      text.setCount(count + added)
      address.initialize(to: .string(text))
      return
    }
    let capacity = max(text.byteCapacity * 2, count + added)
    do throws(ScriptError) {
      try claim(capacity)
    } catch {
      address.initialize(to: .string(text))
      throw error
    }
    let larger = StringStorage.allocate(capacity: capacity)
    // One that grows in place is copied so seldom that it does not count.
    if !isUnique { rep_count_work(count) }
    larger.bytes.update(from: text.bytes, count: count)
    (larger.bytes + count).update(from: tail, count: added)
    larger.setCount(count + added)
    address.initialize(to: .string(larger))
  }
}
