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
    let before = arguments[1]
    let order = try StableSort.order(count: items.count) { (left, right) throws(ScriptError) in
      try arguments.work(1)
      let (first, second) = isDescending ? (right, left) : (left, right)
      return try isBefore(try arguments.call(before, items.elements[first], items.elements[second]))
    }
    return try picked(items, order, arguments)
  }

  @Sendable private static func sortBy(_ arguments: Arguments) throws(ScriptError) -> Value {
    let items = try arguments.list(0)
    let keys = ListStorage(minimumCapacity: items.count)
    for index in 0..<items.count {
      try arguments.work(1)
      keys.append(try arguments.call(arguments[1], items.elements[index]))
    }
    return try sorted(items, keys: keys, arguments.bool(2, default: false), arguments)
  }

  private static func sorted(
    _ items: ListStorage, keys: ListStorage, _ isDescending: Bool, _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    try checkOrder(keys, arguments)
    let elements = keys.elements
    let order = try StableSort.order(count: items.count) { (left, right) throws(ScriptError) in
      try arguments.work(1)
      let order = Value.compare(elements[left], elements[right]) ?? 0
      return isDescending ? order > 0 : order < 0
    }
    return try withExtendedLifetime(keys) { () throws(ScriptError) in try picked(items, order, arguments) }
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

/// Merge sort of positions: stable, `n log n` comparisons at most, and a comparison may throw at any time.
enum StableSort {
  /// Runs of this length are sorted by insertion, which is faster for so few.
  private static let runLength = 8

  /// The positions `0..<count` in order.
  /// - Throws: what `isBefore` throws.
  @inline(__always)
  static func order(
    count: Int, _ isBefore: (_ left: Int, _ right: Int) throws(ScriptError) -> Bool
  ) throws(ScriptError) -> [Int32] {
    guard count <= Int(Int32.max) else { throw ScriptError(.argument, "the list is too long to be sorted") }
    var order = (0..<Int32(count)).map { $0 }
    for start in stride(from: 0, to: count, by: runLength) {
      for index in start..<min(start + runLength, count) {
        let moved = order[index]
        var place = index
        while place > start, try isBefore(Int(moved), Int(order[place - 1])) {
          order[place] = order[place - 1]
          place -= 1
        }
        order[place] = moved
      }
    }
    var merged = [Int32](repeating: 0, count: count)
    var width = runLength
    while width < count {
      for start in stride(from: 0, to: count, by: width * 2) {
        let middle = min(start + width, count)
        let end = min(start + width * 2, count)
        var left = start
        var right = middle
        for place in start..<end {
          var takesRight = left == middle
          if !takesRight, right < end { takesRight = try isBefore(Int(order[right]), Int(order[left])) }
          if takesRight {
            merged[place] = order[right]
            right += 1
          } else {
            merged[place] = order[left]
            left += 1
          }
        }
      }
      swap(&order, &merged)
      width *= 2
    }
    return order
  }
}
