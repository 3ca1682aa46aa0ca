import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// Scripts against servers that misbehave: the right value or a clear error, nothing paid twice, nothing lost, and the
/// token nowhere but at the API. All counts are the server's own.
@Suite(.timeLimit(.minutes(10))) struct FaultTests {
  /// Predictions whose outputs name their inputs.
  private static let job = """
    let names = [for i in 1..16: "n\\(i)"]
    let texts = parallel(limit: 8) for name in names { await predict "replicate/hello-world" <text: name> }
    assert texts == [for name in names: "hello " + name]
    let again = await [for name in names: predict "rep/echo" <text: name>]
    assert again.map(o => o.text) == names
    len(texts)
    """

  @Test(
    "Faults that pass are survived, each prediction is made once, and no output is lost",
    arguments: [
      "throttled:0@models.predictions.create=every:3", "throttled:0:date=every:5", "throttled:0:sentence=0.1",
      "500@predictions.get=every:3", "502@predictions.get=every:4", "503@models.get=first:3",
      "reset@predictions.get=every:4", "truncated@predictions.get=every:4", "malformed@predictions.list=every:2",
      "slow:50ms@predictions.get=every:7", "html:503@predictions.get=every:3", "429@predictions.get=every:4",
      "lost@models.predictions.create=nth:3,9", "lost@predictions.create=nth:2",
      "truncated@models.predictions.create=nth:4", "500@models.predictions.create=nth:5",
      "malformed@models.predictions.create=nth:2,6", "reset@models.predictions.create=nth:1,7",
    ])
  func survived(_ fault: String) async throws {
    let (result, _) = try await runHostile(Self.job, [fault], creates: 32)
    #expect(result.error == nil, "\(fault): \(result.error?.message ?? "")")
    #expect(result.value == 16)
  }

  /// Every kind of fault in one run, each of them often.
  private static let everything = [
    "throttled:0@models.predictions.create=every:7", "throttled:0:date@predictions.get,predictions.list=every:5",
    "500@predictions.get,predictions.list,models.get=every:6", "html:502@predictions.get,predictions.list=every:7",
    "503@streams=every:3", "reset@predictions.get,predictions.list=every:8", "truncated@predictions.get=every:9",
    "malformed@predictions.get,predictions.list=every:11", "slow:20ms@predictions.get,predictions.list=every:4",
    "delayed:20ms@models.predictions.create=every:5", "lost@models.predictions.create=nth:2,13",
    "malformed@models.predictions.create=nth:4", "truncated@models.predictions.create=nth:6",
    "reset@models.predictions.create=nth:8", "500@models.predictions.create=nth:10", "redirect@streams=every:4",
    "truncated@delivery=every:3", "503@delivery=every:4", "slow:20ms@delivery=every:2",
  ]

  @Test(
    "All faults at once: scripts of every kind give what they give without faults",
    arguments: [
      (job, 16, 32),
      ("""
        let ps = [for i in 1..4: predict "meta/meta-llama-3-8b-instruct" <prompt: "p\\(i)", max_tokens: 12>]
        let texts = [for p in ps: [for piece in stream p: piece].join("")]
        assert texts == [for output in await ps: output.join("")]
        len(texts)
        """, 4, 4),
      ("""
        let pictures = parallel(limit: 4) for seed in 1..6 {
          await predict "black-forest-labs/flux-schnell" <prompt: "otter", seed:, output_format: "png">
        }
        let paths = save(pictures.flatten(), to: "out/")
        # The server reads each of them as a picture.
        let large = await [for path in paths: predict "nightmareai/real-esrgan" <image: file(path), scale: 2>]
        assert len(glob("out/*")) == 6
        len(large)
        """, 6, 12),
      ("""
        let results = parallel(on_error: "collect") for i in 1..6 {
          if i % 2 == 0 { await predict "rep/always-fails" <prompt: "t\\(i)"> } else { await predict "rep/echo" <text: "t\\(i)"> }
        }
        assert [for r in results if not r.successful: r.error.kind] == ["model_failed", "model_failed", "model_failed"]
        assert [for r in results if r.successful: r.data.text] == ["t1", "t3", "t5"]
        len(results)
        """, 6, 6),
    ] as [(String, Value, Int)])
  func everythingAtOnce(_ text: String, _ value: Value, _ creates: Int) async throws {
    let (result, _) = try await runHostile(text, Self.everything, creates: creates) {
      $0.statusWords = ["starting": "booting", "processing": "thinking", "succeeded": "great"]
      $0.streamCutAfter = 200
      $0.variesStreamForm = true
    }
    #expect(result.error == nil, "\(result.error?.message ?? "")")
    #expect(result.value == value)
  }

  @Test(
    "Faults that do not pass end in a clear error, and nothing was made twice",
    arguments: [
      ("redirect@models.get", "account.get()\nmodels.get \"replicate/hello-world\"", "server"),
      ("redirect@models.predictions.create", "await predict \"rep/echo\" <text: \"x\">", "server"),
      ("malformed@hardware.list", "hardware.list()", "server"),
      ("malformed@models.get", "await predict \"rep/echo\" <text: \"x\">", "server"),
      ("deep:100000@models.get", "models.get \"rep/echo\"", "server"),
      ("402@models.predictions.create", "await predict \"rep/echo\" <text: \"x\">", "credit"),
      ("401", "account.get()", "auth"),
      ("422@models.predictions.create", "await predict \"rep/echo\" <text: \"x\">", "validation"),
    ])
  func ends(_ fault: String, _ text: String, _ kind: String) async throws {
    let (result, statistics) = try await runHostile(text, [fault])
    #expect(result.kind == kind, "\(fault): \(result.error?.message ?? "no error")")
    #expect(statistics.creates <= 1)
  }

  /// Streams of predictions in each state.
  @Test(arguments: [
    ("let p = predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"x\", max_tokens: 5>\nawait p\n[for c in stream p: c].join(\"\") == (await p).join(\"\")", nil),
    ("let p = settle predict \"rep/always-fails\" <>\nfor c in stream p { }", "model_failed"),
    ("let p = predict \"rep/slow\" <seconds: 3600>\npredictions.cancel p.id\nfor c in stream p { }", "canceled"),
    ("[for c in stream predict \"rep/echo\" <text: \"x\">: c].join(\"\").contains(\"x\")", nil),
    ("let s = stream predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"x\">\nfor c in s { break }\nfor c in s { }", "type"),
    ("let s = stream({id: \"x\"})", "type"),
  ] as [(String, String?)])
  func streams(_ text: String, _ kind: String?) async throws {
    try await withSimulator { engine, _, _ in
      let result = await run(text, engine)
      #expect(result.kind == kind, "\(result.error?.message ?? "")")
      if kind == nil { #expect(result.value == true) }
    }
  }

  @Test("Awaiting a prediction again, whatever holds it, costs no request")
  func awaitedTwice() async throws {
    try await withSimulator { engine, simulator, _ in
      let counted = Builtin("requests", summary: "How many requests the server has had.") { (_) throws(ScriptError) in
        .int(simulator.statistics.totalRequests)
      }
      engine.add(counted)
      let text = """
        let ps = [for i in 1..20: predict "replicate/hello-world" <text: "n\\(i)">]
        let outputs = await ps
        let before = requests()
        assert await ps == outputs
        for p in ps { assert (settle p).status == "succeeded" }
        assert (await {a: ps[0], b: [ps[1]]}).a == outputs[0]
        parallel for p in ps { await p }
        requests() - before
        """
      let result = await run(text, engine)
      #expect(result.value == 0, "\(result.error?.message ?? "")")
    }
  }

  /// Walks of lists with how many pages they may fetch.
  @Test(arguments: [
    ("models.list() |> take(25)", 1), ("models.list() |> take(26)", 2), ("take(models.list(), 0)", 1),
    ("models.list() |> find(m => m.name != \"\")", 1), ("for m in models.list() { break }", 1),
    ("let p = models.list()\ntake(p, 30)\ntake(p, 40)", 2), ("models.list().results", 1),
    ("var n = 0\nfor m in models.list() { n += 1\nif n == 25 { break } }", 1),
    ("parallel(limit: 1) for m in models.list() |> take(3) { m.name }", 1),
  ])
  func pagesAreFetchedAsFarAsTheyAreRead(_ text: String, _ pages: Int) async throws {
    try await withSimulator { engine, simulator, _ in
      let result = await run(text, engine)
      #expect(result.error == nil, "\(result.error?.message ?? "")")
      #expect(simulator.statistics.requests["models.list"] == pages)
    }
  }

  @Test("What a within has canceled is canceled on the server when the run has ended")
  func withinCancels() async throws {
    try await withSimulator { engine, simulator, _ in
      let script = try engine.compile(
        "let r = try { within 300ms { await [for i in 1..3: predict \"rep/slow\" <seconds: 3600>] } }\nr.error.kind",
        name: "within.rep")
      let handle = try script.start()
      let value = try await handle.outcome().get()
      #expect(value == "timeout")
      for stopping in handle.run.scope.stoppingWork { _ = await stopping.value }
      #expect(simulator.statistics.cancels == simulator.statistics.creates)
      #expect(handle.run.scope.openWork.isEmpty)
    }
  }

  @Test("A failed body cancels the others on the server with on_error: \"cancel\"")
  func siblingsAreCanceled() async throws {
    try await withSimulator { engine, simulator, _ in
      let text = """
        let r = try parallel(on_error: "cancel") for i in 1..4 {
          if i == 4 { throw "no" }
          await predict "rep/slow" <seconds: 3600>
        }
        r.error.message
        """
      let script = try engine.compile(text, name: "cancel.rep")
      let handle = try script.start()
      let value = try await handle.outcome().get()
      #expect(value == "no")
      for stopping in handle.run.scope.stoppingWork { _ = await stopping.value }
      #expect(simulator.statistics.cancels == simulator.statistics.creates)
    }
  }
}
