import RepValue
import Testing

@testable import RepRuntime

/// Corner cases as tables: `code`, and what it gives, types included.
@Suite struct LibraryValueTests {
  private func check(_ table: [(code: String, result: String)]) async throws {
    for (code, result) in table {
      let value = try await LibraryScript.evaluate("let value = \(code)\nvalue")
      let expected = try await LibraryScript.evaluate("let value = \(result)\nvalue")
      #expect(LibraryScript.shown(value) == LibraryScript.shown(expected), "\(code)")
    }
  }

  private func checkFailures(_ table: [(code: String, kind: ErrorKind, message: String)]) async throws {
    for (code, kind, message) in table {
      let error = try await LibraryScript.failure("let value = \(code)\nvalue")
      #expect(error?.kind == kind, "\(code): \(error?.message ?? "no error")")
      #expect(error?.message.contains(message) == true, "\(code): \(error?.message ?? "no error")")
    }
  }

  @Test func numbers() async throws {
    try await check([
      ("int(2.9)", "2"), ("int(-2.9)", "-2"), (#"int(" +007 ")"#, "7"), (#"int("-0")"#, "0"), (#"int("-12")"#, "-12"),
      ("int(-0)", "0"), ("float(1.10)", "1.1"), (#"float("1e3")"#, "1000.0"),
      (#"float("-.5".replace("-.", "-0."))"#, "-0.5"),
      ("round(0.5)", "1"), ("round(-0.5)", "-1"), ("round(2.4999)", "2"), ("round(7)", "7"),
      ("round(1e15, 3)", "1000000000000000.0"),
      ("round(2.675, 2)", "2.68"), ("round(5, 1)", "5.0"), ("floor(-0.5)", "-1"), ("ceil(-0.5)", "0"),
      ("floor(3)", "3"),
      ("sqrt(2)", "1.4142135623730951"), ("div(-7, -2)", "3"), ("div(7, -2)", "-4"), ("div(6, -2)", "-3"),
      ("div(-7.5, 2)", "-4"), ("abs(-0.5)", "0.5"), ("min(2, 1.0)", "1.0"), ("max(1, 1.0)", "1"),
      (#"min("b", "a")"#, #""a""#),
      ("min([1.50, 2])", "1.50"), ("sum(0.1, 0.2)", "0.30000000000000004"), ("sum()", "0"),
      ("max([[1, 2]].first())", "2"),
      ("len({})", "0"), (#"len("🦦e\u0301")"#, "3"), ("type(-0)", #""int""#), ("type(1e400)", #""float""#),
      ("string(null)", #""null""#), ("string([1.10, 1E5])", #""[1.10,1E5]""#), ("string(1e16)", #""1e16""#),
    ])
    try await checkFailures([
      (#"int("x")"#, .argument, "is not a number"), (#"int("1.5")"#, .argument, "not a whole number"),
      (#"int("")"#, .argument, "is not a number"), (#"int("1 2")"#, .argument, "is not a number"),
      (#"int("0x10")"#, .argument, "is not a number"), (#"int("99999999999999999999")"#, .number, "64-bit"),
      ("int(1e300)", .number, "64-bit"), ("int(99999999999999999999)", .number, "64-bit"),
      ("int([null][0])", .type, "got null"),
      (#"float("1e999")"#, .number, "range"), (#"float("nan")"#, .argument, "is not a number"),
      ("round(1e300)", .number, "64-bit"), ("round(1, -1)", .argument, "between 0 and 300"),
      ("sqrt(-1)", .number, "negative"),
      ("div(1, 0)", .number, "division by zero"), ("div(1.0, 0)", .number, "division by zero"),
      ("div(-9223372036854775808, -1)", .number, "64-bit"), ("abs(-9223372036854775808)", .number, "64-bit"),
      ("min()", .argument, "of nothing"), ("max([])", .argument, "of nothing"), (#"min(1, "a")"#, .type, "string"),
      ("min([null])", .type, "null"), ("sum([1, null])", .type, "at index 1"),
      ("sum(9223372036854775807, 1)", .number, "64-bit"),
      ("sum(1e400)", .number, "too large"), ("len([3][0])", .type, "got int"),
    ])
  }

  @Test func strings() async throws {
    try await check([
      (#""".upper()"#, #""""#), (#""éß".upper()"#, #""ÉSS""#), (#""ÀÉ".lower()"#, #""àé""#),
      (#""\t\u00a0\u3000x \n".trim()"#, #""x""#), (#"" ".trim()"#, #""""#), (#"" é ".trim()"#, #""é""#),
      (#""".split(",")"#, #"[""]"#), (#""".split()"#, "[]"), (#""".split("")"#, "[]"), (#""a".split("")"#, #"["a"]"#),
      (#"",a,".split(",")"#, #"["", "a", ""]"#), (#""a--b-c".split("--")"#, #"["a", "b-c"]"#),
      (#""a b  c d".split(limit: 2)"#, #"["a", "b  c d"]"#), (#""aéb".split("é")"#, #"["a", "b"]"#),
      (#""abc".split("", 2)"#, #"["a", "bc"]"#), (#""a,b,c".split(",", 1)"#, #"["a,b,c"]"#),
      (#""a\rb\r\nc\n\nd".lines()"#, #"["a", "b", "c", "", "d"]"#), (#""".lines()"#, "[]"),
      (#""\n".lines()"#, #"[""]"#),
      (#""aaa".replace("aa", "b")"#, #""ba""#), (#""abc".replace("x", "y")"#, #""abc""#),
      (#""a.b".replace(".", "")"#, #""ab""#),
      (#""abc".contains("")"#, "true"), (#""".contains("a")"#, "false"), (#""é".starts_with("é")"#, "true"),
      (#""a".starts_with("ab")"#, "false"), (#""abc".ends_with("bc")"#, "true"), (#""abc".ends_with("")"#, "true"),
      (#""é".pad_left(3, "ab")"#, #""abé""#), (#""abc".pad_right(2)"#, #""abc""#),
      (#""x".pad_left(6, "äö")"#, #""äöäöäx""#),
      (#""x".repeat(0)"#, #""""#), (#""".repeat(1000000000)"#, #""""#), (#"len("e\u0301x".graphemes())"#, "2"),
    ])
    try await checkFailures([
      (#""a".split(",", 0)"#, .argument, "at least 1"), (#""a".replace("", "b")"#, .argument, "empty"),
      (#""a".repeat(-1)"#, .argument, "negative"), (#""ab".repeat(1000000000)"#, .argument, "1 GB"),
      (#""a".pad_left(3, "")"#, .argument, "empty"), (#""a".nothing()"#, .type, "no method"),
      (#""a".split(1)"#, .type, "got int"),
    ])
  }

  @Test func lists() async throws {
    try await check([
      ("[].map(x => x)", "[]"), ("[1, null, false, 0, \"\"].filter(x => x)", "[1, 0, \"\"]"),
      ("[1, 2, 3].reduce((a, b) => a * 10 + b, 0)", "123"), ("[5].reduce((a, b) => a + b)", "5"),
      ("[null, 1].any()", "true"), ("[1, null].all()", "false"),
      ("[3, 1.0, 2, 1].sort()", "[1.0, 1, 2, 3]"), ("[3, 1.0, 2, 1].sort(descending: true)", "[3, 2, 1.0, 1]"),
      ("[].sort()", "[]"), (#"["b", "B", "a", "é", "z"].sort()"#, #"["B", "a", "b", "z", "é"]"#),
      ("[1, 9007199254740993, 9007199254740992.0].sort()", "[1, 9007199254740992.0, 9007199254740993]"),
      ("[1, 2, 3].sort((a, b) => b - a)", "[3, 2, 1]"),
      ("[1, 2, 3].sort((a, b) => a > b, descending: true)", "[1, 2, 3]"),
      ("[{k: 1, n: 1}, {k: 0, n: 2}, {k: 1, n: 3}].sort_by(x => x.k).map(x => x.n)", "[2, 1, 3]"),
      ("[{k: 1, n: 1}, {k: 0, n: 2}, {k: 1, n: 3}].sort_by(x => x.k, descending: true).map(x => x.n)", "[1, 3, 2]"),
      ("[[1], [1.0], {a: 1, b: 2}, {b: 2, a: 1}, null].unique()", "[[1], {a: 1, b: 2}, null]"),
      ("[[1], [], [[2]], 3].flatten()", "[1, [2], 3]"), ("[1, 2].zip([3, 4, 5], [6, 7])", "[[1, 3, 6], [2, 4, 7]]"),
      ("[1].zip()", "[[1]]"), ("[].chunk(3)", "[]"), ("[1, 2, 3, 4].chunk(2)", "[[1, 2], [3, 4]]"),
      ("[1].drop(9)", "[]"),
      ("[1, 2].drop(0)", "[1, 2]"), ("[1, 2, 3].take(0)", "[]"), ("[].last()", "null"), ("[].join(\"x\")", "\"\""),
      ("[1, null, [2], {a: 3}].join(\" \")", #""1 null [2] {\"a\":3}""#), ("[[1]].contains([1.0])", "true"),
      ("[1, \"1\"].index_of(\"1\")", "1"), ("[].reverse()", "[]"), ("[].enumerate()", "[]"), ("[].sum()", "0"),
      ("[\"b\", \"a\"].max()", "\"b\""), ("[1, 2, 3].find(x => x > 5)", "null"), ("[].group_by(x => x)", "{}"),
    ])
    try await checkFailures([
      ("[].reduce((a, b) => a)", .argument, "empty list"), ("[].min()", .argument, "of nothing"),
      ("[1, \"a\"].sort()", .type, "at index 1"), ("[null].sort()", .type, "got null"),
      ("[[1], [2]].sort()", .type, "got list"),
      ("[2, 1].sort((a, b) => null)", .type, "got null"), ("[1].sort_by(x => null)", .type, "got null"),
      ("[1].group_by(x => x)", .type, "got int"), ("[1].chunk(0)", .argument, "at least 1"),
      ("[1].drop(-1)", .argument, "negative"),
      ("[1].take(-1)", .argument, "negative"), ("[1].map(3)", .type, "got int"), ("[1].zip(2)", .type, "got int"),
      ("[1].map((a, b) => a)", .argument, "needs"), ("[1].map(x => x.y)", .type, "no members"),
      ("[1, 2].map(x => 1 / (x - 1))", .number, "zero"),
    ])
  }

  @Test func objects() async throws {
    try await check([
      ("{}.keys()", "[]"), ("{b: 1, a: 2}.values()", "[1, 2]"), ("{a: 1}.items()", "[[\"a\", 1]]"),
      ("{a: 1}.has(\"b\")", "false"),
      ("{a: null}.get(\"a\", 1)", "null"), ("{a: 1}.merge({a: 2}, {b: 3, a: 4})", "{a: 4, b: 3}"),
      ("{a: 1}.merge()", "{a: 1}"),
      ("{a: 1, b: 2, c: 3}.without(\"a\", [\"c\", \"x\"])", "{b: 2}"), ("{a: 1, b: 2}.pick([\"b\"])", "{b: 2}"),
      ("{a: 1}.pick()", "{}"), ("{a: 1}.without()", "{a: 1}"), ("{}.map_values(v => v)", "{}"),
    ])
    try await checkFailures([
      ("{a: 1}.get(1)", .type, "got int"), ("{a: 1}.pick(1)", .type, "got int"),
      ("{a: 1}.pick([1])", .type, "got int"),
      ("{a: 1}.merge([])", .type, "got list"), ("{a: 1}.map_values(v => v.x)", .type, "no members"),
    ])
  }

  @Test func inPlace() async throws {
    let code = """
      var xs = [1, 2]
      let before = xs
      xs.push(3, 4)
      xs.insert(0, "first")
      xs.insert(-1, "last but one")
      let popped = xs.pop()
      let removed = xs.remove(-1)
      var o = {a: [1], b: 2}
      o.a.push(2)
      let gone = o.remove("b")
      let missing = o.remove("c")
      [before, xs, popped, removed, o, gone, missing]
      """
    let value = try await LibraryScript.evaluate(code)
    #expect(value.debugDescription == #"[[1,2],["first",1,2,3],4,"last but one",{"a":[1,2]},2,null]"#)
    for (code, message) in [
      ("var xs = []\nxs.pop()", "empty"), ("var xs = [1]\nxs.insert(3, 0)", "index 3"),
      ("var xs = [1]\nxs.remove(1)", "index 1"),
      ("var xs = [1]\nxs.remove(-2)", "index -2"),
    ] {
      let error = try await LibraryScript.failure(code)
      #expect(error?.kind == .index, "\(code)")
      #expect(error?.message.contains(message) == true, "\(code): \(error?.message ?? "")")
    }
  }

  @Test func aCallbackNeverSeesItsListChange() async throws {
    let value = try await LibraryScript.evaluate(
      """
      var xs = [3, 1, 2]
      let doubled = xs.map(x => { xs.push(x * 10); x * 2 })
      let sorted = xs.sort((a, b) => { xs.push(0); a < b })
      [doubled, len(xs) > 6, sorted]
      """)
    #expect(value.debugDescription == "[[6,2,4],true,[1,2,3,10,20,30]]")
  }

  @Test func table() async throws {
    let output = LibraryScript.Output()
    _ = try await LibraryScript.evaluate(
      """
      table [{model: "flux", seconds: 1.5, note: "a\\nb"}, {model: "東京", seconds: 12}, {extra: true, note: null}]
      table [{a: 1, b: 2}], columns: ["b"]
      table []
      """, output: output)
    #expect(
      output.text == """
        model  seconds  note  extra
        -----  -------  ----  -----
        flux       1.5  a b
        東京        12
                              true
        b
        -
        2

        """)
  }
}
