import Foundation
import Rep
import RepJournal
import RepRuntime
import RepSimulator
import RepValue
import Replicate
import Synchronization
import Testing

/// What a run that is gone on with does again, and what it does not.
@Suite(.timeLimit(.minutes(2)))
struct RunJournalTests {
  @Test("What was paid for is not paid for again; a run that ended well is not gone on with")
  func resumes() async throws {
    let world = try await JournalWorld()
    let script = "print await [for n in 0..<5: predict \"replicate/hello-world\" <text: \"\\(n)\">]\n"
    let failed = try await world.run(script + "throw \"no\"")
    #expect(failed.error?.kind == .user)
    let fixed = try await world.run(script)
    #expect(fixed.error == nil)
    #expect(fixed.output == failed.output)
    #expect(world.creates == 5)
    _ = try await world.run(script)
    #expect(world.creates == 10, "the run before ended well")
    await world.end()
  }

  @Test("The output of an await is written once, with its run, and given again without a request")
  func awaits() async throws {
    let world = try await JournalWorld()
    let script = """
      let p = predict "replicate/hello-world" <text: "a">
      print await p, await p, parallel for n in 1..2 { await p }
      throw "so that the run is gone on with"
      """
    let first = try await world.run(script)
    #expect(first.output == "hello a hello a [\"hello a\",\"hello a\"]\n", "\(String(describing: first.error))")
    let run = try SQLiteJournal(path: world.path("journal.db")).load(1)
    let awaits = run.effects.filter { $0.name == "await" }
    #expect(awaits.count == 4 && awaits.allSatisfy(\.answer.isEmpty))
    #expect(run.calls.map { $0.awaited != nil } == [true], "the first stands in the row of its call")
    let asked = world.simulator.statistics.requests["predictions.get", default: 0]
    let second = try await world.another().run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.simulator.statistics.requests["predictions.get", default: 0] == asked)
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("What a changed script has taken over stays its own when it is gone on with")
  func takenOver() async throws {
    let world = try await JournalWorld()
    let call = { (text: String) in "print await predict \"replicate/hello-world\" <text: \"\(text)\">\n" }
    _ = try await world.run(call("a") + call("b") + "throw \"no\"")
    let changed = call("b") + call("new") + call("a") + "throw \"no\""
    let first = try await world.run(changed)
    #expect(first.output == "hello b\nhello new\nhello a\n", "\(String(describing: first.error))")
    let second = try await world.another().run(changed)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(world.creates == 3)
    let journal = try SQLiteJournal(path: world.path("journal.db"))
    let last = try #require(try journal.runs(matching: RunFilter()).first)
    let run = try journal.load(last.id)
    #expect(run.calls.count == 3 && Set(run.calls.map(\.id)).count == 3)
    #expect(run.effects.count { $0.name == "await" } == 3)
    await world.end()
  }

  @Test("A changed script pays only for what is new, wherever its calls stand")
  func changed() async throws {
    let world = try await JournalWorld()
    let call = { (text: String) in "print await predict \"replicate/hello-world\" <text: \"\(text)\">\n" }
    _ = try await world.run(call("a") + call("b") + call("b") + "throw \"no\"")
    let changed = try await world.run("print 1\n" + call("b") + call("new") + call("b") + call("a") + call("b"))
    #expect(changed.output == "1\nhello b\nhello new\nhello b\nhello a\nhello b\n")
    #expect(changed.report?.reused == 3)
    #expect(changed.report?.new == 2, "the third b is one more sample")
    #expect(world.creates == 5)
    await world.end()
  }

  @Test("The failure that ended a run gets a new attempt, one that was caught stays as it was")
  func failures() async throws {
    let world = try await JournalWorld()
    let script = """
      let caught = try await predict "rep/always-fails" <prompt: "caught">
      print caught.error.kind
      await predict "rep/always-fails" <prompt: "not caught">
      """
    for attempt in 1...3 {
      let run = try await world.run(script)
      #expect(run.output == "model_failed\n")
      #expect(run.error?.kind == .modelFailed)
      #expect(world.creates == 1 + attempt)
    }
    await world.end()
  }

  @Test("Clock, chance and the order of waits repeat; what is added to a file is added once")
  func repeats() async throws {
    let world = try await JournalWorld()
    let script = """
      var order = []
      print now(), random(), random(1, 1_000_000), uuid()
      parallel for n in 0..<12 {
        sleep random(1, 40) / 1000
        await predict "replicate/hello-world" <text: "\\(n)">
        order.push(n)
        append "log.txt", "\\(n) "
      }
      print order
      print await predict "replicate/hello-world" <text: "after \\(order)">
      throw "no"
      """
    let first = try await world.run(script)
    let second = try await world.run(script)
    #expect(first.output == second.output)
    #expect(first.output.contains("hello after ["))
    #expect(world.creates == 13)
    #expect(try world.read("log.txt").split(separator: " ").count == 12)
    await world.end()
  }

  @Test("Saved files keep their names, and come back when they are gone, even where the server has removed them")
  func saves() async throws {
    let world = try await JournalWorld()
    let script = """
      let picture = await predict "black-forest-labs/flux-schnell" <prompt: "otter", output_format: "png">
      print save(picture, to: "out/")
      throw "no"
      """
    let first = try await world.run(script)
    let path = "out/out-0.png"
    #expect(first.output.contains(path))
    let bytes = try world.data(path)
    try world.remove(path)
    // The copy in the journal's folder stays.
    world.simulator.removeData()
    #expect(try await !world.isNewestServed())
    let second = try await world.run(script)
    #expect(second.output == first.output, "\(String(describing: second.error))")
    #expect(try world.data(path) == bytes)
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("The end of a stream is no record: a later process reads what came of the run, by its id")
  func streamedOnly() async throws {
    let world = try await JournalWorld()
    let script = """
      let p = predict "meta/meta-llama-3-8b-instruct" <prompt: "hi", max_tokens: 8>
      let text = (collect(stream p)).join("")
      """
    _ = try await world.run(script + "\nthrow \"no\"")
    let call = try SQLiteJournal(path: world.path("journal.db")).load(1).calls.first
    #expect(call?.status == "succeeded" && call?.state == .open && call?.record == nil)
    let changed = try await world.another().run(script + "\nprint (await p).join(\"\") == text and text != \"\"\nthrow \"no\"")
    #expect(changed.output == "true\n", "\(String(describing: changed.error?.message))")
    let again = try await world.another().run(script + "\nprint (await p).join(\"\") == text and text != \"\"\nthrow \"no\"")
    #expect(again.output == "true\n", "\(String(describing: again.error?.message))")
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("A stream gives its pieces again, and a within runs out where it did")
  func streamsAndDeadlines() async throws {
    let world = try await JournalWorld()
    let script = """
      for piece in stream predict "meta/meta-llama-3-8b-instruct" <prompt: "hi", max_tokens: 8> { print piece, end: "|" }
      let slow = predict "rep/slow" <seconds: 60>
      try { within 300ms { await slow } } catch e { print e.kind }
      throw "no"
      """
    let first = try await world.run(script)
    let second = try await world.run(script)
    #expect(first.output.hasSuffix("timeout\n"))
    #expect(first.output == second.output)
    #expect(world.creates == 2)
    #expect(world.simulator.statistics.streams == 1)
    await world.end()
  }

  @Test("With a cache the k-th equal call takes the k-th result of earlier runs")
  func cache() async throws {
    let world = try await JournalWorld()
    let script = { (count: Int) in
      "for n in 1..\(count) { print settle(predict(\"replicate/hello-world\", input: {text: \"x\"})).id }"
    }
    let first = try await world.run(script(2))
    var settings = RunJournal.Settings()
    settings.cacheSeconds = 3_600
    let second = try await world.run(script(3), settings)
    #expect(second.output.hasPrefix(first.output))
    #expect(second.report?.cached == 2)
    #expect(world.creates == 3)
    await world.end()
  }

  @Test("A budget stops a run before the create that would exceed it, and no script can catch that")
  func budget() async throws {
    let world = try await JournalWorld()
    let script = "for n in 1..9 { print (try await predict(\"replicate/hello-world\", input: {text: \"\\(n)\"})).data }"
    var settings = RunJournal.Settings()
    settings.budget.predictions = 2
    let counted = try await world.run(script, settings)
    #expect(counted.error?.kind == .limit)
    #expect(counted.output == "hello 1\nhello 2\n")
    settings = RunJournal.Settings()
    settings.budget.prices = try PriceList(json: ["replicate/hello-world": .float(0.5)])
    settings.budget.estimate = 1.6
    let estimated = try await world.run(script, settings)
    #expect(estimated.error?.message.contains("estimate") == true)
    #expect(world.creates == 3, "two were known, and three halves fit into 1.6")
    await world.end()
  }

  @Test("A dry run makes up answers of the right shape and sends nothing")
  func dryRun() async throws {
    let world = try await JournalWorld()
    let rehearsal = DryRun(world.engine.services)
    let run = try await world.perform(
      """
      let pictures = await predict "black-forest-labs/flux-schnell" <prompt: "otter">
      print type(pictures), save(pictures, to: "out/")
      print type(await predict "replicate/hello-world" <text: "a">)
      write "note.txt", "x"
      """, gate: rehearsal)
    #expect(run.output == "list [\"out/dry-run-0\"]\nstring\n", "\(String(describing: run.error))")
    #expect(rehearsal.created == ["black-forest-labs/flux-schnell": 1, "replicate/hello-world": 1])
    #expect(world.creates == 0)
    #expect(!world.exists("note.txt"))
    await world.end()
  }

  @Test("A recording runs without a server, and a difference is named by action and field")
  func recording() async throws {
    let world = try await JournalWorld()
    let rest = """
      let p = predict "replicate/hello-world" <text: "p">
      print parallel for n in 1..3 { await p }, (settle p).status, await p
      for piece in stream predict "meta/meta-llama-3-8b-instruct" <prompt: "hi", max_tokens: 4> { print piece, end: "|" }
      print (try await predict "rep/always-fails" <prompt: "x">).error.kind
      """
    let script = { (text: String) in
      "for model in models.list() |> take(30) { if model.name == \"clip\" { print model.name } }\n"
        + "print now(), await predict \"replicate/hello-world\" <text: \"\(text)\">\n" + rest
    }
    let live = try await world.run(script("a"))
    let journal = try SQLiteJournal(path: world.path("journal.db"))
    let text = try JSON.text(try RunRecording.json(of: try journal.load(1), in: journal))
    await world.end()
    let recording = try RunRecording(json: try JSON.parse(text))
    let again = try await world.replay(script("a"), recording)
    #expect(again.error == nil)
    #expect(again.output == live.output)
    let other = try await world.replay(script("b"), recording)
    #expect(other.error?.kind == .divergence)
    #expect(other.error?.message.contains(#"`predict`"#) == true)
    #expect(other.error?.message.contains(#"input.text: "b" was "a""#) == true, "\(other.error?.message ?? "")")
  }

  @Test("No secret and no token is in the file, and a resumed run has them all the same")
  func secrets() async throws {
    let world = try await JournalWorld()
    let script = """
      param key: secret
      print await predict "replicate/hello-world" <text: "with \\(key)">
      throw "no"
      """
    let first = try await world.run(script, params: ["key": "hunter2-\"quoted\""])
    let second = try await world.run(script, params: ["key": "hunter2-\"quoted\""])
    #expect(first.output == "hello with hunter2-\"quoted\"\n")
    #expect(second.output == first.output)
    #expect(world.creates == 1)
    let bytes = try world.journalBytes()
    for secret in ["hunter2", JournalWorld.token] { #expect(bytes.firstRange(of: Data(secret.utf8)) == nil) }
    await world.end()
  }

  @Test("A training without an answer is never sent again without its owner's word")
  func training() async throws {
    let world = try await JournalWorld { configuration in
      configuration.faults = [Fault(.status(500), at: ["trainings.create"], when: .first(1))]
    }
    let script = """
      let version = models.get("ostris/flux-dev-lora-trainer").latest_version.id
      let t = train "ostris/flux-dev-lora-trainer:\\(version)" <input_images: "https://example.com/a.zip">, destination: "me/otter-lora"
      print t.status
      """
    for _ in 1...2 {
      let run = try await world.run(script)
      #expect(run.error?.kind == .unresolved, "\(String(describing: run.error))")
    }
    #expect(world.creates == 0)
    let journal = try SQLiteJournal(path: world.path("journal.db"))
    var call = try #require(try journal.load(1).calls.first)
    #expect(call.state == .unresolved)
    call.state = .refused
    try await journal.commit(call)
    let resolved = try await world.run(script)
    #expect(resolved.error == nil)
    #expect(world.creates == 1)
    await world.end()
  }

  @Test("A picture that the server has removed is sent again where it is an input")
  func keptInputs() async throws {
    let world = try await JournalWorld()
    let script = """
      let pictures = await predict "black-forest-labs/flux-schnell" <prompt: "otter", output_format: "png">
      let p = predict "rep/echo" <text: "a", file: pictures[0]>
      print p.input.file.starts_with("data:image/png")
      """
    var settings = RunJournal.Settings()
    settings.budget.predictions = 1
    let first = try await world.run(script, settings)
    #expect(first.error?.kind == .limit)
    world.simulator.removeData()
    #expect(try await !world.isNewestServed())
    let second = try await world.another().run(script)
    #expect(second.output == "true\n", "\(String(describing: second.error))")
    #expect(world.creates == 2)
    await world.end()
  }

  @Test("A picture that the server still has is passed on by its address")
  func servedInputs() async throws {
    let world = try await JournalWorld()
    let script = """
      let pictures = await predict "black-forest-labs/flux-schnell" <prompt: "otter", output_format: "png">
      let p = predict "rep/echo" <text: "a", file: pictures[0]>
      print p.input.file == pictures[0]
      """
    var settings = RunJournal.Settings()
    settings.budget.predictions = 1
    _ = try await world.run(script, settings)
    let second = try await world.another().run(script)
    #expect(second.output == "true\n", "\(String(describing: second.error))")
    await world.end()
  }

  @Test("A stored result whose version is hidden is taken for a shorter time")
  func hiddenVersions() async throws {
    let world = try await JournalWorld()
    let script = """
      let otter = models.get("me/otter").latest_version.id
      print await predict "me/otter:\\(otter)" <prompt: "a">
      print await predict "meta/meta-llama-3-8b-instruct" <prompt: "a", max_tokens: 4>
      """
    _ = try await world.run(script)
    var settings = RunJournal.Settings()
    settings.cacheSeconds = 3_600
    let both = try await world.run(script, settings)
    #expect(both.report?.cached == 2)
    settings.hiddenCacheSeconds = -1
    let one = try await world.run(script, settings)
    #expect(one.report?.cached == 1, "nobody can tell whether an official model is still the same")
    #expect(world.creates == 3)
    await world.end()
  }

  @Test("Bodies whose keys look like parts of names are told apart")
  func names() async throws {
    let world = try await JournalWorld()
    let script = """
      let texts = parallel for key, n in {"a": 1, "a/0.b": 2, "a\\u0000": 3, "a%00": 4, "a\\u0000b": 5} {
        let inner = parallel for deep, m in {"b": 1} { await predict "replicate/hello-world" <text: "\\(n) \\(m)"> }
        (await predict "replicate/hello-world" <text: "\\(n)">) + inner[0]
      }
      print texts
      throw "no"
      """
    let first = try await world.run(script)
    let second = try await world.run(script)
    #expect(first.output.contains("hello 5hello 5 1"), "\(String(describing: first.error))")
    #expect(second.output == first.output)
    #expect(world.creates == 10)
    await world.end()
  }

  @Test("Two runs at once in one folder are two runs")
  func twoAtOnce() async throws {
    let world = try await JournalWorld()
    let other = try world.another()
    let script = "print await [for n in 0..<20: predict \"replicate/hello-world\" <text: \"\\(n % 4)\">]\n"
    async let mine = world.run(script)
    async let yours = other.run(script)
    let (first, second) = try await (mine, yours)
    #expect(first.error == nil, "\(first.error?.message ?? "")")
    #expect(second.error == nil, "\(second.error?.message ?? "")")
    #expect(first.output == second.output)
    #expect(world.creates == 40)
    let journal = try SQLiteJournal(path: world.path("journal.db"))
    let runs = try journal.runs(matching: RunFilter())
    #expect(runs.map(\.ending?.state) == [.succeeded, .succeeded])
    let ids = try runs.flatMap { try journal.load($0.id).calls.compactMap(\.prediction) }
    #expect(Set(ids).count == 40, "no prediction serves two calls")
    await world.end()
  }

  @Test("More than a few new creates of a run that is gone on with are a question", arguments: [true, false])
  func confirmation(_ goesOn: Bool) async throws {
    let world = try await JournalWorld()
    let script = { (count: Int) in
      "for n in 0..<\(count) { print await predict \"replicate/hello-world\" <text: \"\\(n)\"> }\nthrow \"no\""
    }
    _ = try await world.run(script(2))
    let questions = Mutex<[String]>([])
    var settings = RunJournal.Settings()
    settings.confirm = { question in
      questions.withLock { $0.append(question) }
      return goesOn
    }
    _ = try await world.run(script(5), settings)
    #expect(questions.withLock { $0 }.isEmpty, "three are few")
    let run = try await world.run(script(10), settings)
    #expect(questions.withLock { $0.count } == 1)
    #expect(world.creates == (goesOn ? 10 : 8), "\(run.output)")
    #expect(run.error?.kind == (goesOn ? .user : .interrupted))
    await world.end()
  }
}
