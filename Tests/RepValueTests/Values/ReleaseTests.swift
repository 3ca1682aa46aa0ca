import RepValue
import Testing

/// A million levels need 100 MB of stack when they are released by recursion; these pass on any thread.
@Suite struct ReleaseTests {
  private static let depth = 1_000_000

  /// Tells when it is released.
  private final class Witness: OpaqueStorage, @unchecked Sendable {
    private let onRelease: () -> Void
    init(_ onRelease: @escaping () -> Void) {
      self.onRelease = onRelease
      super.init(kind: 0)
    }
    deinit { onRelease() }
  }

  private enum Shape: CaseIterable {
    case lists, objects, largeObjects, cells, mixed, wide
  }

  private func wrap(_ value: Value, _ shape: Shape, _ level: Int) -> Value {
    switch shape {
    case .lists: return [value]
    case .objects: return ["a": value]
    case .largeObjects:
      let object = ObjectStorage()
      for index in 0..<20 { object.set(.make("k\(index)"), index == 10 ? value : .int(index)) }
      return .object(object)
    case .cells: return .cell(CellStorage(value))
    case .mixed: return wrap(value, [.lists, .objects, .cells][level % 3], level)
    case .wide: return [["x", ["y": 1]], value, [[]]]
    }
  }

  @Test(arguments: Shape.allCases)
  private func deepNests(shape: Shape) {
    var released = 0
    var value = Value.opaque(Witness { released += 1 })
    for level in 0..<(shape == .largeObjects ? 20_000 : Self.depth) { value = wrap(value, shape, level) }
    #expect(released == 0)
    value = .null
    #expect(released == 1)
    #expect(value.isNull)
  }

  /// What was put off is released in the end, and only once.
  @Test func releasesAreRightAfterTheyWerePutOff() {
    var released = 0
    func witnesses(_ count: Int) -> [Value] { (0..<count).map { _ in .opaque(Witness { released += 1 }) } }
    func object(_ values: [Value]) -> Value {
      let object = ObjectStorage()
      for (index, value) in values.enumerated() { object.set(.make("k\(index)"), value) }
      return .object(object)
    }
    Release.postpone()
    var values: [Value] = [
      .list(ListStorage(witnesses(10))), .list(ListStorage(witnesses(10_000))), object(witnesses(10_000)),
      [.list(ListStorage(witnesses(10)))], ["a": object(witnesses(10))],
      .cell(CellStorage(.list(ListStorage([.list(ListStorage(witnesses(10)))])))),
    ]
    values = []
    #expect(released == 0)
    values = [.list(ListStorage(witnesses(10_000)))]
    Release.resume()
    #expect(released == 20_040)
    values = []
    #expect(released == 30_040)
    Release.resume()
    #expect(released == 30_040)
    #expect(values.isEmpty)
  }

  @Test func deepNestsThatWerePutOff() {
    var released = 0
    var value = Value.opaque(Witness { released += 1 })
    for level in 0..<Self.depth { value = wrap(value, .mixed, level) }
    Release.postpone()
    value = .null
    #expect(released == 0)
    Release.resume()
    #expect(released == 1)
    #expect(value.isNull)
  }

  @Test func partsThatAreStillUsedStay() {
    var inner: Value = ["kept"]
    for _ in 0..<1000 { inner = [inner] }
    var outer = inner
    for _ in 0..<1000 { outer = [outer] }
    outer = .null
    var depth = 0
    while case .list(let list) = inner {
      inner = list.elements[0]
      depth += 1
    }
    #expect(depth == 1001)
    #expect(inner == "kept")
    #expect(outer.isNull)
  }

  @Test func deepValuesAreComparedAndWritten() throws {
    func nest(_ innermost: Value) -> Value {
      var value = innermost
      for level in 0..<300_000 { value = level % 2 == 0 ? [value] : ["a": value] }
      return value
    }
    let value = nest(1)
    #expect(value == nest(1))
    #expect(value != nest(2))
    #expect(try JSON.text(value).utf8.count == 150_000 * 2 + 150_000 * 6 + 1)
  }
}
