import Testing

@testable import RepValue

@Suite struct ObjectTests {
  private func keys(_ object: ObjectStorage) -> [String] {
    (0..<object.count).map { object.entries[$0].key.text }
  }

  @Test func behavesLikeAnOrderedDictionary() {
    var random = SeededGenerator(seed: 7)
    for size in [4, 8, 9, 15, 16, 17, 18, 40, 200] {
      let object = ObjectStorage()
      var order: [String] = []
      var model: [String: Int] = [:]
      for step in 0..<3000 {
        let key = "k\(Int.random(in: 0..<size * 2, using: &random))"
        let storage = StringStorage.make(key)
        if Int.random(in: 0..<100, using: &random) < (order.count > size ? 70 : 40) {
          #expect(object.remove(storage)?.int == model.removeValue(forKey: key))
          order.removeAll { $0 == key }
        } else {
          object.set(storage, .int(step))
          if model.updateValue(step, forKey: key) == nil { order.append(key) }
        }
        #expect(object.liveCount == order.count)
        #expect(object.value(for: key)?.int == model[key])
        if step % 37 == 0 { #expect(keys(object) == order) }
        if step % 101 == 0 {
          let copy = object.copy()
          #expect(keys(copy) == order)
          #expect(Value.object(copy) == Value.object(object))
          copy.set(.make("another"), 0)
          #expect(object.find(.make("another")) == -1)
        }
      }
      #expect(keys(object) == order)
      for key in order { #expect(object[.make(key)]?.int == model[key]) }
    }
  }

  @Test func emptyKeysAndKeysWithZeros() {
    let object = ObjectStorage()
    for index in 0..<30 { object.set(.make("k\(index)"), .int(index)) }
    object.set(.make(""), "empty")
    object.set(.make("\u{0}"), "zero")
    for index in 0..<10 { object.remove(.make("k\(index)")) }
    #expect(object.value(for: "" as String) == "empty")
    #expect(object.value(for: "\u{0}" as String) == "zero")
    #expect(object.remove(.empty) == "empty")
    #expect(object.find(.empty) == -1)
    object.set(.empty, "again")
    #expect(keys(object).last == "")
  }

  @Test func walkingSkipsHoles() throws {
    let object = ObjectStorage()
    for index in 0..<100 { object.set(.make("k\(index)"), .int(index)) }
    for index in stride(from: 0, to: 100, by: 3) { object.remove(.make("k\(index)")) }
    var seen: [Int] = []
    object.forEach { _, value in seen.append(value.int ?? -1) }
    let expected = (0..<100).filter { $0 % 3 != 0 }
    #expect(seen == expected)
    #expect(try JSON.parse(JSON.text(.object(object))) == .object(object))
    #expect(object.count == expected.count)
    #expect(keys(object) == expected.map { "k\($0)" })
  }

  @Test func removingAllOfManyKeysIsNotQuadratic() {
    // A quadratic way moves 2 × 10^12 bytes here; this takes well under a second even unoptimised.
    let count = 200_000
    let all = (0..<count).map { StringStorage.make("key\($0)") }
    for order in [all, all.reversed()] {
      let object = ObjectStorage()
      for (index, key) in all.enumerated() { object.append(uniqueKey: key, .int(index)) }
      for key in order { object.remove(key) }
      #expect(object.isEmpty)
      #expect(object.count == 0)
    }
  }

  @Test func manyKeysAreFoundInFewSteps() {
    // Probe lengths stay short under the seeded hash, also for keys made to collide under unkeyed ones.
    let object = ObjectStorage()
    for index in 0..<50_000 {
      object.append(uniqueKey: .make(String(repeating: "Aa", count: index % 16) + "\(index)"), 0)
    }
    var longest = 0
    for position in 0..<object.count {
      let hash = object.entries[position].key.hash
      var slot = object.index.home(of: hash)
      var steps = 1
      while ObjectIndex.position(of: object.index.slots.unsafelyUnwrapped[slot]) != position {
        slot = object.index.next(slot)
        steps += 1
      }
      longest = max(longest, steps)
    }
    #expect(longest < 200)
  }

  @Test func sharedKeysAreFoundByAddressAndOthersByContent() {
    let key = StringStorage.make("name")
    let object = ObjectStorage()
    object.set(key, 1)
    #expect(object.find(key) == 0)
    #expect(object.find(.make("name")) == 0)
    #expect(object.find(.make("nam")) == -1)
    object.set(.make("name"), 2)
    #expect(object.count == 1)
    #expect(object.value(for: "name" as StaticString) == 2)
  }
}
