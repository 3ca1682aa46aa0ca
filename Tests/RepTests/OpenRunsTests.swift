import Testing

@testable import Rep

struct OpenRunsTests {
  /// What Ctrl-C promises: first the answer of a create is waited for, then the account's list is asked.
  @Test func aCreateWithoutAnAnswerIsGivenUpAfterFiveSeconds() {
    #expect(OpenRuns.answerPatience > 0 && OpenRuns.lookupPatience > 0)
    #expect(OpenRuns.answerPatience + OpenRuns.lookupPatience <= 5)
  }
}
