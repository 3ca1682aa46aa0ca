import RepValue

/// Methods of lists that call no function of the script.
enum ListMethods {
  static let all: [Builtin] = [
    Builtin(
      method: "unique", of: .list, [.optional("key", .function, summary: "what makes two items the same")],
      summary: "The items without repetitions, the first of each kept.",
      examples: ["[2, 1, 2.0].unique() => [2, 1]", #"["a", "B", "A"].unique(s => s.lower()) => ["a", "B"]"#],
      body: unique),
    Builtin(
      method: "flatten", of: .list, summary: "The items, with those that are lists replaced by their items; one level.",
      examples: ["[1, [2, [3]]].flatten() => [1, 2, [3]]"], body: flatten),
    Builtin(
      method: "zip", of: .list, [.rest("others", .list, summary: "the lists to pair with")],
      summary: "Lists of the items that stand at the same place, as many as the shortest has.",
      examples: [#"[1, 2].zip(["a", "b"]) => [[1, "a"], [2, "b"]]"#], body: zip),
    Builtin(
      method: "chunk", of: .list, [.init("size", .int)],
      summary: "Lists of so many items each; the last may have fewer.",
      examples: ["[1, 2, 3].chunk(2) => [[1, 2], [3]]"], body: chunk),
    Builtin(
      method: "drop", of: .list, [.init("count", .int)], summary: "The items without the first ones.",
      examples: ["[1, 2, 3].drop(1) => [2, 3]"], body: drop),
    Builtin(
      method: "first", of: .list, summary: "The first item; null of an empty list.",
      examples: ["[1, 2].first() => 1", "[].first() => null"], body: first),
    Builtin(
      method: "last", of: .list, summary: "The last item; null of an empty list.",
      examples: ["[1, 2].last() => 2"], body: last),
    Builtin(
      method: "join", of: .list, [.optional("separator", .string, summary: "what stands between; nothing by default")],
      summary: "The texts of the items as one string.",
      examples: [#"["a", 1].join(", ") => "a, 1""#, #"["a", "b"].join() => "ab""#], body: join),
    Builtin(
      method: "contains", of: .list, [.init("item")], result: .bool, summary: "Whether an item equals a value.",
      examples: ["[1, 2].contains(2.0) => true"], body: contains),
    Builtin(
      method: "index_of", of: .list, [.init("item")],
      summary: "The index of the first item that equals a value; null if there is none.",
      examples: [#"["a", "b"].index_of("b") => 1"#, "[].index_of(1) => null"], body: indexOf),
    Builtin(
      method: "reverse", of: .list, summary: "The items from last to first.",
      examples: ["[1, 2].reverse() => [2, 1]"], body: reverse),
    Builtin(
      method: "enumerate", of: .list, summary: "Pairs of index and item.",
      examples: [#"["a"].enumerate() => [[0, "a"]]"#], body: enumerate),
    Builtin(
      method: "sum", of: .list, summary: "The sum of numbers; 0 of none.", examples: ["[1, 2.5].sum() => 3.5"],
      body: { (arguments) throws(ScriptError) in try Extremes.sum(try arguments.list(0), arguments) }),
    Builtin(
      method: "min", of: .list, summary: "The smallest of numbers or strings; an error for none.",
      examples: ["[3, 1].min() => 1"],
      body: { (arguments) throws(ScriptError) in
        try Extremes.find("min", try arguments.list(0), arguments) { $0 < 0 }
      }),
    Builtin(
      method: "max", of: .list, summary: "The largest of numbers or strings; an error for none.",
      examples: [#"["a", "b"].max() => "b""#],
      body: { (arguments) throws(ScriptError) in
        try Extremes.find("max", try arguments.list(0), arguments) { $0 > 0 }
      }),
  ]

  @Sendable private static func unique(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let unique = ListStorage(minimumCapacity: 0)
    var seen: Set<Value> = []
    // An entry and its bucket, in a table that moves to twice the size while it grows.
    let held = try HeldMemory(bytes: items.count * 48)
    for index in 0..<items.count {
      try arguments.work(8)
      let item = items.elements[index]
      let key = arguments.has(1) ? try arguments.call(arguments[1], item) : item
      if seen.insert(key).inserted { unique.append(item) }
    }
    _ = consume held
    return .list(unique)
  }

  @Sendable private static func flatten(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let flat = ListStorage(minimumCapacity: items.count)
    for index in 0..<items.count {
      try arguments.work(1)
      if case .list(let inner) = items.elements[index] {
        try arguments.work(inner.count)
        try arguments.claim(elements: inner.count)
        flat.append(contentsOf: inner)
      } else {
        flat.append(items.elements[index])
      }
    }
    return .list(flat)
  }

  @Sendable private static func zip(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    var columns = [items]
    let others = try arguments.list(1)
    for index in 0..<others.count {
      if case .list(let other) = others.elements[index] { columns.append(other) }
    }
    let count = columns.map(\.count).min() ?? 0
    let rows = ListStorage(minimumCapacity: count)
    for index in 0..<count {
      try arguments.work(columns.count)
      let row = ListStorage(minimumCapacity: columns.count)
      for column in columns { row.append(column.elements[index]) }
      rows.append(.list(row))
    }
    return .list(rows)
  }

  @Sendable private static func chunk(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let size = try arguments.int(1)
    guard size > 0 else { throw ScriptError(.argument, "`size` of `chunk` is at least 1, got \(size)") }
    let chunks = ListStorage(minimumCapacity: 0)
    var start = 0
    while start < items.count {
      let end = start + min(size, items.count - start)
      try arguments.work(end - start)
      try arguments.claim(elements: end - start)
      chunks.append(.list(items.copy(from: start, to: end)))
      start = end
    }
    return .list(chunks)
  }

  @Sendable private static func drop(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let count = try arguments.int(1)
    guard count >= 0 else { throw ScriptError(.argument, "`count` of `drop` is not negative, got \(count)") }
    try arguments.work(items.count)
    try arguments.claim(elements: items.count - min(count, items.count))
    return .list(items.copy(from: min(count, items.count), to: items.count))
  }

  @Sendable private static func first(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    return items.count > 0 ? items.elements[0] : .null
  }

  @Sendable private static func last(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    return items.count > 0 ? items.elements[items.count - 1] : .null
  }

  @Sendable private static func join(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let separator = arguments.has(1) ? try arguments.string(1) : .empty
    var buffer = TextBuffer(minimumCapacity: 64)
    for index in 0..<items.count {
      let start = buffer.count
      if index > 0 { buffer.append(separator) }
      buffer.append(text: items.elements[index])
      try arguments.work(buffer.count - start + 1)
    }
    return .string(try arguments.string(of: buffer))
  }

  @Sendable private static func contains(_ arguments: Arguments) throws(ScriptError) -> Value {
    .bool(try index(arguments) != nil)
  }

  @Sendable private static func indexOf(_ arguments: Arguments) throws(ScriptError) -> Value {
    try index(arguments).map { .int($0) } ?? .null
  }

  private static func index(_ arguments: Arguments) throws(ScriptError) -> Int? {
    let items = try arguments.list(0)
    for index in 0..<items.count {
      try arguments.work(1)
      if items.elements[index] == arguments[1] { return index }
    }
    return nil
  }

  @Sendable private static func reverse(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let reversed = ListStorage(minimumCapacity: items.count)
    for index in stride(from: items.count - 1, through: 0, by: -1) {
      try arguments.work(1)
      reversed.append(items.elements[index])
    }
    return .list(reversed)
  }

  @Sendable private static func enumerate(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let pairs = ListStorage(minimumCapacity: items.count)
    for index in 0..<items.count {
      try arguments.work(2)
      pairs.append([.int(index), items.elements[index]])
    }
    return .list(pairs)
  }
}
