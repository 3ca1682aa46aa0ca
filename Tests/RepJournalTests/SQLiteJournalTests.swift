import Foundation
import GRDB
import Rep
import RepRuntime
import RepValue
import Testing

@testable import RepJournal

/// Runs, rows, claims, stored results and copies.
struct SQLiteJournalTests {
  private let folder: JournalFolder
  private let journal: SQLiteJournal

  init() throws {
    folder = try JournalFolder()
    journal = try SQLiteJournal(path: folder.path("journal.db"))
  }

  @Test("What is queued before a commit is written by it, in order")
  func order() async throws {
    let run = try journal.begin(.sample)
    for ordinal in 0..<1_000 {
      journal.record(
        RecordedEffect(
          place: EffectPlace(thread: "0/0.\(ordinal % 7)", ordinal: ordinal), name: "now", content: [1],
          delivered: ordinal, answer: Array("{\"answer\":\(ordinal)}".utf8), asked: []),
        of: run)
    }
    try await journal.commit(.sample(run: run, ordinal: 0))
    let other = try SQLiteJournal(path: journal.location)
    let loaded = try other.load(run)
    #expect(loaded.effects.count == 1_000)
    #expect(Set(loaded.effects.compactMap(\.delivered)) == Set(0..<1_000))
    #expect(loaded.calls.count == 1)
  }

  @Test("A call comes back as it was written, whatever it holds")
  func call() async throws {
    let run = try journal.begin(.sample)
    var call = RecordedCall.sample(run: run, ordinal: 3)
    (call.operation, call.reference, call.version) = ("predictions.create", "a/b:c", "c")
    (call.seed, call.state, call.attempt) = (-5, .unanswered, 2)
    (call.sentLow, call.sentHigh, call.prediction, call.status) = (1.5, 2.5, "p", "starting")
    (call.createdAt, call.record, call.reason) = (3.25, Array(#"{"metrics":{"predict_time":0.5}}"#.utf8), "é\nx")
    try await journal.commit(call)
    let read = try #require(try journal.load(run).calls.first)
    #expect(read.place == call.place)
    #expect([read.operation, read.reference, read.version] == ["predictions.create", "a/b:c", "c"])
    #expect(read.seed == -5)
    #expect(read.state == .unanswered)
    #expect(read.attempt == 2)
    #expect([read.sentLow, read.sentHigh, read.createdAt] == [1.5, 2.5, 3.25])
    #expect(read.record == call.record)
    #expect(read.reason == "é\nx")
    #expect(read.predictSeconds == 0.5)
  }

  @Test("Parts of a call that are told one after the other are all written, also in one group")
  func parts() async throws {
    let run = try journal.begin(.sample)
    var call = RecordedCall.sample(run: run, ordinal: 3)
    call.state = .intended
    journal.record(call)
    (call.state, call.prediction, call.status) = (.open, "p", "starting")
    journal.record(call, changed: .created)
    call.delivery = RecordedCall.Delivery(name: "predict", number: 7, answer: Array(#"{"answer":1}"#.utf8))
    journal.record(call, changed: .created)
    try await journal.flush()
    let open = try journal.load(run)
    #expect(open.calls.map(\.state) == [.open])
    #expect(open.effects.map(\.name) == ["predict"] && open.effects.map(\.delivered) == [7])
    (call.state, call.status, call.record) = (.done, "succeeded", Array("{}".utf8))
    journal.record(call, changed: .ended)
    call.awaited = RecordedCall.Await(place: EffectPlace(thread: "0/1", ordinal: 9), number: 8)
    journal.record(call, changed: .awaited)
    try await journal.flush()
    let done = try #require(try journal.load(run).calls.first)
    #expect(done.state == .done && done.status == "succeeded" && done.prediction == "p" && done.record == call.record)
    #expect(try journal.load(run).effects.map(\.delivered) == [7, 8])
    // Each of them told once more, in a group of its own.
    call.delivery = RecordedCall.Delivery(name: "predict", number: 9, answer: Array(#"{"answer":2}"#.utf8))
    journal.record(call, changed: .created)
    try await journal.flush()
    call.record = Array(#"{"id":"p"}"#.utf8)
    journal.record(call, changed: .ended)
    try await journal.flush()
    call.awaited = RecordedCall.Await(place: EffectPlace(thread: "0/1", ordinal: 9), number: nil)
    journal.record(call, changed: .awaited)
    try await journal.flush()
    let told = try journal.load(run)
    #expect(told.calls.map(\.record) == [call.record])
    #expect(told.effects.map(\.delivered) == [9, nil] && told.effects[1].content == Array("p".utf8))
    #expect(try documents() == 2, "what was told before is gone")
    // Another attempt has neither the one nor the other.
    (call.state, call.attempt, call.prediction, call.record) = (.intended, 2, nil, nil)
    (call.delivery, call.awaited) = (nil, nil)
    try await journal.commit(call)
    let again = try journal.load(run)
    #expect(again.calls.map(\.state) == [.intended] && again.calls.allSatisfy { $0.prediction == nil && $0.record == nil })
    #expect(try again.effects.isEmpty && documents() == 0)
    #expect(try journal.claimed(among: ["p"], account: "user/me") == ["p"], "it serves no other call")
  }

  /// How many texts of JSON are kept beside the rows of calls.
  private func documents() throws -> Int? {
    try journal.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM document") }
  }

  @Test("A journal that is let go has written what was queued, and is one file")
  func letGo() async throws {
    let path = folder.path("other.db")
    var other: SQLiteJournal? = try SQLiteJournal(path: path)
    let run = try #require(try other?.begin(.sample))
    for ordinal in 0..<10 { other?.record(.sample(run: run, ordinal: ordinal)) }
    other = nil
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    #expect(try SQLiteJournal(path: path).load(run).calls.count == 10)
  }

  @Test("A journal that has been closed says so")
  func closed() async throws {
    let run = try journal.begin(.sample)
    try await journal.commit(.sample(run: run, ordinal: 0))
    try journal.close()
    await #expect(throws: JournalError.self) { try await journal.commit(.sample(run: run, ordinal: 1)) }
  }

  @Test("A prediction serves one call, whoever asks at the same time")
  func claims() async throws {
    let other = try SQLiteJournal(path: journal.location)
    let run = try journal.begin(.sample)
    let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
      for ordinal in 1...20 {
        let journal = ordinal % 2 == 0 ? other : journal
        var call = RecordedCall.sample(run: run, ordinal: ordinal)
        (call.prediction, call.account, call.state) = ("p", "user/me", .open)
        group.addTask { [call] in try journal.claim(call) ? ordinal : nil }
      }
      return try await group.reduce(into: [Int]()) { winners, winner in if let winner { winners.append(winner) } }
    }
    #expect(winners.count == 1)
    // A process that is killed between a claim and its call would leave the call without what is its own.
    #expect(try journal.load(run).calls.map(\.place.ordinal) == winners, "the claim and its call are written together")
    #expect(try journal.claimed(among: ["p", "q"], account: "user/me") == ["p"])
    #expect(try journal.claimed(among: ["p"], account: "user/other").isEmpty, "another account's is another one")
  }

  @Test("A run belongs to one process; its end frees it")
  func holding() async throws {
    let run = try journal.begin(.sample)
    let other = try SQLiteJournal(path: journal.location)
    #expect(try other.hold(run) == false)
    #expect(other.isHeld(run))
    let place = EffectPlace(thread: "0/1.a", ordinal: 4)
    try await journal.end(run, RunEnding(.failed, message: "no", retried: [place], retriedPredictions: ["p"]))
    #expect(!other.isHeld(run))
    #expect(try other.hold(run))
    let ending = try #require(try other.load(run).header.ending)
    #expect(ending.state == .failed)
    #expect(ending.message == "no")
    #expect(ending.retriedPredictions == ["p"])
    #expect(ending.retried == [place])
  }

  @Test("Runs are found by script, params and address, unfinished ones apart")
  func finding() async throws {
    var header = RunHeader.sample
    let first = try journal.begin(header)
    header.params = [9]
    let second = try journal.begin(header)
    try await journal.end(first, RunEnding(.succeeded))
    try await journal.end(second, RunEnding(.interrupted))
    var filter = RunFilter()
    #expect(try journal.runs(matching: filter).map(\.id) == [second, first])
    filter.params = [2]
    #expect(try journal.runs(matching: filter).map(\.id) == [first])
    filter.isUnfinished = true
    #expect(try journal.runs(matching: filter).isEmpty)
    filter = RunFilter()
    filter.script = "/b.rep"
    #expect(try journal.runs(matching: filter).isEmpty)
  }

  @Test("The k-th equal call takes the k-th stored result, oldest first, and never one of its own run")
  func cache() async throws {
    let old = try journal.begin(.sample)
    for ordinal in 0..<3 {
      var call = RecordedCall.sample(run: old, ordinal: ordinal)
      (call.content, call.state, call.status) = ([5], .done, ordinal == 1 ? "failed" : "succeeded")
      (call.prediction, call.createdAt, call.record) = ("p\(ordinal)", Double(100 - ordinal), [])
      try await journal.commit(call)
    }
    func stored(_ occurrence: Int, run: Int = 99, notBefore: Double = 0, account: String = "user/me") throws -> String? {
      try journal.cached(
        CacheQuery(content: [5], account: account, run: run, occurrence: occurrence, notBefore: notBefore))?.prediction
    }
    let taken = [try stored(0), try stored(1), try stored(2)]
    #expect(taken == ["p2", "p0", nil])
    #expect(try stored(0, run: old) == nil)
    #expect(try stored(0, notBefore: 99) == "p0")
    #expect(try stored(0, account: "user/other") == nil)
    try await journal.end(old, RunEnding(.succeeded))
    #expect(try journal.forgetResults(of: "") == 2)
    #expect(try stored(0) == nil)
  }

  @Test("Copies of a run that ended well go, those that another run names stay")
  func outputs() async throws {
    let (first, second) = (try journal.begin(.sample), try journal.begin(.sample))
    for (run, prediction, digest) in [(first, "p1", "aa"), (first, "p2", "bb"), (second, "p3", "bb")] {
      var call = RecordedCall.sample(run: run, ordinal: Int(String(prediction.last ?? "0")) ?? 0)
      (call.prediction, call.state) = (prediction, .done)
      journal.record(call)
      journal.record(
        KeptOutput(url: "http://x/\(prediction)", prediction: prediction, path: "/0", sha256: digest, size: 10, type: "t"))
    }
    try await journal.flush()
    #expect(journal.keptBytes == 20)
    #expect(try journal.output(at: "http://x/p2")?.sha256 == "bb")
    try journal.dropOutputs(of: first)
    #expect(try journal.output(at: "http://x/p1") == nil)
    #expect(try journal.output(at: "http://x/p3")?.sha256 == "bb")
    #expect(journal.keptBytes == 10)
  }

  @Test("Old runs are forgotten, those that can be resumed never")
  func pruning() async throws {
    let (done, failed) = (try journal.begin(.sample), try journal.begin(.sample))
    for run in [done, failed] {
      var call = RecordedCall.sample(run: run, ordinal: 0)
      (call.state, call.prediction, call.record) = (.done, "p\(run)", Array("{}".utf8))
      call.delivery = RecordedCall.Delivery(name: "predict", number: nil, answer: Array(#"{"answer":1}"#.utf8))
      try await journal.commit(call)
    }
    try await journal.end(done, RunEnding(.succeeded))
    try await journal.end(failed, RunEnding(.failed))
    #expect(try journal.runs(matching: RunFilter()).allSatisfy { $0.ended ?? 0 > 1_700_000_000 })
    #expect(try journal.prune(olderThan: 1_000, keeping: nil).runs == 1)
    #expect(try journal.runs(matching: RunFilter()).map(\.id) == [failed])
    #expect(try journal.load(failed).calls.map(\.record) == [Array("{}".utf8)])
    #expect(try documents() == 2)
    #expect(throws: JournalError.self) { try journal.load(done) }
  }

  @Test("Answers of more than a megabyte are compressed, and come back as they were")
  func large() async throws {
    let run = try journal.begin(.sample)
    let item = try JSON.bytes(["id": "abcdefghij", "text": "an otter\u{0}", "n": 5])
    let answer = Array("{\"answer\":[".utf8) + Array(repeatElement(item + [UInt8(ascii: ",")], count: 60_000).joined()) + Array("5]}".utf8)
    for (ordinal, value) in [answer, Array("{\"answer\":5}".utf8)].enumerated() {
      journal.record(
        RecordedEffect(
          place: EffectPlace(thread: "0", ordinal: ordinal), name: "now", content: [1], delivered: nil, answer: value,
          asked: []),
        of: run)
    }
    try await journal.flush()
    #expect(try journal.load(run).effects.map(\.answer.count) == [answer.count, 12])
    #expect(try journal.load(run).effects[0].answer == answer)
    let size = try journal.read { try Int.fetchOne($0, sql: "SELECT length(value) FROM effect WHERE n = 0") }
    #expect(try #require(size) < answer.count / 4)
    try journal.write { try $0.execute(sql: "UPDATE effect SET value = substr(value, 1, 100) WHERE n = 0") }
    let error = #expect(throws: JournalError.self) { try journal.load(run) }
    #expect(error?.message.contains("is damaged") == true)
  }

  @Test("A text with NUL is kept to its end")
  func texts() async throws {
    let run = try journal.begin(.sample)
    var call = RecordedCall.sample(run: run, ordinal: 0)
    (call.reason, call.reference) = ("a\u{0}b", "c\u{0}d")
    try await journal.commit(call)
    let read = try #require(try journal.load(run).calls.first)
    #expect(read.reason == "a␀b")
    #expect(read.reference == "c␀d")
  }
}
