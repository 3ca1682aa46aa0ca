import RepValue

/// Runs a ``RegexProgram`` over a text: all ways to match at once, one scalar after the other, so that the time is at
/// most proportional to the length of the text times the length of the pattern.
struct RegexMachine {
  /// The ways that are open at one place: at most one for each instruction, in the order of preference.
  private struct Ways {
    /// The instructions, in order of preference.
    var list: [Int] = []
    /// Where an instruction stands in `list`, valid if it stands there.
    var places: [Int]
    /// The slots of each way, one after the other in the order of `list`.
    var slots: [Int] = []

    init(_ count: Int) { places = [Int](repeating: 0, count: count) }

    func contains(_ instruction: Int) -> Bool {
      let place = places[instruction]
      return place < list.count && list[place] == instruction
    }

    mutating func removeAll() {
      list.removeAll(keepingCapacity: true)
      slots.removeAll(keepingCapacity: true)
    }
  }

  private enum Step {
    case explore(Int)
    case restore(slot: Int, to: Int)
  }

  private let pattern: RegexProgram
  private let text: StringStorage
  private var current: Ways
  private var following: Ways
  private var pending: [Step] = []
  private var scratch: [Int]

  init(_ pattern: RegexProgram, _ text: StringStorage) {
    self.pattern = pattern
    self.text = text
    current = Ways(pattern.instructions.count)
    following = Ways(pattern.instructions.count)
    scratch = [Int](repeating: -1, count: pattern.slotCount)
  }

  /// The first match that begins at `start` or later: byte offsets of the match and of each group, two and two; -1 for
  /// a group that took no part.
  /// - Throws: what `work` throws; it is told how many ways were followed.
  mutating func firstMatch(
    from start: Int, _ work: (Int) throws(ScriptError) -> Void
  ) throws(ScriptError) -> [Int]? {
    following.removeAll()
    var found: [Int]?
    var offset = start
    while true {
      // `following` holds the ways that arrive at `offset`; a match that begins here is preferred least.
      if found == nil {
        if following.list.isEmpty, let byte = pattern.firstByte {
          let hit = nextByte(byte, from: offset)
          try work((hit ?? text.count) - offset)
          guard let hit else { return nil }
          offset = hit
        }
        for slot in scratch.indices { scratch[slot] = -1 }
        follow(0, at: offset)
      }
      swap(&current, &following)
      following.removeAll()
      if current.list.isEmpty { return found }
      try work(current.list.count + 1)
      let isEnd = offset == text.count
      let (scalar, length) = isEnd ? (0, 0) : UTF8Text.decode(text.bytes + offset)
      if let match = step(scalar, isEnd: isEnd, next: offset + length) { found = match }
      if isEnd { return found }
      offset += length
    }
  }

  /// Takes every open way over one scalar; gives the slots of a match that was reached before it.
  private mutating func step(_ scalar: UInt32, isEnd: Bool, next: Int) -> [Int]? {
    let slotCount = pattern.slotCount
    for index in current.list.indices {
      let instruction = current.list[index]
      let fits: Bool
      switch pattern.instructions[instruction] {
      case .match:
        // What is less preferred than a match is given up.
        return Array(current.slots[index * slotCount..<(index + 1) * slotCount])
      case .scalar(let wanted): fits = scalar == wanted
      case .foldedScalar(let wanted): fits = CaseFolding.fold(scalar) == wanted
      case .any: fits = true
      case .anyButNewline: fits = scalar != 0x0A
      case .set(let set): fits = set.contains(scalar)
      case .anchor, .split, .jump, .save: fits = false
      }
      guard fits, !isEnd else { continue }
      for slot in 0..<slotCount { scratch[slot] = current.slots[index * slotCount + slot] }
      follow(instruction + 1, at: next)
    }
    return nil
  }

  /// Adds an instruction to the ways that follow, and all that are reached from it without reading a scalar, with the
  /// slots in `scratch`.
  private mutating func follow(_ instruction: Int, at offset: Int) {
    pending.append(.explore(instruction))
    while let step = pending.popLast() {
      switch step {
      case .restore(let slot, let place): scratch[slot] = place
      case .explore(let instruction):
        guard !following.contains(instruction) else { continue }
        following.places[instruction] = following.list.count
        following.list.append(instruction)
        following.slots.append(contentsOf: scratch)
        switch pattern.instructions[instruction] {
        case .jump(let target): pending.append(.explore(target))
        case .split(let first, let second):
          pending.append(.explore(second))
          pending.append(.explore(first))
        case .save(let slot):
          pending.append(.restore(slot: slot, to: scratch[slot]))
          scratch[slot] = offset
          pending.append(.explore(instruction + 1))
        case .anchor(let anchor):
          if holds(anchor, at: offset) { pending.append(.explore(instruction + 1)) }
        case .scalar, .foldedScalar, .any, .anyButNewline, .set, .match: break
        }
      }
    }
  }

  private func holds(_ anchor: RegexNode.Anchor, at offset: Int) -> Bool {
    switch anchor {
    case .textStart: offset == 0
    case .textEnd: offset == text.count
    case .lineStart: offset == 0 || text.bytes[offset - 1] == 0x0A
    case .lineEnd: offset == text.count || text.bytes[offset] == 0x0A
    case .wordBoundary: isWord(before: offset) != isWord(at: offset)
    case .noWordBoundary: isWord(before: offset) == isWord(at: offset)
    }
  }

  private func isWord(at offset: Int) -> Bool {
    offset < text.count && ScalarSet.Class.isWord(UTF8Text.decode(text.bytes + offset).scalar)
  }

  private func isWord(before offset: Int) -> Bool {
    guard offset > 0 else { return false }
    var start = offset - 1
    while text.bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return isWord(at: start)
  }

  private func nextByte(_ byte: UInt8, from offset: Int) -> Int? {
    var offset = offset
    while offset < text.count {
      if text.bytes[offset] == byte { return offset }
      offset &+= 1
    }
    return nil
  }
}
