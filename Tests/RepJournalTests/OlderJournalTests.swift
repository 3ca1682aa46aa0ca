import Testing

/// Journals that an older `rep` has written.
@Suite(.timeLimit(.minutes(2)))
struct OlderJournalTests {
  @Test("A run in a journal of the version before is gone on with, and nothing is bought again")
  func older() async throws {
    let world = try await JournalWorld()
    let script = """
      print await predict "replicate/hello-world" <text: "a">
      throw "so that the run is gone on with"
      """
    let first = try await world.run(script)
    #expect(first.output == "hello a\n", "\(String(describing: first.error))")
    try world.change(
      """
      DROP INDEX call_of_content;
      DROP INDEX call_of_prediction;
      CREATE INDEX call_of_content ON call(c);
      CREATE INDEX call_of_prediction ON call(pid);
      PRAGMA user_version = 3;
      """)
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 1)
    await world.end()
  }
}
