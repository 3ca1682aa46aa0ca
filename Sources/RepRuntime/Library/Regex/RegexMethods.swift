import RepValue
import Synchronization

/// `match` and `match_all`: regular expressions in linear time.
enum RegexMethods {
  private static let pattern = Builtin.Parameter(
    "pattern", .string, summary: "a regular expression; raw strings '…' need no doubled backslashes")

  static let all: [Builtin] = [
    Builtin(
      method: "match", of: .string, [pattern],
      summary: "The first match as `{text, groups}`, with `names` if groups have names; null if there is none.",
      examples: [
        #""seed=42".match('(\w+)=(\d+)') => {text: "seed=42", groups: ["seed", "42"]}"#,
        #""2026-04".match('(?<year>\d{4})').names.year => "2026""#, #""abc".match('x') => null"#,
      ], body: match),
    Builtin(
      method: "match_all", of: .string, [pattern], summary: "All matches that do not overlap, as a list.",
      examples: [#""a1 b22".match_all('\d+').map(m => m.text) => ["1", "22"]"#], body: matchAll),
  ]

  @Sendable private static func match(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let pattern = try compiled(try arguments.string(1))
    var machine = RegexMachine(pattern, text)
    guard let slots = try machine.firstMatch(from: 0, { (units) throws(ScriptError) in try arguments.work(units) })
    else { return .null }
    return value(slots, pattern, text)
  }

  @Sendable private static func matchAll(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let pattern = try compiled(try arguments.string(1))
    var machine = RegexMachine(pattern, text)
    let matches = ListStorage(minimumCapacity: 0)
    var offset = 0
    while offset <= text.count,
      let slots = try machine.firstMatch(from: offset, { (units) throws(ScriptError) in try arguments.work(units) })
    {
      matches.append(value(slots, pattern, text))
      offset = slots[1]
      if slots[0] == slots[1] {
        // After an empty match the next one begins a scalar later.
        if offset == text.count { break }
        offset += UTF8Text.length(ofSequence: text.bytes[offset])
      }
    }
    return .list(matches)
  }

  private static func value(_ slots: [Int], _ pattern: RegexProgram, _ text: StringStorage) -> Value {
    let groups = ListStorage(minimumCapacity: pattern.groupNames.count)
    let names = ObjectStorage()
    for (index, name) in pattern.groupNames.enumerated() {
      let start = slots[index * 2 + 2]
      let group: Value = start < 0 ? .null : .string(text.slice(fromByte: start, to: slots[index * 2 + 3]))
      groups.append(group)
      if let name { names.append(uniqueKey: .make(name), group) }
    }
    var value: Value = [
      "text": .string(text.slice(fromByte: slots[0], to: slots[1])), "groups": .list(groups),
    ]
    if !names.isEmpty { value["names"] = .object(names) }
    return value
  }

  /// Patterns that were compiled lately: a script uses few of them, often in loops.
  private static let cache = Mutex<[String: RegexProgram]>([:])
  private static let cacheLimit = 64

  private static func compiled(_ text: StringStorage) throws(ScriptError) -> RegexProgram {
    let source = text.text
    if let known = cache.withLock({ $0[source] }) { return known }
    let pattern: RegexProgram
    do throws(RegexError) {
      pattern = try RegexProgram(source)
    } catch {
      throw ScriptError(
        .argument, "the pattern \(ValueBuiltins.quoted(text)) is wrong: \(error.message)",
        hint: "at character \(error.position + 1) of the pattern")
    }
    cache.withLock { cache in
      if cache.count >= cacheLimit { cache.removeAll() }
      cache[source] = pattern
    }
    return pattern
  }
}
