import RepValue

/// Methods of objects. None of them changes its receiver.
enum ObjectMethods {
  private static let keyNames = Builtin.Parameter.rest("keys", [.string, .list], summary: "strings, or lists of them")

  static let all: [Builtin] = [
    Builtin(
      method: "keys", of: .object, summary: "The keys, in order.", examples: [#"{a: 1, b: 2}.keys() => ["a", "b"]"#],
      body: keys),
    Builtin(
      method: "values", of: .object, summary: "The values, in order.", examples: ["{a: 1, b: 2}.values() => [1, 2]"],
      body: values),
    Builtin(
      method: "items", of: .object, summary: "Pairs of key and value, in order.",
      examples: [#"{a: 1}.items() => [["a", 1]]"#], body: items),
    Builtin(
      method: "has", of: .object, [.init("key", .string)], result: .bool, summary: "Whether the object has a key.",
      examples: [#"{a: null}.has("a") => true"#], body: has),
    Builtin(
      method: "get", of: .object, [.init("key", .string), .optional("default", summary: "null by default")],
      summary: "The value of a key, or a default where it is missing.",
      examples: [#"{a: 1}.get("b", 0) => 0"#, #"{a: 1}.get("b") => null"#], body: get),
    Builtin(
      method: "merge", of: .object, [.rest("others", .object, summary: "objects whose values win")],
      summary: "The object with the keys of others; not deep.",
      examples: ["{a: 1, b: 2}.merge({b: 3, c: 4}) => {a: 1, b: 3, c: 4}"], body: merge),
    Builtin(
      method: "without", of: .object, [keyNames], summary: "The object without some keys.",
      examples: [#"{a: 1, b: 2}.without("a") => {b: 2}"#], body: without),
    Builtin(
      method: "pick", of: .object, [keyNames], summary: "The object with some keys only, those that it has.",
      examples: [#"{a: 1, b: 2, c: 3}.pick("c", "a", "x") => {c: 3, a: 1}"#], body: pick),
    Builtin(
      method: "map_values", of: .object, [.init("transform", .function, summary: "called with each value")],
      summary: "The object with what a function gives for each value.",
      examples: ["{a: 1, b: 2}.map_values(v => v * 10) => {a: 10, b: 20}"], body: mapValues),
  ]

  @Sendable private static func keys(_ arguments: Arguments) throws(ScriptError) -> Value {
    try list(arguments) { key, _ in .string(key) }
  }

  @Sendable private static func values(_ arguments: Arguments) throws(ScriptError) -> Value {
    try list(arguments) { _, value in value }
  }

  @Sendable private static func items(_ arguments: Arguments) throws(ScriptError) -> Value {
    try list(arguments) { key, value in [.string(key), value] }
  }

  private static func list(
    _ arguments: Arguments, _ item: (StringStorage, Value) -> Value
  ) throws(ScriptError) -> Value {
    let object = try arguments.object(0)
    let list = ListStorage(minimumCapacity: object.liveCount)
    try object.forEach { (key, value) throws(ScriptError) in
      try arguments.work(1)
      list.append(item(key, value))
    }
    return .list(list)
  }

  @Sendable private static func has(_ arguments: Arguments) throws(ScriptError) -> Value {
    if case .string(let key) = arguments.base[1] { return .bool(Members.find(key, at: arguments.base) != nil) }
    return .bool(false)
  }

  @Sendable private static func get(_ arguments: Arguments) throws(ScriptError) -> Value {
    if case .string(let key) = arguments.base[1], let found = Members.find(key, at: arguments.base) {
      return read(found)
    }
    return arguments.has(2) ? arguments[2] : .null
  }

  @Sendable private static func merge(_ arguments: Arguments) throws(ScriptError) -> Value {
    let object = try arguments.object(0)
    try arguments.claim(bytes: object.liveCount * MemoryLayout<ObjectStorage.Entry>.stride)
    let merged = object.copy()
    let others = try arguments.list(1)
    for index in 0..<others.count {
      guard case .object(let other) = others.elements[index] else { continue }
      try other.forEach { (key, value) throws(ScriptError) in
        try arguments.work(1)
        merged.set(key, value)
      }
    }
    return .object(merged)
  }

  @Sendable private static func without(_ arguments: Arguments) throws(ScriptError) -> Value {
    let object = try arguments.object(0)
    let unwanted = ObjectStorage()
    for key in try names("without", arguments) { unwanted.set(key, .null) }
    let kept = ObjectStorage(minimumCapacity: object.liveCount)
    try object.forEach { (key, value) throws(ScriptError) in
      try arguments.work(1)
      if unwanted.find(key) < 0 { kept.append(uniqueKey: key, value) }
    }
    return .object(kept)
  }

  @Sendable private static func pick(_ arguments: Arguments) throws(ScriptError) -> Value {
    let object = try arguments.object(0)
    let picked = ObjectStorage()
    for key in try names("pick", arguments) {
      if let value = object.value(for: key) { picked.set(key, value) }
    }
    return .object(picked)
  }

  private static func names(_ method: String, _ arguments: Arguments) throws(ScriptError) -> [StringStorage] {
    var names: [StringStorage] = []
    func take(_ value: Value) throws(ScriptError) {
      guard case .string(let name) = value else {
        throw ScriptError(.type, "`keys` of `\(method)` are strings, got \(value.typeName)")
      }
      try arguments.work(1)
      names.append(name)
    }
    let given = try arguments.list(1)
    for index in 0..<given.count {
      guard case .list(let list) = given.elements[index] else {
        try take(given.elements[index])
        continue
      }
      for inner in 0..<list.count { try take(list.elements[inner]) }
    }
    return names
  }

  @Sendable private static func mapValues(_ arguments: Arguments) throws(ScriptError) -> Value {
    let object = try arguments.object(0)
    let function = arguments[1]
    let mapped = ObjectStorage(minimumCapacity: object.liveCount)
    try object.forEach { (key, value) throws(ScriptError) in
      try arguments.work(1)
      mapped.append(uniqueKey: key, try arguments.call(function, value))
    }
    return .object(mapped)
  }
}
