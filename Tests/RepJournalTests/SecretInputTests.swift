import Foundation
import Rep
import RepJournal
import RepSimulator
import RepValue
import Testing

/// Inputs that a schema calls secrets (`format: password`, `x-cog-secret`): the list does not show them, and nobody writes
/// them down.
@Suite(.timeLimit(.minutes(2)))
struct SecretInputTests {
  private static let script = """
    param key: secret
    print len(await predict "rep/echo" <text: "a", api_key: key>) > 0
    print len(predictions.create(version: "rep/echo:\\(models.get("rep/echo").latest_version.id)", input: {text: "b", api_key: key}).id) > 0
    """

  @Test(
    "A create whose answer is lost is found, however the list shows its secret",
    arguments: ["[REDACTED]", "", "hidden by us", nil] as [String?])
  func found(_ mark: String?) async throws {
    let world = try await JournalWorld { configuration in
      configuration.secretMark = mark
      configuration.faults = [
        Fault(.answerLost, at: ["models.predictions.create", "predictions.create"], when: .always)
      ]
    }
    let run = try await world.run(Self.script, params: ["key": "hunter2"])
    #expect(run.error == nil, "\(String(describing: run.error))")
    #expect(run.output == "true\ntrue\n")
    #expect(world.creates == 2, "each of the two is accepted once, though no answer ever comes")
    await world.end()
  }

  @Test("Nor is it sent again by a process that comes after the one that was killed", arguments: ["[REDACTED]", nil] as [String?])
  func resumed(_ mark: String?) async throws {
    let world = try await JournalWorld { $0.secretMark = mark }
    let script = """
      param key: secret
      let p = predict "rep/echo" <text: "a", api_key: key>
      print p.id
      """
    let first = try await world.run(script, params: ["key": "hunter2"])
    // The instant after the intent was written and before the answer was.
    try world.change("""
      DELETE FROM created; DELETE FROM ended; DELETE FROM claim; UPDATE run SET ended = NULL, outcome = NULL;
      """)
    let second = try await world.another().run(script, params: ["key": "hunter2"])
    #expect(second.error == nil, "\(String(describing: second.error))")
    #expect(second.output == first.output)
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("Inputs that differ in their secrets only are never taken for each other")
  func ambiguous() async throws {
    let world = try await JournalWorld { configuration in
      configuration.faults = [Fault(.answerLost, at: ["models.predictions.create"], when: .always)]
    }
    let run = try await world.run("""
      param key: secret
      let both = parallel(on_error: "collect") for suffix in ["1", "2"] {
        predict "rep/echo" <text: "a", api_key: key + suffix>
      }
      for one in both { print (one.error ?? {kind: "found"}).kind }
      print both[0].data?.id != both[1].data?.id or both[0].data == null
      """, params: ["key": "hunter2"])
    // One that is looked for before the other was sent is found: nothing else can be meant then.
    let kinds = run.output.split(separator: "\n").prefix(2)
    #expect(kinds.count == 2 && kinds.allSatisfy { ["found", "unresolved"].contains($0) }, "\(String(describing: run.error))")
    #expect(run.output.hasSuffix("true\n"), "\(run.output)")
    #expect(world.creates == 2, "nothing is sent again either")
    await world.end()
  }

  @Test("Neither the secret nor the token is in any file of the journal, whatever the field is called")
  func unwritten() async throws {
    let world = try await JournalWorld()
    let run = try await world.run(#"print predict("rep/echo", input: {text: "a", api_key: "hunter2"}).status != null"#)
    #expect(run.error == nil, "\(String(describing: run.error))")
    let bytes = try world.journalBytes()
    for secret in ["hunter2", JournalWorld.token] { #expect(bytes.firstRange(of: Data(secret.utf8)) == nil) }
    await world.end()
  }

  @Test(
    "A secret that the model echoes is not written down either, however the version is named, and comes back when the run is repeated",
    arguments: [#""rep/echo""#, #""rep/echo:\(id)""#, "id"], ["[REDACTED]", nil] as [String?])
  func echoed(_ reference: String, _ mark: String?) async throws {
    let world = try await JournalWorld { $0.secretMark = mark }
    let secret = "correct horse \"battery\" staple"
    let script = """
      param key: secret
      let id = models.get("rep/echo").latest_version.id
      let p = predict \(reference) <text: "it is \\(read("secret.txt"))", api_key: read("secret.txt")>
      let echo = await p
      print echo.api_key == read("secret.txt"), echo.text
      print (await predict \(reference) <text: "a second one", api_key: read("secret.txt")>).text
      throw "so that the run is gone on with"
      """
    try Data(secret.utf8).write(to: URL(fileURLWithPath: world.path("secret.txt")))
    let first = try await world.run(script, params: ["key": "hunter2"])
    #expect(first.output == "true it is \(secret)\na second one\n", "\(String(describing: first.error))")
    let written = String(decoding: try world.journalBytes(), as: UTF8.self)
    #expect(!written.contains("battery"))
    let journal = try SQLiteJournal(path: world.path("journal.db"))
    let exported = try JSON.text(try RunRecording.json(of: try journal.load(1), in: journal))
    #expect(exported.contains("secret:input:"))
    #expect(!exported.contains("battery"))
    let second = try await world.another().run(script, params: ["key": "hunter2"])
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 2)
    await world.end()
  }

  @Test("A secret that the pieces of a stream cut is not written down, and the pieces come back as they were")
  func streamed() async throws {
    let world = try await JournalWorld()
    let secret = "quiet otters juggling stones"
    let script = """
      param key: secret
      let p = predict "meta/meta-llama-3-8b-instruct" <prompt: key>
      for piece in stream p { print piece, end: "|" }
      print len(await p)
      throw "so that \\(key) is gone on with"
      """
    let first = try await world.run(script, params: ["key": Value(secret)])
    let whole = first.output.filter { $0 != "|" }
    #expect(!first.output.contains(secret) && whole.contains(secret), "\(first.output)")
    let run = try SQLiteJournal(path: world.path("journal.db")).load(1)
    // What the pieces say together, in the stream, in the output, and in the record.
    let together = (run.effects.map(\.answer) + run.calls.compactMap(\.record)).map { bytes in
      String(decoding: bytes, as: UTF8.self).replacing(#"",""#, with: "")
    }
    #expect(together.allSatisfy { !$0.contains(secret) }, "\(together)")
    #expect(together.count { $0.contains("secret:key") } >= 2, "\(together)")
    #expect(run.header.ending?.message == "so that ••• is gone on with")
    let second = try await world.another().run(script, params: ["key": Value(secret)])
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("A short secret is not written down where a whole text repeats it")
  func short() async throws {
    let world = try await JournalWorld()
    let script = """
      let echo = await predict "rep/echo" <text: "4711", api_key: "4711">
      print echo.text
      throw "so that the run is gone on with"
      """
    let first = try await world.run(script)
    #expect(first.output == "4711\n", "\(String(describing: first.error))")
    let run = try SQLiteJournal(path: world.path("journal.db")).load(1)
    let record = try JSON.parse(try #require(run.calls.first?.record))
    #expect(record["output"]["text"].string?.contains("secret:input:") == true)
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 1)
    await world.end()
  }
}
