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

  /// Copies of slices hold what they were made of, and let it go once.
  @Test func slicesHoldTheirElements() {
    weak var held: StringStorage?
    func cutEverywhere() {
      let text = StringStorage.make("a text of its own")
      held = text
      let list = ListStorage([1, 2.5, .string(text), .null, true, [.string(text)], "x"])
      for start in 0...7 {
        for end in start...7 {
          let slice = list.copy(from: start, to: end, extraCapacity: start)
          #expect(slice.count == end - start)
          for index in 0..<slice.count { #expect(slice.elements[index] == list.elements[start + index]) }
          let twice = slice.copy()
          twice.append(contentsOf: slice)
          twice.append(contentsOf: twice)
          #expect(twice.count == 4 * slice.count)
          for index in 0..<twice.count { #expect(twice.elements[index] == slice.elements[index % slice.count]) }
        }
      }
      #expect(held?.text == "a text of its own")
    }
    cutEverywhere()
    #expect(held === nil)
  }

  @Test func appendsItself() {
    let list = ListStorage([1, 2])
    for _ in 0..<4 { list.append(contentsOf: list) }
    #expect(list.count == 32)
    #expect(list.elements[31] == 2)
  }
}
