import CRepSupport

extension Value: Hashable {
  /// Feeds what `==` compares: numbers that are equal have equal hashes, whatever their form, and objects whatever their
  /// order. Nests deeper than a few levels are not walked to their ends: equal values still have equal hashes.
  public func hash(into hasher: inout Hasher) { hash(into: &hasher, depth: 0) }

  private static let hashedDepth = 16

  private func hash(into hasher: inout Hasher, depth: Int) {
    switch self {
    case .null, .unset, .normal, .breaking, .continuing: hasher.combine(0)
    case .bool(let bool): hasher.combine(bool)
    case .int(let int): Self.hash(int, into: &hasher)
    case .float(let double): Self.hash(double, into: &hasher)
    case .number(let number):
      switch number.meaning {
      case .int(let int): Self.hash(int, into: &hasher)
      case .float(let double): Self.hash(double, into: &hasher)
      case .wideInt, .wideFloat:
        // Rare; an int beyond 64 bits can equal a float, so it must feed what that float feeds.
        Self.hash(number.nearestDouble ?? 0, into: &hasher)
      }
    case .string(let string): hasher.combine(bytes: UnsafeRawBufferPointer(string.buffer))
    case .list(let list):
      hasher.combine(list.count)
      guard depth < Self.hashedDepth, !rep_work_must_stop(Self.containerWork + list.count) else { return }
      for index in 0..<list.count { list.elements[index].hash(into: &hasher, depth: depth + 1) }
    case .object(let object):
      hasher.combine(object.liveCount)
      guard depth < Self.hashedDepth, !rep_work_must_stop(Self.containerWork + object.liveCount) else { return }
      var sum = 0
      object.forEach { key, value in
        var entry = Hasher()
        entry.combine(key.hash)
        value.hash(into: &entry, depth: depth + 1)
        sum &+= entry.finalize()
      }
      hasher.combine(sum)
    case .function(let function): hasher.combine(ObjectIdentifier(function))
    case .opaque(let opaque): hasher.combine(opaque.typeName)
    case .cell(let cell): hasher.combine(ObjectIdentifier(cell))
    }
  }

  private static func hash(_ int: Int, into hasher: inout Hasher) {
    let double = Double(int)
    // Ints that a double cannot hold equal no float.
    if Int(exactly: double) == int { hash(double, into: &hasher) } else { hasher.combine(int) }
  }

  private static func hash(_ double: Double, into hasher: inout Hasher) {
    hasher.combine(double == 0 ? 0 : double.bitPattern)
  }
}
