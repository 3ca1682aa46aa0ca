import GRDB
import Rep

/// The tables of a journal and the steps that bring an older file up to them.
///
/// A step that was released is never changed: a file says in `PRAGMA user_version` how many it has taken.
enum Schema {
  /// Marks a SQLite file as a journal of Rep (`PRAGMA application_id`): "RepJ" in ASCII.
  static let applicationID = 0x5265_704A

  /// The version that this build writes.
  static var version: Int { steps.count }

  /// Brings a file up to the current version, in one transaction.
  /// - Throws: ``JournalError`` for a file of something else, or of a newer version; `DatabaseError`.
  static func migrate(_ database: Database, at path: String) throws {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
    guard application == applicationID || (application == 0 && isEmpty) else {
      throw JournalError("\(path) is a SQLite file of something else", hint: "name another with --journal FILE")
    }
    guard version <= Self.version else {
      throw JournalError(
        "\(path) was written by a newer rep (journal version \(version), this one knows \(Self.version))",
        hint: "install that version, or name another file with --journal FILE")
    }
    guard version < Self.version || application == 0 else { return }
    try database.inTransaction(.immediate) {
      for step in steps[version...] { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(Self.version)")
      return .commit
    }
  }

  /// The steps, the first of which makes the tables.
  static let steps = [
    """
    CREATE TABLE meta(k TEXT PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE run(
      id INTEGER PRIMARY KEY AUTOINCREMENT, script TEXT NOT NULL, program_sha BLOB NOT NULL, params_sha BLOB NOT NULL,
      params_masked TEXT NOT NULL, account TEXT NOT NULL, base_url TEXT NOT NULL, seed BLOB NOT NULL, shard TEXT,
      started REAL NOT NULL, ended REAL, outcome TEXT, parent INTEGER, owner TEXT NOT NULL);
    CREATE INDEX run_of_script ON run(script, params_sha);
    CREATE TABLE effect(
      run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, c BLOB NOT NULL,
      delivered INTEGER, value BLOB, PRIMARY KEY(run, thread, n)) WITHOUT ROWID;
    CREATE TABLE call(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL,
      ref TEXT NOT NULL, version TEXT, c BLOB NOT NULL, v BLOB NOT NULL, seed INTEGER, state TEXT NOT NULL,
      attempt INTEGER NOT NULL, sent_lo REAL, sent_hi REAL, pid TEXT, status TEXT, created_at REAL, record BLOB,
      kept_until REAL, UNIQUE(run, thread, n));
    CREATE INDEX call_of_content ON call(c);
    CREATE INDEX call_of_prediction ON call(pid);
    CREATE TABLE claim(
      account TEXT NOT NULL, pid TEXT NOT NULL, call INTEGER NOT NULL, PRIMARY KEY(account, pid)) WITHOUT ROWID;
    CREATE TABLE output(sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, type TEXT NOT NULL, file TEXT NOT NULL)
      WITHOUT ROWID;
    CREATE TABLE url(pid TEXT NOT NULL, path TEXT NOT NULL, url TEXT NOT NULL, sha256 TEXT NOT NULL,
      PRIMARY KEY(pid, path)) WITHOUT ROWID;
    CREATE INDEX url_of_address ON url(url);
    CREATE TABLE saved(
      run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, item INTEGER NOT NULL, path TEXT NOT NULL,
      sha256 TEXT NOT NULL, PRIMARY KEY(run, thread, n, item)) WITHOUT ROWID;
    """,
    // What was asked, so that a difference can be told in words; why a call was refused; results from the cache.
    """
    ALTER TABLE effect ADD COLUMN asked BLOB;
    ALTER TABLE call ADD COLUMN asked BLOB;
    ALTER TABLE call ADD COLUMN reason TEXT;
    ALTER TABLE call ADD COLUMN cached INTEGER NOT NULL DEFAULT 0;
    """,
    // Large values may be zlib streams: a reader that does not know that would take a paid call for a new one.
    """
    UPDATE call SET kept_until = created_at + 3600 WHERE pid IS NOT NULL AND kept_until IS NULL;
    """,
    // Digests and ids are scattered: an entry for each create would make every commit write a page for each of them.
    // Finished calls come in groups, and only they are looked for.
    """
    DROP INDEX call_of_content;
    DROP INDEX call_of_prediction;
    CREATE INDEX call_of_content ON call(c) WHERE state = 'done';
    CREATE INDEX call_of_prediction ON call(pid) WHERE state = 'done';
    """,
    // Rows are appended: a key of places, or a record that grows in its row, would make every commit write pages all over
    // the file. A claim is the call's own `pid`; what is left are the predictions that a call has given up.
    """
    CREATE TABLE appended(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL,
      c BLOB NOT NULL, delivered INTEGER, value BLOB, asked BLOB);
    INSERT INTO appended(run, thread, n, kind, c, delivered, value, asked)
      SELECT run, thread, n, kind, c, delivered, value, asked FROM effect;
    DROP TABLE effect;
    ALTER TABLE appended RENAME TO effect;
    CREATE INDEX effect_of_run ON effect(run);
    CREATE TABLE record(call INTEGER PRIMARY KEY, value BLOB NOT NULL);
    INSERT INTO record SELECT id, record FROM call WHERE record IS NOT NULL;
    CREATE TABLE appended(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL,
      ref TEXT NOT NULL, version TEXT, c BLOB NOT NULL, v BLOB NOT NULL, seed INTEGER, state TEXT NOT NULL,
      attempt INTEGER NOT NULL, sent_lo REAL, sent_hi REAL, pid TEXT, status TEXT, created_at REAL, kept_until REAL,
      asked BLOB, reason TEXT, cached INTEGER NOT NULL);
    INSERT INTO appended
      SELECT id, run, thread, n, op, ref, version, c, v, seed, state, attempt, sent_lo, sent_hi, pid, status, created_at,
        kept_until, asked, reason, cached
      FROM call;
    DROP TABLE call;
    ALTER TABLE appended RENAME TO call;
    CREATE INDEX call_of_run ON call(run);
    """,
    // Nothing is changed any more, only appended: a call is an intent, its creation and its end, each in a table of its
    // own. The numbers of effects begin with that of their run, which spares their index.
    """
    CREATE TABLE appended(
      id INTEGER PRIMARY KEY, thread TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL, c BLOB NOT NULL,
      delivered INTEGER, value BLOB, asked BLOB);
    INSERT INTO appended SELECT (run << 32) + id, thread, n, kind, c, delivered, value, asked FROM effect;
    DROP TABLE effect;
    ALTER TABLE appended RENAME TO effect;
    CREATE TABLE intent(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, thread TEXT NOT NULL, n INTEGER NOT NULL, op TEXT NOT NULL,
      ref TEXT NOT NULL, version TEXT, c BLOB NOT NULL, seed INTEGER, state TEXT NOT NULL, attempt INTEGER NOT NULL,
      sent_lo REAL, sent_hi REAL, asked BLOB, reason TEXT, cached INTEGER NOT NULL);
    INSERT INTO intent
      SELECT id, run, thread, n, op, ref, version, c, seed, state, attempt, sent_lo, sent_hi, asked, reason, cached
      FROM call;
    CREATE TABLE created(
      call INTEGER PRIMARY KEY, pid TEXT, status TEXT, created_at REAL, kind TEXT, delivered INTEGER, value BLOB);
    INSERT INTO created SELECT id, pid, status, created_at, NULL, NULL, NULL FROM call WHERE pid IS NOT NULL;
    CREATE TABLE ended(call INTEGER PRIMARY KEY, status TEXT, kept_until REAL, value BLOB);
    INSERT INTO ended
      SELECT id, status, kept_until, value FROM call LEFT JOIN record ON record.call = id
      WHERE state = 'done' OR value IS NOT NULL;
    DROP TABLE record;
    DROP TABLE call;
    CREATE INDEX intent_of_run ON intent(run);
    CREATE VIEW call AS
      SELECT intent.id, run, thread, n, op, ref, version, c, seed, CASE
          WHEN state NOT IN ('intended', 'open', 'done') THEN state
          WHEN ended.call IS NOT NULL THEN 'done'
          WHEN created.call IS NOT NULL THEN 'open'
          ELSE state
        END AS state,
        attempt, sent_lo, sent_hi, pid, coalesce(ended.status, created.status) AS status, created_at, kept_until, asked,
        reason, cached, kind, delivered, created.value AS answer, ended.value AS record
      FROM intent LEFT JOIN created ON created.call = intent.id LEFT JOIN ended ON ended.call = intent.id;
    """,
    // Calls are answered and end in any order: JSON in those rows would have every commit write pages all over the file. It
    // is appended to a table of its own, and what is left of them are a few bytes side by side.
    """
    DROP VIEW call;
    CREATE TABLE document(id INTEGER PRIMARY KEY, value BLOB NOT NULL);
    INSERT INTO document SELECT row_number() OVER (ORDER BY call), value FROM created WHERE value IS NOT NULL;
    CREATE TABLE appended(
      call INTEGER PRIMARY KEY, pid TEXT, status TEXT, created_at REAL, kind TEXT, delivered INTEGER, answer INTEGER);
    INSERT INTO appended
      SELECT call, pid, status, created_at, kind, delivered,
        CASE WHEN value IS NOT NULL THEN count(value) OVER (ORDER BY call) END
      FROM created;
    DROP TABLE created;
    ALTER TABLE appended RENAME TO created;
    INSERT INTO document
      SELECT (SELECT count(answer) FROM created) + row_number() OVER (ORDER BY call), value
      FROM ended WHERE value IS NOT NULL;
    CREATE TABLE appended(
      call INTEGER PRIMARY KEY, status TEXT, kept_until REAL, record INTEGER, thread TEXT, n INTEGER, delivered INTEGER);
    INSERT INTO appended
      SELECT call, status, kept_until,
        CASE WHEN value IS NOT NULL
          THEN (SELECT count(answer) FROM created) + count(value) OVER (ORDER BY call)
        END, NULL, NULL, NULL
      FROM ended;
    DROP TABLE ended;
    ALTER TABLE appended RENAME TO ended;
    DROP INDEX intent_of_run;
    CREATE INDEX intent_of_other_run ON intent(run) WHERE id >> 32 <> run;
    CREATE VIEW call AS
      SELECT intent.id, run, intent.thread, intent.n, op, ref, version, c, seed, CASE
          WHEN state NOT IN ('intended', 'open', 'done') THEN state
          WHEN ended.call IS NOT NULL THEN 'done'
          WHEN created.call IS NOT NULL THEN 'open'
          ELSE state
        END AS state,
        attempt, sent_lo, sent_hi, pid, coalesce(ended.status, created.status) AS status, created_at, kept_until, asked,
        reason, cached, kind, created.delivered, answers.value AS answer, records.value AS record,
        ended.thread AS await_thread, ended.n AS await_n, ended.delivered AS await_delivered
      FROM intent LEFT JOIN created ON created.call = intent.id LEFT JOIN ended ON ended.call = intent.id
        LEFT JOIN document AS answers ON answers.id = created.answer
        LEFT JOIN document AS records ON records.id = ended.record;
    """,
  ]
}
