import RepValue

/// Methods that change the list or object in a `var` in place. The receiver is moved into argument 0, so that its
/// storage stays unique; none of them runs a function of the script meanwhile.
enum ListMutatingMethods {
  static let all: [Builtin] = [
    Builtin(
      method: "push", of: .list, [.init("item"), .rest("more", summary: "further items")], result: .nothing,
      effects: .mutatesReceiver, summary: "Appends items.", examples: ["xs.push(4)"], body: push),
    Builtin(
      method: "pop", of: .list, effects: .mutatesReceiver,
      summary: "Removes and gives the last item; an error for an empty list.", examples: ["let last = xs.pop()"],
      body: pop),
    Builtin(
      method: "insert", of: .list,
      [.init("index", .int, summary: "where it will stand; negative from the end"), .init("item")], result: .nothing,
      effects: .mutatesReceiver, summary: "Inserts an item.", examples: ["xs.insert(0, item)"], body: insert),
    Builtin(
      method: "remove", of: .list, [.init("index", .int, summary: "negative from the end")],
      effects: .mutatesReceiver, summary: "Removes and gives the item at an index.", examples: ["xs.remove(0)"],
      body: remove),
    Builtin(
      method: "remove", of: .object, [.init("key", .string)], effects: .mutatesReceiver,
      summary: "Removes a key and gives its value; null if there was none.", examples: [#"o.remove("draft")"#],
      body: removeKey),
  ]

  @Sendable private static func push(_ arguments: Arguments) throws(ScriptError) -> Value {
    let item = arguments[1]
    try arguments.work(1)
    guard case .list(let more) = arguments[2] else {
      arguments.base[0].withUniqueList { $0.append(item) }
      return .null
    }
    try arguments.work(more.count)
    arguments.base[0].withUniqueList { list in
      list.append(item)
      list.append(contentsOf: more)
    }
    return .null
  }

  @Sendable private static func pop(_ arguments: Arguments) throws(ScriptError) -> Value {
    let count = arguments[0].count
    guard count > 0 else { throw ScriptError(.index, "`pop` of an empty list") }
    return arguments.base[0].withUniqueList { $0.remove(at: count - 1) }
  }

  @Sendable private static func insert(_ arguments: Arguments) throws(ScriptError) -> Value {
    let count = arguments[0].count
    let index = try arguments.int(1)
    let place = index < 0 ? index + count : index
    guard (0...count).contains(place) else { throw outside(index, count) }
    try arguments.work(count - place)
    let item = arguments[2]
    arguments.base[0].withUniqueList { $0.insert(item, at: place) }
    return .null
  }

  @Sendable private static func remove(_ arguments: Arguments) throws(ScriptError) -> Value {
    let count = arguments[0].count
    let index = try arguments.int(1)
    let place = index < 0 ? index + count : index
    guard place >= 0, place < count else { throw outside(index, count) }
    try arguments.work(count - place)
    return arguments.base[0].withUniqueList { $0.remove(at: place) }
  }

  @Sendable private static func removeKey(_ arguments: Arguments) throws(ScriptError) -> Value {
    let key = try arguments.string(1)
    try arguments.work(1)
    let isPresent = try arguments.object(0).find(key) >= 0
    guard isPresent else { return .null }
    return arguments.base[0].withUniqueObject { $0.remove(key) } ?? .null
  }

  private static func outside(_ index: Int, _ count: Int) -> ScriptError {
    ScriptError(
      .index, "index \(index) is outside the list", hint: count == 0 ? "it is empty" : "it has \(count) items")
  }
}
