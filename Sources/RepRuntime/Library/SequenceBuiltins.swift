import RepValue

/// `take`, `find` and `collect`, of lists and of what is fetched only as far as it is read (R35).
public enum SequenceBuiltins {
  private static let walkable: ValueTypes = [.list, .page, .stream, .other]

  /// The built-ins of this group.
  public static let all: [Builtin] =
    [
      Builtin(
        "take", [Parameter("items", walkable), Parameter("count", .int)],
        summary: "The first items of a list, page or stream; a page is fetched no further than needed.",
        examples: ["take([1, 2, 3], 2) => [1, 2]"], body: take),
      Builtin(
        "find", [Parameter("items", walkable), Parameter("test", .function)],
        summary: "The first item for which a function gives true, or null.",
        examples: ["find([1, 2, 3], x => x > 1) => 2"], body: find),
      Builtin(
        "collect", [Parameter("items", walkable)],
        summary: "All items as a list; a page is fetched to its end.", examples: ["collect([1, 2]) => [1, 2]"],
        body: collect),
    ]
    + [
      Builtin(
        method: "take", of: walkable, [Parameter("count", .int)],
        summary: "The first items; a page is fetched no further than needed.",
        examples: ["[1, 2, 3].take(2) => [1, 2]"], body: take),
      Builtin(
        method: "find", of: walkable, [Parameter("test", .function)],
        summary: "The first item for which a function gives true, or null.",
        examples: ["[1, 2, 3].find(x => x > 1) => 2"], body: find),
      Builtin(
        method: "collect", of: walkable, summary: "All items as a list; a page is fetched to its end.",
        examples: ["[1, 2].collect() => [1, 2]"], body: collect),
    ]

  private typealias Parameter = Builtin.Parameter

  @Sendable private static func take(_ arguments: Arguments) throws(ScriptError) -> Value {
    let count = try arguments.int(1)
    guard count >= 0 else { throw ScriptError(.argument, "`count` of `take` is not negative, got \(count)") }
    let taken = ListStorage(minimumCapacity: min(count, 64))
    guard count > 0 else { return .list(taken) }
    try each(arguments) { (item) throws(ScriptError) in
      taken.append(item)
      return taken.count < count
    }
    return .list(taken)
  }

  @Sendable private static func find(_ arguments: Arguments) throws(ScriptError) -> Value {
    var found = Value.null
    try each(arguments) { (item) throws(ScriptError) in
      guard try arguments.call(arguments[1], item).isTruthy else { return true }
      found = item
      return false
    }
    return found
  }

  @Sendable private static func collect(_ arguments: Arguments) throws(ScriptError) -> Value {
    if case .list = arguments[0] { return arguments[0] }
    let all = ListStorage(minimumCapacity: 0)
    try each(arguments) { (item) throws(ScriptError) in
      all.append(item)
      return true
    }
    return .list(all)
  }

  /// Calls `body` with each item until it gives false.
  private static func each(
    _ arguments: Arguments, _ body: (Value) throws(ScriptError) -> Bool
  ) throws(ScriptError) {
    switch arguments[0] {
    case .list(let list):
      var index = 0
      while index < list.count {
        try arguments.work(1)
        if try !body(list.elements[index]) { return }
        index += 1
      }
    case .opaque(let opaque):
      guard let sequence = opaque as? SequenceStorage else { throw arguments.mismatch(0, .list) }
      let iterator = try sequence.makeIterator()
      while let item = try iterator.next(arguments.context) {
        try step(arguments.context)
        if try !body(item) { return }
      }
    default: throw arguments.mismatch(0, .list)
    }
  }
}
