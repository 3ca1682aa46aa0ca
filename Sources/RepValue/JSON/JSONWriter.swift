/// Values to JSON text, without recursion: a value may nest deeper than the stack is.
struct JSONWriter {
  /// What happens to things that JSON cannot hold.
  enum Mode {
    /// They are refused.
    case strict
    /// They are shown: `<fn name>`, a path.
    case display
  }

  /// Why the writing ended early.
  enum Failure {
    case refused(JSONWriteError)
    case stopped(any Error)
  }

  /// A list or object that is being written.
  private struct Frame {
    /// The container, kept alive while its storage is walked.
    let value: Value
    var position: Int
    /// Whether nothing was written yet inside.
    var isFirst: Bool
  }

  private let mode: Mode
  private let indentation: Int
  private let tick: ((Int) throws -> Void)?
  private var frames: [Frame] = []
  private var nextTick = Int.max
  private static let tickInterval = 1 << 18

  init(mode: Mode, indentation: Int, tick: ((Int) throws -> Void)? = nil) {
    self.mode = mode
    self.indentation = indentation
    self.tick = tick
  }

  /// Appends a value; what was written before a failure stays in the buffer.
  mutating func write(_ value: Value, into buffer: inout TextBuffer) -> Failure? {
    if tick != nil { nextTick = buffer.count + Self.tickInterval }
    if !writeLeaf(value, into: &buffer), let failure = open(value, into: &buffer) { return failure }
    while !frames.isEmpty {
      if buffer.count >= nextTick, let failure = callTick(buffer.count) { return failure }
      let top = frames.count - 1
      let container = frames[top].value
      let failure =
        switch container {
        case .list(let list): writeElements(list, top, into: &buffer)
        case .object(let object): writeEntries(object, top, into: &buffer)
        default: nil as Failure?
        }
      if let failure { return failure }
    }
    return nil
  }

  /// Writes elements until one opens a container or the list ends.
  private mutating func writeElements(_ list: ListStorage, _ top: Int, into buffer: inout TextBuffer) -> Failure? {
    var position = frames[top].position
    while position < list.count {
      separate(isFirst: position == 0, depth: top + 1, into: &buffer)
      let element = list.elements[position]
      position &+= 1
      if !writeLeaf(element, into: &buffer) {
        frames[top].position = position
        return open(element, into: &buffer)
      }
      if buffer.count >= nextTick {
        frames[top].position = position
        return nil
      }
    }
    close(UInt8(ascii: "]"), isEmpty: list.count == 0, depth: top, into: &buffer)
    return nil
  }

  /// Writes entries until one opens a container or the object ends.
  private mutating func writeEntries(_ object: ObjectStorage, _ top: Int, into buffer: inout TextBuffer) -> Failure? {
    var position = frames[top].position
    var isFirst = frames[top].isFirst
    while position < object.used {
      if object.holes != 0 && object.isHole(position) {
        position &+= 1
        continue
      }
      separate(isFirst: isFirst, depth: top + 1, into: &buffer)
      isFirst = false
      buffer.append(jsonString: object.entries[position].key)
      buffer.append(UInt8(ascii: ":"))
      if indentation > 0 { buffer.append(UInt8(ascii: " ")) }
      let value = object.entries[position].value
      position &+= 1
      if !writeLeaf(value, into: &buffer) {
        frames[top].position = position
        frames[top].isFirst = false
        return open(value, into: &buffer)
      }
      if buffer.count >= nextTick {
        frames[top].position = position
        frames[top].isFirst = false
        return nil
      }
    }
    close(UInt8(ascii: "}"), isEmpty: isFirst, depth: top, into: &buffer)
    return nil
  }

  @inline(__always)
  private func separate(isFirst: Bool, depth: Int, into buffer: inout TextBuffer) {
    if !isFirst { buffer.append(UInt8(ascii: ",")) }
    if indentation > 0 { breakLine(depth, into: &buffer) }
  }

  private func breakLine(_ depth: Int, into buffer: inout TextBuffer) {
    buffer.append(UInt8(ascii: "\n"))
    let (spaces, overflow) = depth.multipliedReportingOverflow(by: indentation)
    guard !overflow else { return }
    buffer.reserve(spaces)
    (buffer.bytes + buffer.count).update(repeating: UInt8(ascii: " "), count: spaces)
    buffer.advance(spaces)
  }

  private mutating func close(_ bracket: UInt8, isEmpty: Bool, depth: Int, into buffer: inout TextBuffer) {
    if indentation > 0 && !isEmpty { breakLine(depth, into: &buffer) }
    buffer.append(bracket)
    frames.removeLast()
  }

  /// Writes a value that holds no other; false for all others.
  @inline(__always)
  private func writeLeaf(_ value: borrowing Value, into buffer: inout TextBuffer) -> Bool {
    switch value {
    case .string(let string): buffer.append(jsonString: string)
    case .int(let int): buffer.append(int)
    case .bool(true): buffer.append(literal: "true")
    case .bool(false): buffer.append(literal: "false")
    case .null: buffer.append(literal: "null")
    case .float(let double): buffer.append(double)
    case .number(let number): buffer.append(number.text)
    default: return false
    }
    return true
  }

  /// Begins a container or writes what stands for a thing that JSON does not know.
  private mutating func open(_ value: Value, into buffer: inout TextBuffer) -> Failure? {
    switch value {
    case .list:
      buffer.append(UInt8(ascii: "["))
      frames.append(Frame(value: value, position: 0, isFirst: true))
    case .object:
      buffer.append(UInt8(ascii: "{"))
      frames.append(Frame(value: value, position: 0, isFirst: true))
    case .opaque(let opaque):
      if let stand = opaque.jsonValue {
        if !writeLeaf(stand, into: &buffer) { return open(stand, into: &buffer) }
        return nil
      }
      if mode == .strict { return refuse(value) }
      buffer.append(opaque.displayText)
    case .function(let function):
      if mode == .strict { return refuse(value) }
      buffer.append(function.name.map { "<fn \($0)>" } ?? "<fn>")
    default:
      if mode == .strict { return refuse(value) }
      buffer.append(literal: "<internal>")
    }
    return nil
  }

  private func refuse(_ value: Value) -> Failure {
    let steps = frames.map { frame -> JSONPath.Step in
      if case .object(let object) = frame.value { return .key(object.entries[frame.position - 1].key.text) }
      return .index(frame.position - 1)
    }
    return .refused(JSONWriteError(typeName: value.typeName, path: JSONPath(steps).text))
  }

  private mutating func callTick(_ count: Int) -> Failure? {
    do {
      try tick?(count - nextTick + Self.tickInterval)
    } catch {
      return .stopped(error)
    }
    nextTick = count + Self.tickInterval
    return nil
  }
}

extension TextBuffer {
  /// Appends a JSON string with its quotes; only what must be escaped is.
  mutating func append(jsonString string: StringStorage) {
    let length = string.count
    let source = string.bytes
    reserve(length &* 6 &+ 2)
    var cursor = bytes + count
    cursor[0] = UInt8(ascii: "\"")
    cursor += 1
    var offset = 0
    while offset < length {
      if offset &+ 8 <= length {
        let word = UnsafeRawPointer(source + offset).loadUnaligned(as: UInt64.self)
        if ByteMask.equal(word, 0x22) | ByteMask.equal(word, 0x5C) | ByteMask.control(word) == 0 {
          UnsafeMutableRawPointer(cursor).storeBytes(of: word, as: UInt64.self)
          cursor += 8
          offset &+= 8
          continue
        }
      }
      let byte = source[offset]
      offset &+= 1
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        cursor[0] = UInt8(ascii: "\\")
        cursor[1] = byte
        cursor += 2
      } else if byte >= 0x20 {
        cursor[0] = byte
        cursor += 1
      } else {
        cursor = Self.escapeControl(byte, to: cursor)
      }
    }
    cursor[0] = UInt8(ascii: "\"")
    count = cursor + 1 - bytes
  }

  @inline(never)
  private static func escapeControl(
    _ byte: UInt8, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    output[0] = UInt8(ascii: "\\")
    let short: UInt8? =
      switch byte {
      case 0x0A: UInt8(ascii: "n")
      case 0x09: UInt8(ascii: "t")
      case 0x0D: UInt8(ascii: "r")
      case 0x08: UInt8(ascii: "b")
      case 0x0C: UInt8(ascii: "f")
      default: nil
      }
    if let short {
      output[1] = short
      return output + 2
    }
    let digit = byte & 15
    output[1] = UInt8(ascii: "u")
    output[2] = UInt8(ascii: "0")
    output[3] = UInt8(ascii: "0")
    output[4] = UInt8(ascii: "0") + byte >> 4
    output[5] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
    return output + 6
  }
}
