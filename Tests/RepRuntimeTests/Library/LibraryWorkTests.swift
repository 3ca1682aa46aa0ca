import RepSyntax
import RepValue
import Testing

@testable import RepRuntime

/// Built-ins count the work that they do on values that are middling large, too: a loop of such calls would otherwise
/// run thousands of times longer than its steps allow, and see late that it was stopped.
@Suite(.timeLimit(.minutes(5))) struct LibraryWorkTests {
  private static let text: Value = .string(.make(String(repeating: "some words, 12 of them\n", count: 8_000)))
  private static let json: Value = .string(
    .make("[" + String(repeating: #"{"a": [1, 2.5, "x"]}, "#, count: 8_000) + "null]"))
  private static let numbers = Value((0..<100_000).map { Value.int($0 * 7_919 % 100_003) })
  private static let texts = Value((0..<50_000).map { Value("text \($0 % 1_000)") })
  private static let rows = Value((0..<20_000).map { ["k": .int($0 % 10), "v": Value("\($0)")] as Value })
  private static let object: Value = {
    let object = ObjectStorage()
    for index in 0..<50_000 { object.set(.make("k\(index)"), .int(index)) }
    return .object(object)
  }()

  private static let builtins: BuiltinSet = {
    var set = BuiltinSet()
    set.add(contentsOf: Library.all)
    let inputs = [
      ("text", text), ("other_text", .string(.make(text.string ?? ""))), ("json_text", json), ("numbers", numbers),
      ("other_numbers", Value(numbers.array ?? [])), ("texts", texts), ("rows", rows), ("object", object),
    ]
    set.add(
      contentsOf: inputs.map { name, value in
        Builtin("the_\(name)", [], result: .value, effects: .host, summary: "") { _ in value }
      })
    return set
  }()

  /// A hundred calls take more than a thousand steps, of which the loop itself takes three hundred.
  @Test(arguments: [
    "json.parse(json_text)", "json.text(rows)", "json.find(\"x\" + json_text)", "json.find(\"{\" + text)",
    "base64.encode(text)", "base64.decode(base64.encode(text))", "string(rows)", "\"\\(numbers)\"",
    "text == other_text", "numbers == other_numbers", "text < other_text", "[text, 1] == [other_text, 1]",
    "text + \"x\"", "numbers + [1]", "numbers[1..<90000]", "text[1..<90000]", "numbers.contains(-1)", "-1 in numbers",
    "\"zz\" in text", "text.upper()", "text.lower()", "text.trim()", "text.split(\",\")", "text.split()",
    "text.lines()", "text.repeat(2)", "text.replace(\"words\", \"w\")", "text.contains(\"zz\")",
    "text.starts_with(other_text)", "text.match(\"zz\")", "text.match_all(\"w[a-z]+\")", "texts.join()",
    "texts.unique()", "numbers.sort()", "numbers.reverse()", "numbers.sum()", "numbers.min()", "numbers.max()",
    "numbers.unique()", "numbers.index_of(-1)", "numbers.flatten()", "numbers.take(90000)", "numbers.drop(10)",
    "numbers.zip(other_numbers)", "numbers.chunk(3)", "numbers.enumerate()", "numbers.group_by(x => \"1\")",
    "object.keys()", "object.values()", "object.merge({a: 1})", "{...object, a: 1}", "[...numbers, 1]",
    "object.without(\"k1\")", "object == {...object}", "table(rows)", "rows.map(r => r.k)", "rows.sort_by(r => r.k)",
    "numbers.any(x => false)", "let copy = other_text + \"x\"\ncopy == text + \"x\"",
    "text.ends_with(other_text)", "text.contains(other_text)", "(other_text + \"é\")[-1]", "len(text + \"é\")",
    "var xs = numbers\nxs[0] = 1", "var xs = numbers\nxs.push(1)", "var xs = numbers\nxs += [1]",
    "var xs = numbers\nxs.insert(0, 1)", "var o = object\no.a = 1", "var o = object\no.remove(\"k1\")",
    "var t = text\nt += \"x\"", "state.xs.insert(0, 1)", "state.xs.remove(0)", "state.o[text + \"x\"] = 1",
    "object?[text + \"x\"]", "match numbers { [a, ...rest] => rest; _ => 1 }", "\"\\(text)x\"",
    "[for x in numbers: x]", "numbers.filter(x => true)", "numbers in [other_numbers]", "text in [other_text]",
    "numbers.index_of(other_text)", "\"x\".repeat(200000)", "\"x\".pad_left(200000)", "text.replace(\"zz\", \"\")",
    "text.split(\"zz\")", "{a: numbers} == {a: other_numbers}",
  ])
  func aHundredCalls(_ code: String) async throws {
    var names = ""
    for name in ["text", "other_text", "json_text", "numbers", "other_numbers", "texts", "rows", "object"] {
      names += "let \(name) = the_\(name)()\n"
    }
    names += "var state = {xs: numbers, o: object}\n"
    let source = Source(name: "work", text: names + "for i in 1..100 {\n\(code)\n}")
    let compilation = Program.compile(source, builtins: Self.builtins)
    guard let program = compilation.program else {
      Issue.record("\(compilation.messages.map(\.diagnostic.message))")
      return
    }
    let run = ScriptRun(limits: Limits(steps: 1_000, stackBytes: 16 << 20))
    guard case .failure(let error) = await LibraryScript.outcome(of: program, run) else {
      Issue.record("it ended")
      return
    }
    #expect(error.kind == .limit, "\(error.message)")
  }

  /// A part that nearly occurs at each of half a million places.
  @Test func searching() async throws {
    let code = """
      let text = "a".repeat(1000000)
      let part = "a".repeat(500000) + "b"
      [part in text, part in text + "b", text.contains(part), (text + "b").split(part).map(x => len(x))]
      """
    #expect(try await LibraryScript.evaluate(code) == [false, true, false, [500_000, 0]])
  }
}
