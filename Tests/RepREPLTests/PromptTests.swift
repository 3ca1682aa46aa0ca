import Foundation
import Rep
import RepRuntime
import Testing

@testable import RepREPL

/// The loop, without a terminal.
@Suite(.timeLimit(.minutes(2)))
struct PromptTests {
  @Test("Values and errors are shown; what is null is not")
  func values() async throws {
    let shown = try await transcript(
      ["1 + 1", "let a = [1, {b: \"x\"}]", "a", "null", "print \"hi\"", "nope", "_"], engine: plainEngine())
    #expect(shown.text.hasPrefix("2\n[1, {\"b\": \"x\"}]\nhi\nerror[unknown-name]"), "\(shown.text)")
    #expect(shown.text.hasSuffix("[1, {\"b\": \"x\"}]\n"))
  }

  @Test("No value is lost when an input ends while the prompt begins to wait for it")
  func quickInputs() async throws {
    let shown = try await transcript((1...500).map { "\($0)" }, engine: plainEngine())
    #expect(shown.text.split(separator: "\n").map(String.init) == (1...500).map { "\($0)" })
  }

  @Test("An unfinished input goes on in the next line, as the parser says")
  func continuation() async throws {
    let shown = try await transcript(
      ["fn f(x) {", "  x * 2", "}", "f(21)", "\"{ is no block\"", "[1,", "2]"], engine: plainEngine())
    #expect(shown.text == "42\n\"{ is no block\"\n[1, 2]\n")
    #expect(shown.prompts == ["rep> ", "...> ", "...> ", "rep> ", "rep> ", "rep> ", "...> ", "rep> "])
    #expect(shown.remembered == ["fn f(x) {\n  x * 2\n}", "f(21)", "\"{ is no block\"", "[1,\n2]"])
  }

  @Test("An empty line, Ctrl-C and Ctrl-D abandon an unfinished input", arguments: [LineResult.line("  "), .interrupted, .end])
  func abandoning(_ result: LineResult) async throws {
    let shown = try await transcript([.line("[1,"), result, .line("7")], engine: plainEngine())
    #expect(shown.text.hasSuffix("7\n"))
    #expect(!shown.text.contains("error"))
    #expect(shown.prompts.prefix(3) == ["rep> ", "...> ", "rep> "])
  }

  @Test("A pasted script is one input")
  func pasted() async throws {
    let script = "fn double(x) {\n  x * 2\n}\n\nlet a = double(4)\nprint \"a is\", a\na + 1"
    let shown = try await transcript([script], engine: plainEngine())
    #expect(shown.text == "a is 8\n9\n")
    #expect(shown.remembered == [script])
  }

  static let lines: [(String, PromptLine)] = [
    (":help", .command(.help, "")), (":load  a.rep ", .command(.load, "a.rep")), (":q", .command(.quit, "")),
    (":l", .unknownCommand("l")), (":bogus x", .unknownCommand("bogus")), ("?models.get", .word(.help, "models.get")),
    ("help", .word(.help, "")), ("help \"a/b\"", .word(.help, "\"a/b\"")), ("jobs", .word(.jobs, "")),
    ("jobs.len()", .program("jobs.len()")), ("show _", .word(.show, "_")), ("show", .program("show")),
    ("show = 1", .program("show = 1")), ("open xs[0]", .word(.open, "xs[0]")), ("open(1)", .program("open(1)")),
    ("helpful", .program("helpful")), ("let a = 1", .program("let a = 1")), ("mine x", .program("mine x")),
  ]

  @Test("Commands, words and programs are told apart", arguments: lines)
  func promptLine(_ text: String, _ expected: PromptLine) {
    #expect(PromptLine(text) { $0 == "mine" } == expected)
    if case .word(let word, _) = expected, !text.hasPrefix("?") {
      #expect(PromptLine(text) { $0 == word.rawValue } == .program(text), "a variable hides the word")
    }
  }

  @Test("Commands", arguments: [
    ([":vars"], "There are no variables yet.\n"),
    (["let a = 1; var b = [2]; fn f(x, y = 1, ...z) { x }", ":vars"],
      "  a  let  int  1\n  b  var  list of 1  [2]\n  f  f(x, y?, ...z)\n"),
    ([":type [1, 2]"], "list of 2\n"), ([":type x => x"], "function  fn(x)\n"),
    (["let a = 1", ":clear", ":vars"], "All variables are forgotten.\nThere are no variables yet.\n"),
    (["1", "2", ":history"], "1\n2\n1  1\n2  2\n"), (["1", "2", ":history 1"], "1\n2\n2  2\n"),
    ([":bogus"], "error: there is no command :bogus\nhint: :help lists them\n"),
    ([":hstory"], "error: there is no command :hstory\nhint: did you mean :history?\n"),
    ([":load"], "error: :load needs a file\nhint: :load script.rep\n"),
    ([":save x.rep"], "error: there is nothing to save yet\n"), (["jobs"], "Nothing runs.\n"),
    ([":quit", "1"], ""),
  ])
  func commands(_ lines: [String], _ expected: String) async throws {
    #expect(try await transcript(lines, engine: plainEngine()).text == expected)
  }

  @Test("Help explains built-ins, methods, groups, variables, keywords, and says what was meant", arguments: [
    ("help len", "len(value)"), ("?len", "len(value)"), ("help models.get", "One model with its latest version"),
    ("help models", "models.versions.list"), ("help group_by", "group_by("), ("help await", "output of predictions"),
    ("help :save", ":save FILE"), ("help", "Ctrl-X Ctrl-E"), (":help print", "print("), ("help mine", "let  int  3"),
    ("help pritn", "did you mean print?"), (":actions", "predictions.cancel"), (":actions models.get", "model_owner"),
  ])
  func help(_ line: String, _ part: String) async throws {
    let shown = try await transcript(["let mine = 3", line], engine: plainEngine())
    #expect(shown.text.contains(part), "\(shown.text)")
  }

  @Test("A whole value is paged; the shown one is cut to the screen")
  func show() async throws {
    let shown = try await transcript(["[for i in 1..200: [i * 1000000]]", "show _"], engine: plainEngine())
    #expect(shown.text.split(separator: "\n").count < 24)
    #expect(shown.text.contains("`show _` shows all of it"))
    #expect(shown.pages.count == 1)
    #expect(shown.pages[0].contains("\n  [200000000]\n"))
  }

  @Test("The last input is changed in an editor and run")
  func edit() async throws {
    let shown = try await transcript([.line("40 + 1"), .line(":edit"), .line("_")], engine: plainEngine()) { _, editor in
      editor.edits = { $0.replacingOccurrences(of: "1", with: "2") }
    }
    #expect(shown.text == "41\n40 + 2\n42\n42\n")
  }

  @Test("A file is run in the session; one that is missing is reported")
  func load() async throws {
    let file = NSTemporaryDirectory() + "rep-load-\(UUID().uuidString).rep"
    try "let loaded = 5\nfn twice(x) { x * 2 }\n".write(toFile: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: file) }
    let shown = try await transcript([":load \(file)", "twice(loaded)", ":load /no/such.rep"], engine: plainEngine())
    #expect(shown.text.hasPrefix("10\nerror: cannot read /no/such.rep: No such file"))
  }

  @Test("Ctrl-C stops an input; the session lives on with its variables")
  func interrupt() async throws {
    let shown = try await transcript(
      [.line("let a = 3"), .line("while true { }"), .line("sleep 1h"), .line("a")], engine: plainEngine()
    ) { screen, _ in screen.interrupted = [1, 2] }
    #expect(shown.text == "3\n", "what the user did needs no words")
  }
}
