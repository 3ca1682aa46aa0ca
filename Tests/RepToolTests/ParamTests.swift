import Testing

/// A script's params as flags.
@Suite(.timeLimit(.minutes(2)))
struct ParamTests {
  static let script = """
    ## Draws a poster.
    param subject: string = "an otter"  ## what to draw
    param count: int = 1
    param max_cost: float = 2.0
    param big: bool = false
    param styles: list = ["ink"]
    param extra: object = {}
    param image: file = null
    param key: secret = "hidden"
    param other: any = null
    print json.text([subject, count, max_cost, big, styles, extra, other]), image, args()
    """

  struct Case: Sendable, CustomTestStringConvertible {
    let words: [String]
    let expected: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: String..., gives expected: String) { (self.words, self.expected) = (words, expected) }
  }

  @Test(arguments: [
    Case(gives: #"["an otter",1,2.0,false,["ink"],{},null] null []"#),
    Case("--subject", "a cat", "--count=8", gives: #"["a cat",8,2.0,false,["ink"],{},null] null []"#),
    Case("--subject=", gives: #"["",1,2.0,false,["ink"],{},null] null []"#),
    Case("--subject", "-x", gives: #"["-x",1,2.0,false,["ink"],{},null] null []"#),
    Case("--count", "-5", gives: #"["an otter",-5,2.0,false,["ink"],{},null] null []"#),
    Case("--count", "1_000", "--max-cost", "1e3", gives: #"["an otter",1000,1e3,false,["ink"],{},null] null []"#),
    Case("--count", "0x10", "--max-cost", "3", gives: #"["an otter",16,3,false,["ink"],{},null] null []"#),
    Case("--max_cost", "1m30s", gives: #"["an otter",1,90,false,["ink"],{},null] null []"#),
    Case("--big", gives: #"["an otter",1,2.0,true,["ink"],{},null] null []"#),
    Case("--big", "true", "a", gives: #"["an otter",1,2.0,true,["ink"],{},null] null ["a"]"#),
    Case("--big=yes", "--no-big", gives: ""),
    Case("--no-big", gives: #"["an otter",1,2.0,false,["ink"],{},null] null []"#),
    Case("--styles", "a", "--styles", "b", gives: #"["an otter",1,2.0,false,["a","b"],{},null] null []"#),
    Case("--styles", #"["a", 2]"#, gives: #"["an otter",1,2.0,false,["a",2],{},null] null []"#),
    Case("--styles", "7", gives: #"["an otter",1,2.0,false,[7],{},null] null []"#),
    Case("--extra", #"{"a": [1]}"#, gives: #"["an otter",1,2.0,false,["ink"],{"a":[1]},null] null []"#),
    Case("--other", "[1]", "--image", "cat.png", gives: #"["an otter",1,2.0,false,["ink"],{},[1]] cat.png []"#),
    Case("--other", "plain", gives: #"["an otter",1,2.0,false,["ink"],{},"plain"] null []"#),
    Case("a", "-1", "--", "--subject", gives: #"["an otter",1,2.0,false,["ink"],{},null] null ["a","-1","--subject"]"#),
  ])
  func reading(_ given: Case) async throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Self.script, to: "poster.rep")
    let finished = try await RepProcess.run(["run", path] + given.words)
    guard !given.expected.isEmpty else {
      #expect(finished.status == 2)
      #expect(finished.errors.contains("is given 2 times"), "\(finished.errors)")
      return
    }
    #expect(finished.output == given.expected + "\n")
    #expect(finished.errors == "")
    #expect(finished.status == 0)
  }

  @Test(arguments: [
    (["--count", "x"], "--count: `count` takes a whole number, not \"x\""),
    (["--count", "2.5"], "`count` takes a whole number"),
    (["--count", "9223372036854775808"], "a whole number of 64 bits"),
    (["--count", "(1)"], "a whole number"),
    (["--max-cost", "cheap"], "takes a number"),
    (["--big=maybe"], "takes true or false"),
    (["--styles", "[1,"], "takes JSON"),
    (["--extra", "[1]"], "an object, as JSON"),
    (["--image", ""], "the path of a file"),
    (["--count"], "--count needs a value"),
    (["--subject", "--big"], "--subject needs a value"),
    (["--count", "1", "--count", "2"], "is given 2 times"),
    (["--max-csot", "1"], "did you mean --max-cost?"),
    (["--stlyes", "a"], "did you mean --styles?"),
  ])
  func mistakes(_ words: [String], _ message: String) async throws {
    let folder = try ScratchFolder()
    let path = try folder.write(Self.script, to: "poster.rep")
    let finished = try await RepProcess.run([path] + words)
    #expect(finished.status == 2)
    #expect(finished.output == "")
    #expect(finished.errors.contains(message), "\(finished.errors)")
  }

  @Test func help() async throws {
    let folder = try ScratchFolder()
    try folder.write(Self.script, to: "poster.rep")
    let finished = try await RepProcess.run(["run", "poster.rep", "--subject", "x", "--help"], in: folder.url)
    #expect(finished.status == 0)
    #expect(finished.output.hasPrefix("OVERVIEW: Draws a poster.\n\nUSAGE: rep run poster.rep [--subject <string>]"))
    #expect(finished.output.contains(#"--subject <string>  what to draw (default: "an otter")"#), "\(finished.output)")
    #expect(finished.output.contains("--big/--no-big"))
    #expect(!finished.output.contains("hidden"), "a secret's default is shown")
  }

  @Test("The help of a script with syntax errors is its errors")
  func helpOfBrokenScript() async throws {
    let finished = try await RepProcess.run(["run", "-", "--help"], input: "param x: int\nlet = 3\n")
    #expect(finished.status == 3)
    #expect(finished.errors.contains("<stdin>:2:"))
  }

  @Test("A param wins over a flag of the same name, which can stand before the script")
  func paramAgainstFlag() async throws {
    let folder = try ScratchFolder()
    let path = try folder.write("param json: int = 0\nprint json\njson", to: "a.rep")
    let after = try await RepProcess.run([path, "--json", "3"])
    #expect(after.output == "3\n")
    let before = try await RepProcess.run(["--json", path, "--json", "3"])
    #expect(before.output == "3\n")
    #expect(before.errors == "3\n", "with --json, what a script prints goes to standard error")
  }

  @Test("Every flag that `rep run --help` lists works behind the script too")
  func flagsAfterScript() async throws {
    let help = try await RepProcess.run(["run", "--help"]).output
    let flags = help.matches(of: /\n  --([a-z-]+)( <)?/).map { (String($0.1), $0.2 != nil) }
    let folder = try ScratchFolder()
    let values = [
      "timeout": "5s", "base-url": "http://127.0.0.1:9", "on-interrupt": "leave", "journal": "runs.db", "resume": "1",
      "settle": "5s", "lost": "ask", "cache": "7d", "keep": "1GB", "max-predictions": "3", "max-predict-seconds": "5s",
      "max-estimate": "2.5", "prices": try folder.write("{}", to: "prices.json"),
      "replay": try folder.write(#"{"format": "rep-run", "version": 1}"#, to: "run.json"),
    ]
    var seen: Set<String> = []
    for (flag, takesValue) in flags where flag != "version" {
      seen.insert(flag)
      let words = takesValue ? ["--\(flag)", try #require(values[flag], "--\(flag)")] : ["--\(flag)"]
      let finished = try await RepProcess.run(["run", "-"] + words, input: "let x = 1")
      #expect(finished.status == 0, "--\(flag): \(finished.errors)")
    }
    #expect(seen.isSuperset(of: ["local", "json", "quiet", "timeout", "base-url", "no-preflight", "on-interrupt"]))
  }
}
