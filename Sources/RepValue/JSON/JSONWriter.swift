import CRepSupport

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

  /// The script that the text was for ends.
  private struct Interruption: Error {}

  /// A list or object that is being written.
  private struct Frame {
    /// Kept alive while its contents are walked.
    let storage: Storage
    /// The next element or entry.
    var position = 0
  }

  private enum Storage {
    case list(ListStorage)
    case object(ObjectStorage)
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
    nextTick = buffer.count + Self.tickInterval
    let failure = writeWhole(value, into: &buffer)
    if case .stopped? = failure { return failure }
    return callTick(buffer.count) ?? failure
  }

  private mutating func writeWhole(_ value: Value, into buffer: inout TextBuffer) -> Failure? {
    if !writeLeaf(value, into: &buffer), let failure = open(value, into: &buffer) { return failure }
    while let top = frames.last {
      if buffer.isExhausted { return .stopped(Interruption()) }
      if buffer.count >= nextTick, let failure = callTick(buffer.count) { return failure }
      let failure =
        switch top.storage {
        case .list(let list): writeElements(list, top.position, into: &buffer)
        case .object(let object): writeEntries(object, top.position, into: &buffer)
        }
      if let failure { return failure }
    }
    return nil
  }

  /// Writes elements until one opens a container or the list ends.
  private mutating func writeElements(
    _ list: ListStorage, _ start: Int, into buffer: inout TextBuffer
  ) -> Failure? {
    let elements = list.elements
    let count = list.count
    var position = start
    while position < count {
      separate(isFirst: position == 0, into: &buffer)
      let element = elements + position
      position &+= 1
      if !writeLeaf(element.pointee, into: &buffer) {
        frames[frames.count - 1].position = position
        return open(element.pointee, into: &buffer)
      }
      if buffer.count >= nextTick || buffer.isExhausted {
        frames[frames.count - 1].position = position
        return nil
      }
    }
    close(UInt8(ascii: "]"), isEmpty: count == 0, into: &buffer)
    return nil
  }

  /// Writes entries until one opens a container or the object ends.
  private mutating func writeEntries(
    _ object: ObjectStorage, _ start: Int, into buffer: inout TextBuffer
  ) -> Failure? {
    let entries = object.entries
    let used = object.used
    let hasHoles = object.holes != 0
    var position = start
    // A walk that goes on has written an entry before.
    var isFirst = start == 0
    while position < used {
      let entry = entries + position
      position &+= 1
      if hasHoles && object.isHole(position - 1) { continue }
      separate(isFirst: isFirst, into: &buffer)
      isFirst = false
      let key = entry.pointee.key
      buffer.append(jsonString: key.bytes, count: key.count)
      buffer.append(UInt8(ascii: ":"))
      if indentation > 0 { buffer.append(UInt8(ascii: " ")) }
      if !writeLeaf(entry.pointee.value, into: &buffer) {
        frames[frames.count - 1].position = position
        return open(entry.pointee.value, into: &buffer)
      }
      if buffer.count >= nextTick || buffer.isExhausted {
        frames[frames.count - 1].position = position
        return nil
      }
    }
    close(UInt8(ascii: "}"), isEmpty: object.isEmpty, into: &buffer)
    return nil
  }

  @inline(__always)
  private func separate(isFirst: Bool, into buffer: inout TextBuffer) {
    if !isFirst { buffer.append(UInt8(ascii: ",")) }
    if indentation > 0 { breakLine(frames.count, into: &buffer) }
  }

  private func breakLine(_ depth: Int, into buffer: inout TextBuffer) {
    buffer.append(UInt8(ascii: "\n"))
    let (spaces, overflow) = depth.multipliedReportingOverflow(by: indentation)
    guard !overflow else { return }
    buffer.reserve(spaces)
    (buffer.bytes + buffer.count).update(repeating: UInt8(ascii: " "), count: spaces)
    buffer.advance(spaces)
  }

  private mutating func close(_ bracket: UInt8, isEmpty: Bool, into buffer: inout TextBuffer) {
    frames.removeLast()
    if indentation > 0 && !isEmpty { breakLine(frames.count, into: &buffer) }
    buffer.append(bracket)
  }

  /// Writes a value that holds no other; false for all others.
  @inline(__always)
  private func writeLeaf(_ value: borrowing Value, into buffer: inout TextBuffer) -> Bool {
    switch value {
    // Its bytes are read out at once: the container keeps the string alive, so that it need not be retained here.
    case .string(let string): buffer.append(jsonString: string.bytes, count: string.count)
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
    case .list(let list):
      buffer.append(UInt8(ascii: "["))
      frames.append(Frame(storage: .list(list)))
    case .object(let object):
      buffer.append(UInt8(ascii: "{"))
      frames.append(Frame(storage: .object(object)))
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
      switch frame.storage {
      case .list: .index(frame.position - 1)
      case .object(let object): .key(object.entries[frame.position - 1].key.text)
      }
    }
    return .refused(JSONWriteError(typeName: value.typeName, path: JSONPath(steps).text))
  }

  private mutating func callTick(_ count: Int) -> Failure? {
    let written = count - nextTick + Self.tickInterval
    do {
      if let tick { try tick(written) } else if rep_work_must_stop(written) { return .stopped(Interruption()) }
    } catch {
      return .stopped(error)
    }
    nextTick = count + Self.tickInterval
    return nil
  }
}
