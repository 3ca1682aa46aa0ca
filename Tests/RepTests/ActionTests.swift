import Foundation
import Rep
import RepRuntime
import RepSimulator
import RepSyntax
import RepValue
import Replicate
import Testing

@Suite struct ActionTests {
  /// Scripts against the simulator, with what they print.
  @Test(arguments: [
    ("print account.get().username", "me\n"),
    ("print await predict \"replicate/hello-world\" <text: \"Ada\">", "hello Ada\n"),
    ("let p = predict \"replicate/hello-world\" <text: \"Ada\">\nprint p.status in [\"starting\", \"processing\"], await p", "true hello Ada\n"),
    ("print await [for n in [\"a\", \"b\"]: predict \"replicate/hello-world\" <text: n>]", "[\"hello a\",\"hello b\"]\n"),
    ("let ps = {x: predict \"replicate/hello-world\" <text: \"x\">}\nprint await ps, await ps", "{\"x\":\"hello x\"} {\"x\":\"hello x\"}\n"),
    ("print (settle predict \"rep/always-fails\" <prompt: \"x\">).status", "failed\n"),
    ("print (try await predict \"rep/always-fails\" <prompt: \"x\">).error.kind", "model_failed\n"),
    ("print (try models.get \"nobody/nothing\").error.status", "404\n"),
    ("print models.get(\"replicate/hello-world\").name, models.get(model_owner: \"replicate\", model_name: \"hello-world\").owner", "hello-world replicate\n"),
    ("print len(models.list() |> take(30)), len(models.list().results)", "30 25\n"),
    ("var n = 0\nfor m in models.list() { n += 1\nif n == 26 { break } }\nprint n", "26\n"),
    ("print len([for m in models.list(): m.name]) == len(models.list().collect())", "true\n"),
    ("var t = \"\"\nfor c in stream predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"hi\"> { t += c }\nprint t == (await predict \"meta/meta-llama-3-8b-instruct\" <prompt: \"hi\">).join(\"\")", "true\n"),
    ("print type(hardware.list()), type(models.readme.get(\"replicate/hello-world\"))", "list string\n"),
  ])
  func actionsAnswer(_ text: String, _ output: String) async throws {
    try await withSimulator { engine, _, _ in
      let result = await run(text, engine)
      #expect(result.error == nil, "\(result.error?.message ?? "")")
      #expect(result.codes == [])
      #expect(result.output == output)
    }
  }

  /// Calls that are wrong before anything is sent, with the code of the static error.
  @Test(arguments: [
    ("models.get \"replicate/hello-world\", versio: 1", "unknown-parameter"),
    ("models.get \"hello-world\"", "invalid-argument"),
    ("models.get()", "invalid-argument"),
    ("models.list sort_by: \"name\"", "wrong-value"),
    ("models.list sort_by: 3", "wrong-type"),
    ("predictions.create version: \"x\"", "invalid-argument"),
    ("predict \"no reference\" <a: 1>", "invalid-argument"),
    ("predict \"a/b\" <a: 1>, wait: 3", "unknown-parameter"),
    ("models.gte \"a/b\"", "unknown-name"),
    ("predictions.cancel", "no-effect"),
    ("search \"x\", limit: 51", "invalid-argument"),
    ("print models", "group-as-value"),
  ])
  func wrongCallsAreFoundBeforeTheyAreSent(_ text: String, _ code: String) throws {
    let engine = try plainEngine()
    let messages = engine.check(Source(name: "test.rep", text: text + "\nprint 1")).messages
    #expect(messages.map(\.diagnostic.code).contains(code), "\(messages.map(\.diagnostic.code))")
  }

  @Test func everyOperationIsABuiltin() throws {
    let engine = try plainEngine()
    for operation in Operations.all {
      let builtin = try #require(engine.builtins.function(named: operation.id))
      let names = Set(builtin.parameters.map(\.name))
      #expect(Set(operation.parameters.map(\.name)).isSubset(of: names), "\(operation.id)")
    }
    #expect(Operations.all.count == 37)
    #expect(Operations.all.count { $0.action != nil } == 31)
  }

  @Test func inputsAreCheckedBeforeTheyArePaidFor() async throws {
    try await withSimulator { engine, simulator, _ in
      for (input, hint) in [
        ("txt: \"Ada\"", "did you mean `text`?"), ("text: 3", nil), ("", nil),
      ] as [(String, String?)] {
        let result = await run("await predict \"replicate/hello-world\" <\(input)>", engine)
        #expect(result.kind == "validation")
        if let hint { #expect(result.error?.hint == hint) }
      }
      #expect(simulator.statistics.creates == 0)
    }
  }

  @Test func awaitNamesThePlaceOfWhatItCannotWaitFor() async throws {
    try await withSimulator { engine, _, _ in
      let result = await run("await {a: [predict \"replicate/hello-world\" <text: \"x\">, 3]}", engine)
      #expect(result.kind == "type")
      #expect(result.error?.message.contains("`a[1]`") == true)
    }
  }

  @Test func filesGoInAndOutputsComeOut() async throws {
    try await withSimulator { engine, simulator, folder in
      let result = await run(
        """
        let url = (await predict "black-forest-labs/flux-schnell" <prompt: "an otter", output_format: "png">)[0]
        let path = save url, to: "out/"
        let again = save url, to: "out/"
        let bigger = await predict "nightmareai/real-esrgan" <image: file(path), scale: 2>
        print path != again, save(bigger, to: "big.png"), len(glob("out/*.png"))
        """, engine)
      #expect(result.error == nil, "\(result.error?.message ?? "")")
      #expect(result.output.hasPrefix("true ") && result.output.hasSuffix("big.png 2\n"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/big.png"))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(simulator.statistics.tokensSeenElsewhere == 0)
    }
  }

  @Test func withinCancelsOnTheServer() async throws {
    var configuration = quickConfiguration()
    configuration.modelTime = 1
    configuration.slowModelDuration = .seconds(3600)
    try await withSimulator(configuration) { engine, simulator, _ in
      let result = await run(
        """
        let p = predict "replicate/hello-world" <text: "before">
        var id = ""
        let r = try { within 15s {
          let slow = predict "rep/slow" <>
          id = slow.id
          await slow
        } }
        print r.error.kind, (settle predictions.get(id)).status, await p
        """, engine)
      #expect(result.output == "timeout canceled hello before\n", "\(result.error?.message ?? "")")
      #expect(simulator.statistics.cancels == 1)
    }
  }

  @Test func aFailedBodyCancelsTheOthersOnTheServer() async throws {
    var configuration = quickConfiguration()
    configuration.slowModelDuration = .seconds(3600)
    try await withSimulator(configuration) { engine, simulator, _ in
      let result = await run(
        """
        var id = ""
        let r = try parallel(on_error: "cancel") for k in ["slow", "failing"] {
          if k == "slow" {
            let slow = predict "rep/slow" <>
            id = slow.id
            await slow
          } else {
            while id == "" { sleep 1ms }
            throw "enough"
          }
        }
        print r.error.message, (settle predictions.get(id)).status
        """, engine)
      #expect(result.output == "enough canceled\n", "\(result.error?.message ?? "")")
      #expect(simulator.statistics.cancels == 1)
    }
  }

  @Test func aRunThatEndsWellLeavesItsPredictions() async throws {
    try await withSimulator { engine, simulator, _ in
      let result = await run("let p = predict \"rep/slow\" <>\nprint p.status != null", engine)
      #expect(result.output == "true\n")
      #expect(simulator.statistics.cancels == 0)
    }
  }

  /// A create whose answer is lost is found in the account's list: the script sees what it would have seen.
  @Test func lostAnswersAreNotPaidTwice() async throws {
    var configuration = quickConfiguration()
    configuration.faults = [Fault(.answerLost, at: ["predictions.create"])]
    try await withSimulator(configuration) { engine, simulator, _ in
      let result = await run("print await predict \"replicate/hello-world\" <text: \"x\">", engine)
      #expect(result.output == "hello x\n", "\(result.error?.message ?? "")")
      #expect(simulator.statistics.creates == 1)
    }
  }
}
