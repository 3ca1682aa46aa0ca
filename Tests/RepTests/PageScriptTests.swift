import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// Pages as scripts walk them, from servers that write their links in every way.
@Suite(.timeLimit(.minutes(2))) struct PageScriptTests {
  private static let names = "[for m in models.list(): m.owner + \"/\" + m.name]"

  @Test("Links that are odd but clear are followed to the last page", arguments: ["next:null", "next:http"])
  func odd(_ fault: String) async throws {
    let usual = try await walk(Self.names, fault: nil)
    let odd = try await walk(Self.names, fault: fault)
    #expect(odd.result.error == nil, "\(odd.result.error?.message ?? "")")
    #expect(odd.result.value == usual.result.value)
    #expect((odd.result.value.array?.count ?? 0) > 50)
    #expect(odd.statistics.requests == usual.statistics.requests)
    #expect(odd.statistics.tokensSeenElsewhere == 0)
  }

  @Test(
    "Pages that lead back end with an error as soon as they are read so far",
    arguments: [
      ("next:same", 50, 2, "leads back to the same page"), ("next:circle", 75, 3, "go in a circle"),
      ("next:endless", 25, 101, "100 pages of models.list in a row hold nothing"),
    ])
  func circles(_ fault: String, _ items: Int, _ pages: Int, _ message: String) async throws {
    let text = """
      var n = 0
      let r = try { for m in models.list() { n += 1 } }
      [n, r.error.kind, r.error.message]
      """
    let walked = try await walk(text, fault: fault)
    #expect(walked.result.value[0] == .int(items), "\(walked.result.error?.message ?? "")")
    #expect(walked.result.value[1] == "server")
    #expect(walked.result.value[2].string?.contains(message) == true)
    #expect(walked.statistics.requests["models.list"] == pages)
    // What does not read so far does not meet it.
    let part = try await walk("len(models.list() |> take(\(items)))", fault: fault)
    #expect(part.result.value == .int(items))
    #expect((part.statistics.requests["models.list"] ?? 0) <= pages)
  }

  @Test(
    "No page is fetched that is not needed",
    arguments: [
      ("[for m in models.list() |> take(25) if m.run_count >= 0: m.name]", 1),
      ("let first = (models.list() |> find(m => m.name == \"none of them\")) ?? \"none\"", nil),
      ("let p = models.list()\nlet a = p |> find(m => m.name != \"\")\nlet b = p |> find(m => m.name == a.name)", 1),
      ("let p = models.list()\n[for m in p: m.name]\n[for m in p: m.name]\np |> collect", nil),
      ("for i, m in models.list() { if i == 25 { break } }", 2),
      ("parallel(limit: 4) for m in models.list() |> take(25) { m.name }", 1),
    ] as [(String, Int?)])
  func needed(_ text: String, _ pages: Int?) async throws {
    let whole = try await walk("len(collect(models.list()))", fault: nil)
    let walked = try await walk(text + "\nnull", fault: nil)
    #expect(walked.result.error == nil, "\(walked.result.error?.message ?? "")")
    #expect(walked.statistics.requests["models.list"] == pages ?? whole.statistics.requests["models.list"])
  }

  @Test("A page that fails in the middle is fetched again, and nothing is missing or twice")
  func flakyPages() async throws {
    let usual = try await walk(Self.names, fault: nil)
    for fault in ["503@models.list=nth:2", "reset@models.list=nth:2,4", "truncated@models.list=nth:3"] {
      let flaky = try await walk(Self.names, fault: fault)
      #expect(flaky.result.value == usual.result.value, "\(fault): \(flaky.result.error?.message ?? "")")
    }
  }

  private func walk(
    _ text: String, fault: String?
  ) async throws -> (result: ScriptRunResult, statistics: Simulator.Statistics) {
    var configuration = quickConfiguration()
    if let fault { configuration.faults = [try #require(Fault(fault), "\(fault)")] }
    return try await withSimulator(configuration) { engine, simulator, _ in
      (await run(text, engine), simulator.statistics)
    }
  }
}
