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
      CREATE TABLE old(
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,
        c BLOB NOT NULL, delivered INTEGER, value BLOB, asked BLOB);
      INSERT INTO old(run, thread, n, kind, c, delivered, value, asked)
        SELECT id >> 32, thread, n, kind, c, delivered, value, asked FROM effect;
      INSERT INTO old(run, thread, n, kind, c, delivered, value, asked)
        SELECT run, thread, n, kind, c, delivered, answer, asked FROM call;
      DROP TABLE effect;
      ALTER TABLE old RENAME TO effect;
      CREATE INDEX effect_of_run ON effect(run);
      CREATE TABLE old(
        id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL,
        ref TEXT NOT NULL, version TEXT, c BLOB NOT NULL, v BLOB NOT NULL, seed INTEGER, state TEXT NOT NULL,
        attempt INTEGER NOT NULL, sent_lo REAL, sent_hi REAL, pid TEXT, status TEXT, created_at REAL, kept_until REAL,
        asked BLOB, reason TEXT, cached INTEGER NOT NULL);
      INSERT INTO old
        SELECT id, run, thread, n, op, ref, version, c, x'', seed, state, attempt, sent_lo, sent_hi, pid, status,
          created_at, kept_until, asked, reason, cached
        FROM call;
      CREATE TABLE record(call INTEGER PRIMARY KEY, value BLOB NOT NULL);
      INSERT INTO record SELECT call, value FROM ended;
      DROP VIEW call;
      DROP TABLE intent;
      DROP TABLE created;
      DROP TABLE ended;
      ALTER TABLE old RENAME TO call;
      CREATE INDEX call_of_run ON call(run);
      PRAGMA user_version = 5;
      """)
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 1)
    await world.end()
  }
}
