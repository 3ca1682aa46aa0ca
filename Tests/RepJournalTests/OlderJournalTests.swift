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
      DROP INDEX effect_of_run;
      ALTER TABLE effect RENAME TO new;
      CREATE TABLE effect(
        run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, c BLOB NOT NULL,
        delivered INTEGER, value BLOB, asked BLOB, PRIMARY KEY(run, thread, n)) WITHOUT ROWID;
      INSERT INTO effect SELECT run, thread, n, kind, c, delivered, value, asked FROM new;
      DROP TABLE new;
      DROP INDEX call_of_run;
      DROP INDEX IF EXISTS call_of_prediction;
      ALTER TABLE call ADD COLUMN record BLOB;
      UPDATE call SET record = (SELECT value FROM record WHERE call = id);
      DROP TABLE record;
      CREATE INDEX call_of_content ON call(c) WHERE state = 'done';
      CREATE INDEX call_of_prediction ON call(pid) WHERE state = 'done';
      PRAGMA user_version = 4;
      """)
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 1)
    await world.end()
  }
}
