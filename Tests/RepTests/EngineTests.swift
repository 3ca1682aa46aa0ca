import Foundation
import Rep
import RepRuntime
import RepSyntax
import RepValue
import Testing

@Suite struct EngineTests {
  @Test func aRunGivesTheValueOfTheLastExpression() async throws {
    let result = await run("let x = 40\nx + 2", try plainEngine())
    #expect(result.value == .int(42))
  }

  @Test func oneScriptRunsManyTimesAtOnce() async throws {
    let script = try plainEngine().compile("param n: int\nvar s = 0\nfor i in 1..n { s += i }\ns")
    let sums = try await withThrowingTaskGroup(of: Value.self) { group in
      for n in 1...64 { group.addTask { try await script.run(params: ["n": .int(n)]) } }
      return try await group.reduce(into: [Value]()) { $0.append($1) }
    }
    let expected = (1...64).map { $0 * ($0 + 1) / 2 }
    #expect(sums.compactMap(\.int).sorted() == expected)
  }

  @Test func compilingReportsEveryProblem() throws {
    let engine = try plainEngine()
    #expect(throws: CompilationError.self) { try engine.compile("print unknwon_a\nprint unknown_b") }
    do {
      _ = try engine.compile("print unknown_a\nprint unknown_b")
    } catch {
      #expect(error.messages.map(\.diagnostic.code) == ["unknown-name", "unknown-name"])
      #expect(error.description.contains("<script>:2:7"))
    }
  }

  @Test func paramsAreCheckedBeforeAnythingRuns() async throws {
    let engine = try plainEngine()
    let missing = await run("param subject: string\nprint subject", engine)
    #expect(missing.kind == "argument")
    let unknown = await run("param subject = \"x\"\nprint subject", engine, params: ["subjct": "y"])
    #expect(unknown.error?.hint == "did you mean `subject`?")
    let given = await run("param subject = \"x\"\nprint subject", engine, params: ["subject": "y"])
    #expect(given.output == "y\n")
  }

  /// Limits end the script whatever it catches (R31).
  @Test(arguments: [
    ("while true { }", Limits(steps: 100_000)),
    ("fn f() { f() }\nf()", Limits(steps: .max, stackBytes: 1 << 20)),
    ("while true { try { while true { } } catch e { } }", Limits(steps: 100_000)),
    ("while true { let e = try 1..1000000 }", Limits(steps: 50_000)),
    ("var s = \"x\"\nwhile true { s = s + s.upper() }", Limits(steps: 50_000)),
    ("[1, 2, 3].map(x => { while true { } })", Limits(steps: 10_000)),
    ("while true { print \"spam\" }", Limits(outputBytes: 10_000)),
    ("while true { }", Limits(duration: .milliseconds(100))),
    ("within 1h { while true { } }", Limits(duration: .milliseconds(100))),
    ("parallel for i in 0..9 { while true { } }", Limits(duration: .milliseconds(100))),
    ("try { sleep 1h } catch e { print e }", Limits(duration: .milliseconds(100))),
  ])
  func limitsCannotBeCaught(_ text: String, _ limits: Limits) async throws {
    let result = await run(text + "\nprint \"survived\"", try plainEngine(limits: limits))
    #expect(result.kind == "limit")
    #expect(!result.output.contains("survived"))
    #expect(result.error?.isCatchable == false)
  }

  @Test(arguments: ["while true { }", "sleep 1h", "parallel for i in 0..3 { sleep 1h }", "within 1h { sleep 1h }"])
  func cancellingTheTaskStopsTheScript(_ text: String) async throws {
    let script = try plainEngine().compile("try { \(text) } catch e { }\nprint \"survived\"")
    let output = CollectedOutput()
    let task = Task { try await script.run(output: output) }
    task.cancel()
    await #expect(throws: ScriptError.self) { try await task.value }
    #expect(output.text.isEmpty)
  }

  @Test(arguments: [
    ("read(\"/etc/hostname\")", "permission"), ("write \"x.txt\", \"y\"", "permission"),
    ("exists(\"/etc\")", "permission"), ("env(\"HOME\")", "permission"), ("glob(\"*\")", "permission"),
    ("file(\"/etc/hostname\")", "permission"), ("append \"x.txt\", \"y\"", "permission"),
    ("read_lines(\"/etc/passwd\")", "permission"), ("ask \"?\"", "permission"),
    ("account.get()", "auth"), ("await predict \"a/b\" <x: 1>", "auth"),
  ])
  func nothingIsAllowedByDefault(_ text: String, _ kind: String) async throws {
    #expect(await run(text, try plainEngine()).kind == kind)
  }

  @Test func foldersCannotBeLeft() async throws {
    let root = NSTemporaryDirectory() + "rep-folders-\(UUID().uuidString)"
    let files = FileManager.default
    try files.createDirectory(atPath: root + "/open/in", withIntermediateDirectories: true)
    try files.createDirectory(atPath: root + "/openly", withIntermediateDirectories: true)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: root + "/secret.txt"))
    try Data("fine".utf8).write(to: URL(fileURLWithPath: root + "/open/in/a.txt"))
    try Data("no".utf8).write(to: URL(fileURLWithPath: root + "/openly/b.txt"))
    try files.createSymbolicLink(atPath: root + "/open/link", withDestinationPath: root)
    defer { try? files.removeItem(atPath: root) }
    var options = Engine.Options()
    options.folder = root
    let engine = Engine(
      token: .none, permissions: Permissions(read: ["open"], write: ["open/in"]), options: options)
    #expect(await run("read(\"open/in/a.txt\")", engine).value == "fine")
    for path in [
      "secret.txt", "open/../secret.txt", "open/link/secret.txt", "open/in/../../secret.txt", "openly/b.txt",
      root + "/secret.txt", "open/missing/../../secret.txt",
    ] {
      #expect(await run("read(\"\(path)\")", engine).kind == "permission", "\(path)")
    }
    #expect(await run("write \"open/in/deep/new.txt\", \"x\"", engine).error == nil)
    for path in ["open/a.txt", "open/in/../b.txt", "open/link/c.txt", "d.txt"] {
      #expect(await run("write \"\(path)\", \"x\"", engine).kind == "permission", "\(path)")
    }
  }

  @Test func theTokenIsNoVariable() async throws {
    setenv("REPLICATE_API_TOKEN", "r8_must_not_be_seen_by_any_script_00000", 1)
    defer { unsetenv("REPLICATE_API_TOKEN") }
    let engine = Engine(token: .environment, baseURL: "http://127.0.0.1:9", permissions: .all)
    let result = await run("env(\"REPLICATE_API_TOKEN\")", engine)
    #expect(result.kind == "permission")
    let failure = await run("account.get()", engine)
    #expect(failure.kind == "network")
    #expect(failure.error.map { !"\($0.message) \($0.value)".contains("must_not_be_seen") } == true)
  }

  @Test func modulesLoadOnceAndCyclesAreErrors() async throws {
    let engine = try plainEngine()
    let files = [
      "a.rep": "import \"b.rep\" as b\nprint \"a\"\nlet x = b.y + 1\nfn twice(n) { b.double(n) * 2 }",
      "b.rep": "print \"b\"\nlet y = 1\nfn double(n) { n * 2 }\nlet _hidden = 3",
      "loop.rep": "import \"loop.rep\" as me\nlet x = 1",
    ]
    struct Loader: ModuleLoader {
      let files: [String: String]
      func load(_ path: String, importedBy importer: Source) throws(ScriptError) -> Source {
        guard let text = files[path] else { throw ScriptError(.io, "there is no module \(path)") }
        return Source(name: path, text: text)
      }
    }
    let loader = Loader(files: files)
    let output = CollectedOutput()
    let script = try engine.compile(
      Source(name: "main.rep", text: "import \"a.rep\" as a\nimport \"b.rep\" as b\nprint a.x, a.twice(3), b.y"),
      loader: loader)
    _ = try await script.run(output: output)
    #expect(output.lines == ["b", "a", "2 12 1"])
    func codes(_ text: String) -> [String] {
      engine.check(Source(name: "main.rep", text: text), loader: loader).messages.map(\.diagnostic.code)
    }
    #expect(codes("import \"loop.rep\" as l").contains("import-cycle"))
    #expect(codes("import \"none.rep\" as n").contains("import-failed"))
    #expect(codes("import \"b.rep\" as b\nprint b._hidden").contains("unknown-member"))
    #expect(codes("import \"b.rep\" as b\nprint b.why").contains("unknown-member"))
    #expect(codes("import \"b.rep\" as b\nprint b").contains("module-as-value"))
  }
}
