import RepValue

/// Methods of lists that call a function of the script with each item, and with nothing else (R39).
///
/// They walk the items that the list had at the start: while a function runs the list cannot change, because whoever
/// changes it meanwhile changes a copy.
enum ListCallbackMethods {
  private static let transform = Builtin.Parameter("transform", .function, summary: "called with each item")
  private static let test = Builtin.Parameter("test", .function, summary: "called with each item")
  private static let optionalTest = Builtin.Parameter.optional(
    "test", .function, summary: "called with each item; by default the item itself decides")

  static let all: [Builtin] = [
    Builtin(
      method: "map", of: .list, [transform], summary: "What a function gives for each item.",
      examples: ["[1, 2].map(x => x * 10) => [10, 20]"], body: map),
    Builtin(
      method: "filter", of: .list, [test], summary: "The items for which a function gives true.",
      examples: ["[1, 2, 3].filter(x => x > 1) => [2, 3]"], body: filter),
    Builtin(
      method: "reduce", of: .list,
      [
        .init("combine", .function, summary: "called with the result so far and the next item"),
        .optional("initial", summary: "the result before the first item; by default the first item itself"),
      ],
      summary: "The items combined to one value, from the first to the last.",
      examples: ["[1, 2, 3].reduce((a, b) => a + b) => 6", #"[].reduce((a, b) => a + b, "none") => "none""#],
      body: reduce),
    Builtin(
      method: "each", of: .list, [.init("action", .function, summary: "called with each item")], result: .nothing,
      summary: "Calls a function with each item.", examples: ["[1, 2].each(x => print(x))"], body: each),
    Builtin(
      method: "any", of: .list, [optionalTest], result: .bool, summary: "Whether a function gives true for some item.",
      examples: ["[1, 2].any(x => x > 1) => true", "[].any() => false"], body: any),
    Builtin(
      method: "all", of: .list, [optionalTest], result: .bool, summary: "Whether a function gives true for every item.",
      examples: ["[1, 2].all(x => x > 1) => false", "[].all() => true"], body: all),
    Builtin(
      method: "group_by", of: .list, [.init("key", .function, summary: "gives the string under which an item goes")],
      summary: "An object of lists: the items by the string that a function gives, in the order of appearance.",
      examples: [#"["an", "be", "ax"].group_by(s => s[0]) => {a: ["an", "ax"], b: ["be"]}"#], body: groupBy),
  ]

  @Sendable private static func map(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let function = arguments.callback(1)
    let mapped = ListStorage(minimumCapacity: items.count)
    var index = 0
    while index < items.count {
      try arguments.work(1)
      mapped.append(try function(items.elements[index]))
      index &+= 1
    }
    return .list(mapped)
  }

  @Sendable private static func filter(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let function = arguments.callback(1)
    let kept = ListStorage(minimumCapacity: 0)
    var index = 0
    while index < items.count {
      try arguments.work(1)
      let item = items.elements[index]
      if try function(item).isTruthy { kept.append(item) }
      index &+= 1
    }
    return .list(kept)
  }

  @Sendable private static func reduce(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let function = arguments.callback(1)
    var index = 0
    var result: Value
    if arguments.has(2) {
      result = arguments[2]
    } else {
      guard items.count > 0 else {
        throw ScriptError(
          .argument, "`reduce` of an empty list has no value", hint: "give an initial value: `reduce(fn, initial)`")
      }
      result = items.elements[0]
      index = 1
    }
    while index < items.count {
      try arguments.work(1)
      result = try function(result, items.elements[index])
      index &+= 1
    }
    return result
  }

  @Sendable private static func each(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let function = arguments.callback(1)
    var index = 0
    while index < items.count {
      try arguments.work(1)
      _ = try function(items.elements[index])
      index &+= 1
    }
    return .null
  }

  @Sendable private static func any(_ arguments: Arguments) throws(ScriptError) -> Value {
    .bool(try contains(true, arguments))
  }

  @Sendable private static func all(_ arguments: Arguments) throws(ScriptError) -> Value {
    .bool(try !contains(false, arguments))
  }

  private static func contains(_ truth: Bool, _ arguments: Arguments) throws(ScriptError) -> Bool {
    let items = try arguments.list(0)
    let function = arguments.callback(1)
    for index in 0..<items.count {
      try arguments.work(1)
      let item = items.elements[index]
      let answer = arguments.has(1) ? try function(item) : item
      if answer.isTruthy == truth { return true }
    }
    return false
  }

  @Sendable private static func groupBy(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let groups = ObjectStorage()
    let function = arguments.callback(1)
    for index in 0..<items.count {
      try arguments.work(1)
      let item = items.elements[index]
      let key = try function(item)
      guard case .string(let name) = key else {
        throw ScriptError(
          .type, "the key of `group_by` is a string, got \(key.typeName) for the item at index \(index)",
          hint: "write `string(…)` around it")
      }
      let position = groups.find(name)
      if position >= 0 {
        groups.entries[position].value.withUniqueList { $0.append(item) }
      } else {
        groups.append(uniqueKey: name, [item])
      }
    }
    return .object(groups)
  }
}
