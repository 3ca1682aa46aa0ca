@testable import Replicate
import Testing

struct DueQueueTests {
  /// Against a list that is searched each time.
  @Test(arguments: 0..<20) func agreesWithAList(seed: Int) {
    var queue = DueQueue()
    var list: [String: Double] = [:]
    var random = UInt64(seed + 1)
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % bound
    }
    for step in 0..<500 {
      let id = "r\(next(40))"
      switch next(4) {
      case 0, 1:
        // All moments differ, so that the order is the only one.
        let due = Double(next(1000)) + Double(step) / 1000
        queue.insert(id, due: due)
        list[id] = due
      case 2:
        queue.remove(id)
        list[id] = nil
      default:
        let now = Double(next(1000))
        let first = list.min { $0.value < $1.value }
        #expect(queue.firstDue() == first?.value)
        let expected = first.flatMap { $0.value <= now ? $0.key : nil }
        #expect(queue.popDue(at: now) == expected)
        if let expected { list[expected] = nil }
      }
    }
  }
}
