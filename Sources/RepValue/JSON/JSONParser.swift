import CRepSupport

/// JSON text to values, in one pass and without recursion: elements and entries gather on two scratch stacks until
/// their container ends, which then takes one allocation of the exact size.
struct JSONParser: ~Copyable {
  /// Why the reading ended early.
  enum Failure: Error {
    case refused(JSONError.Reason, offset: Int)
    case stopped(any Error)
  }

  let bytes: UnsafePointer<UInt8>
  let count: Int
  private let depthLimit: Int
  private let tick: ((Int) throws -> Void)?
  private static let tickInterval = 1 << 18
  private static let manyElements = 1 << 16

  /// The offset of the next byte to read.
  var offset = 0
  private var nextTick: Int
  private var frames = ScratchStack<JSONFrame>(capacity: 32)
  private var values = ScratchStack<Value>(capacity: 1024)
  private var entries = ScratchStack<ObjectStorage.Entry>(capacity: 1024)
  private var keys = JSONKeyCache()
  /// Where strings with escapes are decoded.
  var unescaped = TextBuffer(minimumCapacity: 256)

  init(_ bytes: UnsafePointer<UInt8>, count: Int, depthLimit: Int, tick: ((Int) throws -> Void)?) {
    self.bytes = bytes
    self.count = count
    self.depthLimit = depthLimit
    self.tick = tick
    nextTick = tick == nil ? .max : Self.tickInterval
  }

  /// The one value of the whole text.
  mutating func parse() throws(Failure) -> Value {
    do {
      let value = try parseText()
      try report(upTo: offset)
      return value
    } catch {
      if case .refused = error { try report(upTo: offset) }
      throw error
    }
  }

  private mutating func parseText() throws(Failure) -> Value {
    if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { throw .refused(.byteOrderMark, offset: 0) }
    let value = try parseValue()
    try skipBlanks()
    guard offset == count else { throw refusal(.trailingText) }
    return value
  }

  /// The value at the start, whatever follows it; nil where there is none.
  mutating func parsePrefix() throws(Failure) -> Value? {
    var value: Value?
    do throws(Failure) {
      value = try parseValue()
    } catch {
      if case .stopped = error { throw error }
    }
    try report(upTo: offset)
    return value
  }

  private mutating func parseValue() throws(Failure) -> Value {
    while true {
      try skipBlanks()
      guard offset < count else { throw refusal(.unexpected(expected: "a value")) }
      var value: Value
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        offset &+= 1
        value = .string(try string())
      case UInt8(ascii: "{"):
        try open(isObject: true)
        if try takes(UInt8(ascii: "}")) {
          frames.removeLast()
          value = .object(ObjectStorage())
        } else {
          try key()
          continue
        }
      case UInt8(ascii: "["):
        try open(isObject: false)
        if try takes(UInt8(ascii: "]")) {
          frames.removeLast()
          value = .list(ListStorage(minimumCapacity: 0))
        } else {
          continue
        }
      case UInt8(ascii: "t"): value = try word("true", .bool(true))
      case UInt8(ascii: "f"): value = try word("false", .bool(false))
      case UInt8(ascii: "n"): value = try word("null", .null)
      default: value = try number()
      }
      // A value is complete: put it where it belongs, and end the containers that end with it.
      while true {
        if offset >= nextTick { try callTick() }
        guard frames.count > 0 else { return value }
        let frame = frames.top
        if frame.isObject {
          entries.setLastValue(value)
        } else {
          values.push(value)
        }
        try skipBlanks()
        let byte = offset < count ? bytes[offset] : 0
        if byte == UInt8(ascii: ",") {
          offset &+= 1
          if frame.isObject {
            try skipBlanks()
            try key()
          }
          break
        }
        guard byte == (frame.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw refusal(.unexpected(expected: frame.isObject ? "',' or '}'" : "',' or ']'"))
        }
        offset &+= 1
        frames.removeLast()
        value = frame.isObject ? .object(takeObject(from: frame.base)) : .list(try takeList(from: frame.base))
      }
    }
  }

  private mutating func open(isObject: Bool) throws(Failure) {
    guard frames.count < depthLimit else { throw refusal(.tooDeep(limit: depthLimit)) }
    offset &+= 1
    frames.push(JSONFrame(isObject: isObject, base: isObject ? entries.count : values.count))
    try skipBlanks()
  }

  @inline(__always)
  private mutating func takes(_ byte: UInt8) throws(Failure) -> Bool {
    guard offset < count, bytes[offset] == byte else { return false }
    offset &+= 1
    return true
  }

  /// Reads a key and its colon and begins an entry.
  private mutating func key() throws(Failure) {
    guard offset < count, bytes[offset] == UInt8(ascii: "\"") else {
      throw refusal(.unexpected(expected: "a key in double quotes"))
    }
    offset &+= 1
    let key = try keyText()
    try skipBlanks()
    guard offset < count, bytes[offset] == UInt8(ascii: ":") else { throw refusal(.unexpected(expected: "':'")) }
    offset &+= 1
    entries.push(ObjectStorage.Entry(key: key, value: .unset))
  }

  /// The key up to the closing quote: one that the text has used before is shared.
  @inline(__always)
  private mutating func keyText() throws(Failure) -> StringStorage {
    let start = offset
    if let known = keys.expected(bytes + start, count - start) {
      offset = start &+ known.count &+ 1
      return known
    }
    var end = offset
    while end < count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") || byte < 0x20 { return try string() }
      end &+= 1
    }
    let length = end - start
    guard length <= JSONKeyCache.maxLength, end &+ 8 < count else { return try string() }
    let slot = JSONKeyCache.slot(of: bytes + start, count: length)
    if let known = keys.key(at: slot, bytes + start, count: length) {
      offset = end &+ 1
      return known
    }
    let key = try string()
    keys.store(key, at: slot)
    return key
  }

  private mutating func takeList(from base: Int) throws(Failure) -> ListStorage {
    let length = values.count - base
    // Memory for so much takes milliseconds.
    if length > Self.manyElements, rep_script_is_stopped() { try report(upTo: offset) }
    let list = ListStorage(minimumCapacity: length)
    values.moveLast(length, to: list.elements)
    list.count = length
    return list
  }

  private mutating func takeObject(from base: Int) -> ObjectStorage {
    let length = entries.count - base
    let object = ObjectStorage(minimumCapacity: length)
    entries.moveLast(length, to: object.entries)
    object.adoptEntries(length)
    return object
  }

  @inline(__always)
  mutating func skipBlanks() throws(Failure) {
    guard offset < count, bytes[offset] <= 0x20 else { return }
    try skipBlankRun()
  }

  private mutating func skipBlankRun() throws(Failure) {
    while offset < count {
      switch bytes[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset &+= 1
      default: return
      }
      if offset >= nextTick { try callTick() }
    }
  }

  private mutating func word(_ word: StaticString, _ value: Value) throws(Failure) -> Value {
    let length = word.utf8CodeUnitCount
    for index in 0..<length {
      guard offset &+ index < count else { throw .refused(.unexpectedEnd(expected: "\(word)"), offset: count) }
      guard bytes[offset &+ index] == word.utf8Start[index] else { throw refusal(.unexpected(expected: "a value")) }
    }
    offset &+= length
    return value
  }

  @inline(__always)
  private mutating func number() throws(Failure) -> Value {
    // Most numbers are short ints.
    let start = offset
    let isNegative = bytes[offset] == UInt8(ascii: "-")
    var end = isNegative ? offset &+ 1 : offset
    let firstDigit = end
    var magnitude = 0
    while end < count, case let digit = bytes[end] &- 48, digit < 10, end &- firstDigit < 18 {
      magnitude = magnitude &* 10 &+ Int(digit)
      end &+= 1
    }
    if end < count, end > firstDigit, bytes[firstDigit] != UInt8(ascii: "0") || end == firstDigit &+ 1 && !isNegative {
      let next = bytes[end]
      if next != UInt8(ascii: "."), next | 0x20 != UInt8(ascii: "e"), next &- 48 >= 10 {
        offset = end
        return .int(isNegative ? -magnitude : magnitude)
      }
    }
    return try longNumber(start)
  }

  @inline(never)
  private mutating func longNumber(_ start: Int) throws(Failure) -> Value {
    guard let scanned = NumberScanner.scan(bytes + start, count: count - start) else {
      let byte = bytes[start]
      let isNumber = byte == UInt8(ascii: "-") || byte &- 48 < 10
      if isNumber && start + 1 == count { throw .refused(.unexpectedEnd(expected: "a digit"), offset: count) }
      throw refusal(isNumber ? .malformedNumber : .unexpected(expected: "a value"))
    }
    offset = start + scanned.length
    if offset >= nextTick { try callTick() }
    // What follows a number must not look like a part of it.
    if offset < count {
      let next = bytes[offset]
      if next == UInt8(ascii: ".") || next &- 48 < 10 || next | 0x20 == UInt8(ascii: "e") {
        throw .refused(.malformedNumber, offset: start)
      }
    }
    return scanned.value(bytes + start)
  }

  /// The refusal of what stands at the current place, or of the end of the text there.
  func refusal(_ reason: JSONError.Reason) -> Failure {
    if offset >= count, case .unexpected(let expected) = reason {
      return .refused(.unexpectedEnd(expected: expected), offset: count)
    }
    return .refused(reason, offset: offset)
  }

  @inline(never)
  private mutating func callTick() throws(Failure) {
    try callTick(at: offset)
  }

  /// Reports the bytes read up to a place ahead of `offset`.
  @inline(never)
  mutating func callTick(at position: Int) throws(Failure) {
    guard tick != nil, position >= nextTick else { return }
    // What comes until the next call takes about three times as much as its text.
    rep_populate_heap(4 * Self.tickInterval)
    try report(upTo: position)
    nextTick = position + Self.tickInterval
  }

  /// Reports the bytes read since the last call of `tick`.
  private func report(upTo position: Int) throws(Failure) {
    guard let tick else { return }
    do {
      try tick(position - nextTick + Self.tickInterval)
    } catch {
      throw .stopped(error)
    }
  }

  /// Where a long scan must stop to report.
  var scanLimit: Int { min(count, nextTick) }
}
