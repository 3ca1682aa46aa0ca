import Foundation
import RepSimulator
import RepValue
import Testing

/// The commands besides `run` and `eval`.
@Suite(.timeLimit(.minutes(2)))
struct CommandTests {
  // MARK: call

  @Test func call() async throws {
    let finished = try await RepProcess.run(
      ["call", "--local", "REPLICATE_MODELS_GET", "model_owner=replicate", "model_name=hello-world"])
    let envelope = try JSON.parse(finished.output)
    #expect(finished.status == 0)
    #expect(envelope.pairs?.map(\.key) == ["successful", "data", "error"])
    #expect(envelope["successful"] == true)
    #expect(envelope["data"]["name"] == "hello-world")
    #expect(envelope["error"].isNull)
  }

  @Test(arguments: ["--input", "input=", "-"])
  func callWithInput(_ form: String) async throws {
    let json = #"{"text": "Ada \\(1 + 1)"}"#
    let words =
      switch form {
      case "--input": ["--input", json]
      case "-": ["--input", "-"]
      default: ["input=" + json]
      }
    let finished = try await RepProcess.run(
      ["call", "--local", "predictions.create", "version=rep/echo", "wait_for=5"] + words, input: json)
    let envelope = try JSON.parse(finished.output)
    #expect(envelope["data"]["input"]["text"] == #"Ada \(1 + 1)"#, "\(finished.output)\(finished.errors)")
  }

  @Test func callUploadsFiles() async throws {
    let folder = try ScratchFolder()
    try folder.write("hello", to: "a.txt")
    let finished = try await RepProcess.run(
      ["call", "--local", "files.create", "content=@a.txt", #"metadata={"a": 1}"#], in: folder.url)
    let data = try JSON.parse(finished.output)["data"]
    #expect(data["size"] == 5, "\(finished.output)\(finished.errors)")
    #expect(data["metadata"]["a"] == 1)
  }

  @Test func callThatFails() async throws {
    let finished = try await RepProcess.run(
      ["call", "--local", "models.get", "model_owner=replicate", "model_name=nothing"])
    let envelope = try JSON.parse(finished.output)
    #expect(finished.status == 1)
    #expect(envelope["successful"] == false)
    #expect(envelope["data"].isNull)
    #expect(envelope["error"]["kind"] == "not_found")
    #expect(envelope["error"]["status"] == 404)
  }

  // MARK: inputs and check --schemas

  @Test func inputs() async throws {
    let finished = try await RepProcess.run(["inputs", "--local", "black-forest-labs/flux-schnell"])
    #expect(finished.output.hasPrefix("INPUT"))
    #expect(finished.output.contains("num_outputs"))
    #expect(finished.output.contains("1 to 4"))
    let json = try await RepProcess.run(["inputs", "--local", "--json", "black-forest-labs/flux-schnell"])
    #expect(try JSON.parse(json.output).array?.first?["input"] == "prompt")
    let missing = try await RepProcess.run(["inputs", "--local", "nobody/nothing"])
    #expect(missing.status == 1)
    let malformed = try await RepProcess.run(["inputs", "--local", "flux"])
    #expect(malformed.status == 2)
    #expect(malformed.errors.contains("owner/name"))
  }

  @Test("check --schemas finds what the model would ignore or refuse, and runs nothing")
  func schemas() async throws {
    let simulator = Simulator()
    let address = try await simulator.start()
    let environment = ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address]
    let cache = try ScratchFolder()
    let script = """
      let subject = "an otter"
      let name = "black-forest-labs/flux-schnell"
      await predict "black-forest-labs/flux-schnell" <promt: subject, num_outputs: 9, output_format: "pgn">
      await predict "black-forest-labs/flux-schnell" <prompt: subject, ...{seed: 1}>
      await predict "black-forest-labs/flux-schnell" <...{prompt: subject}>
      await predict("black-forest-labs/flux-schnell", input: {prompt: 3})
      await predict name <promt: subject>
      """
    let finished = try await RepProcess.run(
      ["check", "--schemas", "-"], input: script,
      environment: environment.merging(["XDG_CACHE_HOME": cache.url.path]) { $1 }.mapValues { $0 })
    let created = simulator.statistics
    await simulator.stop()
    #expect(finished.status == 3)
    let headings = finished.errors.split(separator: "\n").filter { $0.hasPrefix("error") }.map(String.init)
    #expect(headings.count == 5, "\(finished.errors)")
    #expect(headings.contains { $0.hasPrefix("error[unknown-input]: `promt`") })
    #expect(headings.contains { $0.contains("`num_outputs` must be at most 4") })
    #expect(headings.contains { $0.contains("`output_format` must be one of") })
    #expect(headings.contains { $0.contains("needs the input `prompt`") })
    #expect(headings.contains { $0.contains("`prompt` must be a string") })
    #expect(finished.errors.contains("did you mean `prompt`?"))
    #expect(finished.errors.contains("did you mean `png`?"))
    #expect(created.creates == 0)
  }

  @Test func check() async throws {
    let folder = try ScratchFolder()
    try folder.write("print 1", to: "good.rep")
    try folder.write("prnt 1\nlet = 2\n", to: "bad.rep")
    let good = try await RepProcess.run(["check", "good.rep"], in: folder.url)
    #expect(good.status == 0)
    #expect(good.output + good.errors == "")
    let both = try await RepProcess.run(["check", "good.rep", "bad.rep"], in: folder.url)
    #expect(both.status == 3)
    #expect(both.errors.contains("bad.rep:2:"))
  }

  // MARK: test

  @Test func test() async throws {
    let folder = try ScratchFolder()
    let script = """
      fn double(n) { n * 2 }
      test "doubles" { assert double(2) == 4 }
      test "fails" { assert double(2) == 5, "no" }
      test "calls the simulator" { assert account.get().username == "me" }
      """
    try folder.write(script, to: "a.rep")
    try folder.write("test \"fine\" { assert true }", to: "b.rep")
    let finished = try await RepProcess.run(["test", "a.rep", "b.rep"], in: folder.url)
    #expect(finished.status == 1)
    #expect(
      finished.output == """
        ok     a.rep: doubles
        FAILED a.rep: fails
        ok     a.rep: calls the simulator
        ok     b.rep: fine
        4 tests, 1 failed

        """)
    #expect(finished.errors.contains("a.rep:3:"), "\(finished.errors)")
    let passing = try await RepProcess.run(["test", "--quiet", "b.rep"], in: folder.url)
    #expect(passing.status == 0)
    #expect(passing.output == "1 test, 0 failed\n")
  }

  @Test("Tests do not run with the script")
  func testsDoNotRun() async throws {
    let finished = try await RepProcess.run(["run", "-"], input: "test \"no\" { print 1 }\nprint 2")
    #expect(finished.output == "2\n")
  }

  // MARK: fmt

  @Test func format() async throws {
    let folder = try ScratchFolder()
    try folder.write("let  x=1\nprint   x", to: "a.rep")
    let check = try await RepProcess.run(["fmt", "--check", "a.rep"], in: folder.url)
    #expect(check.status == 3)
    #expect(check.output == "a.rep\n")
    #expect(try folder.read("a.rep") == "let  x=1\nprint   x")
    let write = try await RepProcess.run(["fmt", "a.rep"], in: folder.url)
    #expect(write.status == 0)
    #expect(try folder.read("a.rep") == "let x = 1\nprint x\n")
    let again = try await RepProcess.run(["fmt", "--check", "a.rep"], in: folder.url)
    #expect(again.status == 0)
    let stream = try await RepProcess.run(["fmt", "-"], input: "print   1")
    #expect(stream.output == "print 1\n")
  }

  @Test("What does not parse is not touched")
  func formatBroken() async throws {
    let folder = try ScratchFolder()
    try folder.write("let = 1", to: "a.rep")
    let finished = try await RepProcess.run(["fmt", "a.rep"], in: folder.url)
    #expect(finished.status == 3)
    #expect(finished.errors.contains("a.rep:1:5"))
    #expect(try folder.read("a.rep") == "let = 1")
  }

  @Test("A link and the mode of a file stay")
  func formatLink() async throws {
    let folder = try ScratchFolder()
    try folder.write("print   1", to: "real.rep")
    let script = "chmod 754 real.rep; ln -s real.rep link.rep; rep fmt link.rep; test -L link.rep && stat -c %a real.rep"
    let finished = try await RepProcess.shell(
      script.replacingOccurrences(of: "stat -c %a", with: Self.modeCommand), in: folder.url)
    #expect(finished.output == "754\n", "\(finished.errors)")
    #expect(try folder.read("real.rep") == "print 1\n")
  }

  #if os(macOS)
    static let modeCommand = "stat -f %Lp"
  #else
    static let modeCommand = "stat -c %a"
  #endif

  // MARK: help

  @Test(arguments: ["run", "eval", "check", "test", "fmt", "actions", "call", "inputs", "serve"])
  func help(_ command: String) async throws {
    let finished = try await RepProcess.run([command, "--help"])
    #expect(finished.status == 0)
    #expect(finished.output.hasPrefix("OVERVIEW: "))
    #expect(finished.output.contains("USAGE: rep \(command)"), "\(finished.output)")
    let list = try await RepProcess.run(["--help"]).output
    #expect(list.contains("\n  \(command) "))
  }

  @Test func version() async throws {
    let finished = try await RepProcess.run(["--version"])
    #expect(finished.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    let finished = try await RepProcess.run(["--generate-completion-script", shell])
    #expect(finished.status == 0)
    #expect(finished.output.contains("no-preflight"))
    #expect(finished.output.contains("models.get"))
  }
}
