import RepValue
import Testing

@Suite struct ListTests {
  @Test func behavesLikeAnArray() {
    var random = SeededGenerator(seed: 6)
    let list = ListStorage(minimumCapacity: 0)
    var model: [Int] = []
    for step in 0..<5000 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        list.append(.int(step))
        model.append(step)
      case 2:
        let index = Int.random(in: 0...model.count, using: &random)
        list.insert(.int(step), at: index)
        model.insert(step, at: index)
      default:
        guard !model.isEmpty else { continue }
        let index = Int.random(in: 0..<model.count, using: &random)
        #expect(list.remove(at: index) == .int(model.remove(at: index)))
      }
    }
    #expect(Value.list(list).array?.compactMap(\.int) == model)
  }

  @Test func aCopyIsAnother() {
    let list = ListStorage([1, "two", [3]])
    let copy = list.copy()
    copy.append(4)
    copy.elements[0] = "one"
    #expect(Value.list(list) == [1, "two", [3]])
    #expect(Value.list(copy) == ["one", "two", [3], 4])
    #expect(Value.list(list.copy(from: 1, to: 2)) == ["two"])
    #expect(list.copy(from: 3, to: 3).count == 0)
  }

  @Test func appendsItself() {
    let list = ListStorage([1, 2])
    for _ in 0..<4 { list.append(contentsOf: list) }
    #expect(list.count == 32)
    #expect(list.elements[31] == 2)
  }
}
