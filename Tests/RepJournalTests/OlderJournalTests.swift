import Testing

@testable import RepJournal

/// Journals that an older `rep` has written.
@Suite(.timeLimit(.minutes(2)))
struct OlderJournalTests {
  @Test("A run in a journal of an older version is gone on with, and nothing is bought again", arguments: [5, 6])
  func older(_ version: Int) async throws {
    let world = try await JournalWorld()
    let script = """
      let runs = parallel for text in ["a", "b", "c"] { predict "replicate/hello-world" <text: text> }
      for run in runs { print await run }
      throw "so that the run is gone on with"
      """
    let first = try await world.run(script)
    #expect(first.output == "hello a\nhello b\nhello c\n", "\(String(describing: first.error))")
    let view = try #require(Schema.steps[5].range(of: "CREATE VIEW"))
    try world.change(
      """
      INSERT INTO effect
        SELECT (run << 32) + 1000 + row_number() OVER (), await_thread, await_n, 'await', CAST(pid AS BLOB),
          await_delivered, x'', x''
        FROM call WHERE await_thread IS NOT NULL;
      DROP VIEW call;
      CREATE TABLE old(
        call INTEGER PRIMARY KEY, pid TEXT, status TEXT, created_at REAL, kind TEXT, delivered INTEGER, value BLOB);
      INSERT INTO old
        SELECT call, pid, status, created_at, kind, delivered, value
        FROM created LEFT JOIN document ON document.id = answer;
      DROP TABLE created;
      ALTER TABLE old RENAME TO created;
      CREATE TABLE old(call INTEGER PRIMARY KEY, status TEXT, kept_until REAL, value BLOB);
      INSERT INTO old
        SELECT call, status, kept_until, value FROM ended LEFT JOIN document ON document.id = record;
      DROP TABLE ended;
      ALTER TABLE old RENAME TO ended;
      DROP TABLE document;
      DROP INDEX intent_of_other_run;
      CREATE INDEX intent_of_run ON intent(run);
      \(Schema.steps[5][view.lowerBound...])
      PRAGMA user_version = 6;
      """)
    if version == 5 { try world.change(Self.toVersion5) }
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 3)
    await world.end()
  }

  /// What version 6 has changed, undone.
  private static let toVersion5 =
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
    """
}
