import Testing

@testable import RepSyntax

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("promt", ["seed", "prompt", "promote"], "prompt"),
    ("prmopt", ["prompt", "seed"], "prompt"),
    ("Prompt", ["prompt", "promp"], "prompt"),
    ("numOutputs", ["num_inputs", "num_outputs"], "num_outputs"),
    ("temp", ["top_p", "temperature"], "temperature"),
    ("max_token", ["max_tokens", "min_tokens"], "max_tokens"),
    ("ln", ["len", "map"], "len"),
    ("lenght", ["height", "length"], "length"),
    ("models.lists", ["models.list", "models.get"], "models.list"),
    ("größe", ["große", "grosse"], "große"),
  ])
  func nearest(name: String, candidates: [String], expected: String) {
    #expect(Suggestion.nearest(to: name, among: candidates) == expected)
    #expect(Suggestion.nearest(to: name, among: candidates.reversed()) == expected)
  }

  @Test(arguments: [
    ("x", ["y", "z"]),
    ("ab", ["cd", "zzzz"]),
    ("prompt", ["seed", "width"]),
    ("prompt", ["prompt"]),
    ("", ["a", ""]),
    ("te", ["temperature"]),
    ("_", ["__", "-"]),
    ("anything", []),
  ])
  func nothingIsNear(name: String, candidates: [String]) {
    #expect(Suggestion.nearest(to: name, among: candidates) == nil)
  }

  @Test func tiesAreDecidedByBeginningThenLengthThenOrder() {
    #expect(Suggestion.nearest(to: "cat", among: ["bat", "cap"]) == "cap")
    #expect(Suggestion.nearest(to: "cat", among: ["cats", "cap"]) == "cats")
    #expect(Suggestion.nearest(to: "cat", among: ["caz", "cap", "cay"]) == "cap")
  }

  @Test func hugeNamesAreComparedOnlyWhole() {
    let huge = String(repeating: "a", count: 1_000_000)
    #expect(Suggestion.nearest(to: huge, among: [huge + "b", "a"]) == nil)
    #expect(Suggestion.nearest(to: huge, among: [huge.uppercased()]) == huge.uppercased())
  }

  @Test func theLimitNeverChangesTheDistance() {
    let words = ["", "a", "ab", "ba", "abc", "acb", "bca", "abcd", "badc", "aabb", "bbaa"]
      .map { Array($0.unicodeScalars) }
    for a in words {
      for b in words {
        let distance = Suggestion.editDistance(a, b, limit: 100)
        #expect(distance == Suggestion.editDistance(b, a, limit: 100))
        for limit in 0...4 {
          let limited = Suggestion.editDistance(a, b, limit: limit)
          #expect(limited == distance.flatMap { $0 <= limit ? $0 : nil }, "\(a) \(b) \(limit)")
        }
      }
    }
    #expect(Suggestion.editDistance(Array("badc".unicodeScalars), Array("abcd".unicodeScalars), limit: 4) == 2)
  }
}
