import Foundation
import GRDB
import Rep
import RepRuntime
import RepValue
import Testing

@testable import RepJournal

/// Where a journal may lie and what it refuses to be.
struct JournalFileTests {
  @Test("A journal is made with its folder, private to the user, and marked as one")
  func fresh() throws {
    let folder = try JournalFolder()
    let path = folder.path(".rep/journal.db")
    let journal = try SQLiteJournal(path: path)
    #expect(journal.digestKey.count == 32)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(try folder.read(".rep/.gitignore") == "*\n")
    let again = try SQLiteJournal(path: path)
    #expect(again.digestKey == journal.digestKey, "the key is the file's")
    let (application, version) = try journal.read { database in
      (
        try Int.fetchOne(database, sql: "PRAGMA application_id"), try Int.fetchOne(database, sql: "PRAGMA user_version")
      )
    }
    #expect(application == Schema.applicationID)
    #expect(version == Schema.version)
  }

  @Test("A journal of every older version is brought up to date, and keeps its rows", arguments: 1..<Schema.steps.count)
  func older(_ version: Int) throws {
    let folder = try JournalFolder()
    let path = folder.path("journal.db")
    try folder.database("journal.db") { database in
      for step in Schema.steps.prefix(version) { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
      try database.execute(
        sql: """
          INSERT INTO run(id, script, program_sha, params_sha, params_masked, account, base_url, seed, started, owner)
          VALUES (7, '/a.rep', x'01', x'02', '{}', 'user/me', 'http://localhost/v1', x'03', 5, '1@here');
          """)
      try database.execute(
        sql: version < 6
          ? """
          INSERT INTO effect(run, thread, n, kind, c, value) VALUES (7, '0', 0, 'now', x'04', '{"answer":1}');
          INSERT INTO call(id, run, thread, n, op, ref, c, v, state, attempt, pid\(version > 1 ? ", cached" : ""))
          VALUES (9, 7, '0', 1, 'predictions.create', 'a/b', x'05', x'', 'open', 1, 'p1'\(version > 1 ? ", 0" : ""));
          """
          : """
          INSERT INTO effect(id, thread, n, kind, c, value) VALUES ((7 << 32) + 1, '0', 0, 'now', x'04', '{"answer":1}');
          INSERT INTO intent(id, run, thread, n, op, ref, c, state, attempt, cached)
          VALUES (9, 7, '0', 1, 'predictions.create', 'a/b', x'05', 'intended', 1, 0);
          INSERT INTO created(call, pid) VALUES (9, 'p1');
          """)
    }
    let run = try SQLiteJournal(path: path).load(7)
    #expect(run.header.account == "user/me")
    #expect(run.effects.map(\.name) == ["now"])
    #expect(run.calls.map(\.prediction) == ["p1"])
    #expect(run.calls.map(\.isCached) == [false])
  }

  @Test("A journal of a newer version is refused and left as it is")
  func newer() throws {
    let folder = try JournalFolder()
    try folder.database("journal.db") { database in
      try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 99")
    }
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder.path("journal.db")) }
    #expect(error?.message.contains("newer rep (journal version 99") == true, "\(String(describing: error))")
    try folder.database("journal.db") { database in
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
      #expect(version == 99)
    }
  }

  @Test("A SQLite file of something else is refused", arguments: ["CREATE TABLE t(x)", "PRAGMA application_id = 5"])
  func foreign(_ sql: String) throws {
    let folder = try JournalFolder()
    try folder.database("other.db") { try $0.execute(sql: sql) }
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder.path("other.db")) }
    #expect(error?.message.contains("something else") == true, "\(String(describing: error))")
  }

  @Test("Damage is named, with a way out", arguments: [0, 20, 100])
  func damaged(_ offset: Int) throws {
    let folder = try JournalFolder()
    let path = folder.path("journal.db")
    if offset > 0 {
      try SQLiteJournal(path: path).close()
    }
    var bytes = offset > 0 ? try Data(contentsOf: URL(fileURLWithPath: path)) : Data(repeating: 0x55, count: 4_096)
    if offset > 0 { for index in offset..<min(offset + 60, bytes.count) { bytes[index] = 0xFF } }
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: JournalError.self) {
      let journal = try SQLiteJournal(path: path)
      _ = try journal.begin(.sample)
      _ = try journal.load(1)
      _ = try journal.runs(matching: RunFilter())
      // Every page is read: a journal that opens may be damaged further down.
      try journal.read { database in
        guard try String.fetchOne(database, sql: "PRAGMA integrity_check") != "ok" else { return }
        throw DatabaseError(resultCode: .SQLITE_CORRUPT)
      }
    }
    #expect(error?.message.contains("is damaged") == true, "\(String(describing: error))")
    #expect(error?.hint != nil)
  }

  @Test("A folder that cannot be made is named")
  func unwritable() throws {
    let folder = try JournalFolder()
    try folder.write("", to: "file")
    let error = #expect(throws: JournalError.self) { try SQLiteJournal(path: folder.path("file/journal.db")) }
    #expect(error?.message.contains("not a directory") == true, "\(String(describing: error))")
    #expect(error?.hint?.contains("--journal FILE") == true)
  }

  @Test("Network file systems are told from local ones", arguments: [
    (0x6969, "NFS"), (0xFF53_4D42, "SMB"), (0x0BD0_0BD0, "Lustre"), (0x0102_1997, "9P"),
    // ext4, tmpfs, btrfs, overlayfs.
    (0xEF53, nil), (0x0102_1994, nil), (0x9123_683E, nil), (0x794C_7630, nil),
  ] as [(Int, String?)])
  func networks(_ magic: Int, _ name: String?) {
    #expect(JournalFile.networkName(magic: UInt32(magic)) == name)
  }

  @Test("A full disk keeps the create from being sent")
  func full() async throws {
    let folder = try JournalFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    let run = try journal.begin(.sample)
    // SQLite's own limit stands for the disk's.
    try await journal.database.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    var large = RecordedCall.sample(run: run, ordinal: 0)
    large.asked = [UInt8](repeating: 0x20, count: 100_000)
    for call in [large, .sample(run: run, ordinal: 1)] {
      // Order is promised: nothing after what failed is written either.
      do {
        try await journal.commit(call)
        Issue.record("a create may be sent that is not written down")
      } catch let error as JournalError {
        #expect(error.message.contains("disk is full"), "\(error)")
      }
    }
    let written = try journal.load(run).calls.count
    #expect(written == 0)
  }
}

/// A folder that is removed with the last reference to it.
final class JournalFolder {
  private let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("rep-journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func read(_ name: String) throws -> String { String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self) }

  func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path(name))) }

  /// Opens a SQLite file as any program could.
  func database(_ name: String, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: path(name))
    try queue.writeWithoutTransaction(body)
    try queue.close()
  }
}

extension RunHeader {
  static var sample: RunHeader {
    RunHeader(
      script: "/a.rep", program: [1], params: [2], shownParams: [:], account: "user/me",
      baseURL: "http://localhost/v1", seed: [3], started: 5, owner: "1@here")
  }
}

extension RecordedCall {
  static func sample(run: Int, ordinal: Int) -> RecordedCall {
    var call = RecordedCall(
      run: run, place: EffectPlace(thread: "0", ordinal: ordinal), content: [UInt8(ordinal)], asked: [])
    call.id = run << 32 + ordinal + 1
    return call
  }
}
