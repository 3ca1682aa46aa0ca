import RepValue

/// `sort` and `sort_by`: stable, on a copy, so that a function of the script never sees a half-sorted list.
enum ListOrderMethods {
  private static let descending = Builtin.Parameter.optional(
    "descending", .bool, isNamedOnly: true, summary: "from the largest to the smallest")

  static let all: [Builtin] = [
    Builtin(
      method: "sort", of: .list,
      [
        .optional(
          "before", .function,
          summary: "called with two items: true, or a number below 0, puts the first one first"),
        descending,
      ],
      summary: "The items in order, equal ones as they stood; all are numbers or all are strings.",
      examples: [
        "[3, 1, 2].sort() => [1, 2, 3]", #"["b", "a"].sort(descending: true) => ["b", "a"]"#,
        "[1, 3, 2].sort((a, b) => a > b) => [3, 2, 1]",
      ], body: sort),
    Builtin(
      method: "sort_by", of: .list,
      [.init("key", .function, summary: "gives the number or string by which an item is sorted"), descending],
      summary: "The items in the order of what a function gives for each, equal ones as they stood.",
      examples: [#"["ccc", "a", "bb"].sort_by(s => len(s)) => ["a", "bb", "ccc"]"#], body: sortBy),
  ]

  @Sendable private static func sort(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let isDescending = arguments.bool(2, default: false)
    guard arguments.has(1) else {
      return try sorted(items, keys: items, isDescending, arguments)
    }
    let before = arguments.callback(1)
    // The values themselves are moved about, as bits that the list keeps alive: going through positions would miss the
    // cache at nearly each comparison of a long list.
    let bits = UnsafeMutableRawPointer(items.elements).assumingMemoryBound(to: ValueBits.self)
    let held = try HeldMemory(bytes: items.count * 48)
    let sorted = try StableSort.sorted(bits, count: items.count) { (left, right) throws(ScriptError) in
      try arguments.work(1)
      let first = (isDescending ? right : left).value
      let second = (isDescending ? left : right).value
      return try isBefore(try before(first, second))
    }
    let list = ListStorage(minimumCapacity: items.count)
    for bits in sorted { list.append(bits.value) }
    _ = consume held
    return .list(list)
  }

  /// A value's sixteen bytes without a reference.
  private struct ValueBits: BitwiseCopyable {
    let payload: UInt64
    let tag: UInt64

    /// The value, with a reference of its own.
    @inline(__always) var value: Value {
      withUnsafePointer(to: self) { UnsafeRawPointer($0).assumingMemoryBound(to: Value.self).pointee }
    }
  }

  @Sendable private static func sortBy(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let keys = ListStorage(minimumCapacity: items.count)
    let key = arguments.callback(1)
    for index in 0..<items.count {
      try arguments.work(1)
      keys.append(try key(items.elements[index]))
    }
    return try sorted(items, keys: keys, arguments.bool(2, default: false), arguments)
  }

  private static func sorted(
    _ items: ListStorage, keys: ListStorage, _ isDescending: Bool, _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    let held = try HeldMemory(bytes: items.count * 48)
    defer { withExtendedLifetime(held) {} }
    try checkOrder(keys, arguments)
    if let ints = try ints(keys, arguments) {
      let sorted = try ints.withUnsafeBufferPointer { (ints) throws(ScriptError) in
        guard let base = ints.baseAddress else { return [KeyedPosition]() }
        return try StableSort.sorted(base, count: ints.count) { (left, right) throws(ScriptError) in
          try arguments.work(1)
          return isDescending ? left.key > right.key : left.key < right.key
        }
      }
      return try picked(items, sorted.map(\.position), arguments)
    }
    let elements = keys.elements
    let order = try StableSort.order(count: items.count) { (left, right) throws(ScriptError) in
      try arguments.work(1)
      let order = Value.compare(elements[left], elements[right]) ?? 0
      return isDescending ? order > 0 : order < 0
    }
    return try withExtendedLifetime(keys) { () throws(ScriptError) in try picked(items, order, arguments) }
  }

  private struct KeyedPosition: BitwiseCopyable {
    let key: Int
    let position: Int32
  }

  /// Keys with their positions where all of them are plain ints, which are sorted without a look into the list.
  private static func ints(
    _ keys: ListStorage, _ arguments: Arguments
  ) throws(ScriptError) -> [KeyedPosition]? {
    guard keys.count <= Int(Int32.max) else { return nil }
    var ints: [KeyedPosition] = []
    ints.reserveCapacity(keys.count)
    for index in 0..<keys.count {
      try arguments.work(1)
      guard case .int(let int) = keys.elements[index] else { return nil }
      ints.append(KeyedPosition(key: int, position: Int32(index)))
    }
    return ints
  }

  /// - Throws: kind `type` unless all keys are numbers or all are strings.
  private static func checkOrder(_ keys: ListStorage, _ arguments: Arguments) throws(ScriptError) {
    for index in 0..<keys.count {
      try arguments.work(1)
      if Value.compare(keys.elements[index], keys.elements[0]) != nil { continue }
      let found = keys.elements[index].typeName
      throw ScriptError(
        .type,
        index == 0
          ? "sorting takes numbers or strings, got \(found)"
          : "sorting takes all numbers or all strings, got \(found) at index \(index)",
        hint: "sort by a key: `sort_by(x => …)`")
    }
  }

  private static func picked(
    _ items: ListStorage, _ order: [Int32], _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    let sorted = ListStorage(minimumCapacity: items.count)
    for index in order {
      try arguments.work(1)
      sorted.append(items.elements[Int(index)])
    }
    return .list(sorted)
  }

  private static func isBefore(_ answer: Value) throws(ScriptError) -> Bool {
    switch answer {
    case .bool(let isBefore): return isBefore
    case .int(let order): return order < 0
    case .float(let order): return order < 0
    default:
      throw ScriptError(.type, "the function of `sort` gives a bool or a number, got \(answer.typeName)")
    }
  }
}
