import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// Every limit has an error that names it, that no script catches, and that leaves the next run alone. How limits stand
/// up to malice is in HostileTests.
@Suite(.timeLimit(.minutes(2))) struct LimitTests {
  @Test(arguments: [
    ("while true { }", Limits(steps: 1_000), Limits.Field.steps),
    ("fn f() { f() }\nf()", Limits(callDepth: 50), .callDepth),
    ("fn f() { f() }\nf()", Limits(callDepth: .max, stackBytes: 1 << 20), .callDepth),
    ("[1..200000]", Limits(memory: 1 << 20), .memory),
    ("sleep 1h", Limits(duration: .milliseconds(50)), .duration),
    ("print \"four\"", Limits(outputBytes: 4), .outputBytes),
    ("log \"four\"", Limits(outputBytes: 4), .outputBytes),
  ])
  func namesItself(_ text: String, _ limits: Limits, _ field: Limits.Field) async throws {
    let engine = try plainEngine(limits: limits)
    for text in [text, "try { \(text) } catch e { }", "let e = try (() => {\n\(text)\n})()"] {
      let result = await run(text, engine)
      #expect(result.error?.limit == field, "\(text): \(result.error?.message ?? "no error")")
      #expect(result.kind == "limit")
      #expect(result.error?.isCatchable == false)
    }
    #expect(await run("1 + 1", engine).value == 2)
  }

  @Test func predictionsAreCountedWhereverTheyAreCreated() async throws {
    let create = "await predict \"replicate/hello-world\" <text: \"x\">"
    let cases: [(text: String, made: Int, isWithin: Bool)] = [
      ("for i in 1..2 { \(create) }", 2, true),
      ("for i in 1..3 { \(create) }", 2, false),
      ("parallel(limit: 2) for i in 1..9 { \(create) }", 2, false),
      ("while true { try { \(create) } catch e { } }", 2, false),
      // A create that is refused takes no place.
      ("for i in 1..9 { try predict \"nobody/nothing\" <> }\nfor i in 1..2 { \(create) }", 2, true),
    ]
    for (text, made, isWithin) in cases {
      try await withSimulator(limits: Limits(predictions: 2)) { engine, simulator, _ in
        let result = await run(text, engine)
        #expect(result.error?.limit == (isWithin ? nil : .predictions), "\(text): \(result.error?.message ?? "")")
        #expect(simulator.statistics.creates == made, "\(text)")
      }
    }
  }

  @Test func onlyOpenPredictionsCountAtOneTime() async throws {
    let quick = "predict \"replicate/hello-world\" <text: \"x\">"
    let cases: [(text: String, isWithin: Bool)] = [
      ("for i in 1..9 { await \(quick) }", true),
      ("parallel(limit: 2) for i in 1..9 { await \(quick) }", true),
      ("for i in 1..9 { predictions.cancel((predict \"rep/slow\" <seconds: 3600>).id) }", true),
      ("let all = [for i in 1..3: predict \"rep/slow\" <seconds: 3600>]", false),
      ("parallel(limit: 3) for i in 1..3 { await predict \"rep/slow\" <seconds: 3600> }", false),
    ]
    for (text, isWithin) in cases {
      var configuration = quickConfiguration()
      configuration.slowModelDuration = .seconds(3_600)
      try await withSimulator(configuration, limits: Limits(concurrentPredictions: 2)) { engine, _, _ in
        let result = await run(text, engine)
        #expect(result.error?.limit == (isWithin ? nil : .concurrentPredictions), "\(text): \(result.error?.message ?? "")")
      }
    }
  }

  @Test func bytesAreCountedBothWays() async throws {
    let cases: [(text: String, limits: Limits, field: Limits.Field?)] = [
      ("write \"a.bin\", \"x\".repeat(3000)\nfiles.create file(\"a.bin\")", Limits(uploadBytes: 2_000), .uploadBytes),
      ("write \"a.bin\", \"x\".repeat(3000)\nfiles.create file(\"a.bin\")", Limits(uploadBytes: 9_000), nil),
      ("write \"a.bin\", \"x\".repeat(3000)\npredict \"nightmareai/real-esrgan\" <image: file(\"a.bin\")>", Limits(uploadBytes: 2_000),
        .uploadBytes),
      ("save \"data:text/plain,1234567890\", to: \"out.txt\"", Limits(downloadBytes: 9), .downloadBytes),
      ("save \"data:text/plain,1234567890\", to: \"out.txt\"", Limits(downloadBytes: 10), nil),
      ("for i in 1..2 { try { save \"data:text/plain,1234567890\", to: \"out.txt\" } catch e { } }",
        Limits(downloadBytes: 15), .downloadBytes),
    ]
    for (text, limits, field) in cases {
      try await withSimulator(limits: limits) { engine, _, _ in
        let result = await run(text, engine)
        #expect(result.error?.limit == field, "\(text): \(result.error?.message ?? "")")
      }
    }
  }

  /// Where nothing is limited, nothing is measured either.
  @Test func namesAreThoseOfTheFields() {
    let fields = Mirror(reflecting: Limits()).children.compactMap(\.label)
    for field in Limits.Field.allCases { #expect(fields.contains(field.rawValue)) }
  }
}
