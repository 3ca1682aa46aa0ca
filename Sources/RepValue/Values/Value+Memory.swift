import CRepSupport

extension Value {
  /// The value with all that it holds charged to the script that this thread runs: what came from elsewhere is copied,
  /// what is charged already stays. Functions and things of the host stay the same.
  ///
  /// The same value where no memory is counted.
  public func charged() -> Value {
    guard rep_current_script().pointee.meter != nil else { return self }
    return charged(depth: 0)
  }

  /// Answers of the API nest no deeper; what does is not copied further.
  private static let chargedDepth = 1_000

  private func charged(depth: Int) -> Value {
    guard depth < Self.chargedDepth else { return self }
    switch self {
    case .string(let text) where !text.isCharged: return .string(StringStorage.make(text.bytes, count: text.count))
    case .list(let list) where list.meter == 0:
      let copy = ListStorage(minimumCapacity: list.count)
      for index in 0..<list.count { copy.append(list.elements[index].charged(depth: depth + 1)) }
      return .list(copy)
    case .object(let object) where object.meter == 0:
      let copy = ObjectStorage(minimumCapacity: object.liveCount)
      object.forEach { key, value in
        let key = key.isCharged ? key : StringStorage.make(key.bytes, count: key.count)
        copy.append(uniqueKey: key, value.charged(depth: depth + 1))
      }
      return .object(copy)
    default: return self
    }
  }

  /// Whether the value, written out, takes more than so many bytes, about: what it holds many times counts each time.
  public func isLarger(than limit: Int) -> Bool {
    if isPlain { return limit < 8 }
    var left = limit
    var waiting: [Value] = [self]
    while let value = waiting.popLast() {
      left -= 8
      switch value {
      case .string(let text): left -= text.count
      case .list(let list):
        left -= list.count
        if left < 0 { return true }
        for index in 0..<list.count where !list.elements[index].isPlain { waiting.append(list.elements[index]) }
      case .object(let object):
        object.forEach { key, value in
          left -= key.count + 8
          if left >= 0, !value.isPlain { waiting.append(value) }
        }
      default: break
      }
      if left < 0 { return true }
    }
    return false
  }

  private var isPlain: Bool {
    switch self {
    case .null, .bool, .int, .float: true
    default: false
    }
  }
}

extension StringStorage {
  fileprivate var isCharged: Bool { formField.pointee.load(ordering: .relaxed) & ~StringForm.mask != 0 }
}
