import RepValue
import Testing

@testable import RepRuntime

/// Long-running built-ins see limits and deadlines, and sort what is large.
@Suite struct LibraryLimitTests {
  /// Code whose native work alone exceeds a limit of steps.
  @Test(arguments: [
    #"json.parse("[" + "1,".repeat(1000000) + "1]")"#,
    #"json.text("x".repeat(3000000).split("x"))"#,
    #"("ab".repeat(200000)).match('(a|b)*c')"#,
    #""a b ".repeat(500000).split()"#,
    #""aé".repeat(500000).upper()"#,
    #"base64.encode("x".repeat(3000000))"#,
    #"(1..400000).sort()"#,
    #"(1..400000).unique()"#,
    #"(1..2000000).sum()"#,
    #"("x,".repeat(1000000)).replace(",", ";;")"#,
  ])
  func nativeWorkCounts(code: String) async throws {
    let error = try await LibraryScript.failure(
      "let value = \(code)\nlen(string(value))", limits: Limits(steps: 1_200, stackBytes: 64 << 20))
    #expect(error?.kind == .limit)
    #expect(error?.isCatchable == false)
  }

  @Test func sortingIsStableAndRight() async throws {
    let items = "let items = [for i in 0..<5000: {key: (i * 7919) % 101, index: i}]\n"
    let value = try await LibraryScript.evaluate(items + "items")
    let sorted = try await LibraryScript.evaluate(items + "items.sort_by(x => x.key)")
    let expected = (value.array ?? []).enumerated().sorted {
      ($0.element["key"].int ?? 0, $0.offset) < ($1.element["key"].int ?? 0, $1.offset)
    }.map(\.element)
    #expect(sorted.array == expected)
    for count in [0, 1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1000] {
      let code = "(0..<\(count)).map(i => (i * 37) % \(count + 1)).sort()"
      let expected = (0..<count).map { ($0 * 37) % (count + 1) }.sorted()
      #expect(try await LibraryScript.evaluate(code).array?.compactMap(\.int) == expected)
    }
  }

  @Test func aFailingCallbackLeavesEverythingInOrder() async throws {
    let value = try await LibraryScript.evaluate(
      """
      let xs = [3, 1, 2, 5, 4, 9, 8, 7, 6, 0, 11, 12]
      var calls = 0
      let result = try xs.sort((a, b) => { calls += 1; if calls > 20 { throw "enough" }; a < b })
      [result.successful, result.error.message, xs]
      """)
    #expect(value.debugDescription == #"[false,"enough",[3,1,2,5,4,9,8,7,6,0,11,12]]"#)
  }

  @Test func longChainsOfClosuresAreReleased() async throws {
    let value = try await LibraryScript.evaluate(
      """
      var f = x => x
      for i in 0..<300000 {
        let g = f
        f = x => g(x) + 1
      }
      f = null
      "released"
      """)
    #expect(value == "released")
  }
}
