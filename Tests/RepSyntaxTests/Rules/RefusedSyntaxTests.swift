import RepSyntax
import Testing

/// What does not parse, with the place and the code of each problem.
@Suite struct RefusedSyntaxTests {
  /// Lines and input blocks (R1, R5, R7).
  static let linesAndInputBlocks: [Refused] = [
    .init(#"let x = 1 let y = 2"#, "1:11 unexpected-token"),
    .init(
      #"""
      if a
      { 1 }
      """#, "2:1 block-on-new-line"),
    .init(#"f(a) <b: 1>"#, "1:6 input-after-call"),
    .init(#"predict "m", <a: 1>"#, "1:14 input-after-comma"),
    .init(
      #"""
      predict "m"
      <a: 1>
      """#, "2:1 input-on-new-line"),
    .init(#"predict "m", wait_for: 3 <a: 1>"#, "1:26 input-after-option"),
    .init(#"predict "m" <a: 1>, "x""#, "1:21 positional-after-input"),
    .init(#"predict "m" <a: 1>.b"#, "1:19 access-after-input"),
    .init(#"predict "m" <a: 1>[0]"#, "1:19 access-after-input"),
    .init(#"a <> b"#, "1:3 foreign-operator"),
    .init(#"f <a: x > 1>"#, "1:11 comparison-in-input"),
    .init(#"f <a: x > 1, b: 2>"#, "1:11 comparison-in-input"),
    .init(#"f <a: x < 1>"#, "1:9 comparison-in-input"),
    .init(#"f <a: x >= 1>"#, "1:9 comparison-in-input"),
    .init(#"f <a: x > -1>"#, "1:14 unexpected-token"),
    .init(#"f <a: 1"#, "1:8 unclosed-bracket"),
    .init(#"f <a: 1 b: 2>"#, "1:9 unexpected-token"),
  ]

  /// Objects and braces (R8, R10, R21).
  static let objectsAndBraces: [Refused] = [
    .init(#"{k, v}"#, "1:2 missing-colon", "1:5 missing-colon"),
    .init(#"{k}"#, "1:2 missing-colon"),
    .init(#"{a = 1}"#, "1:4 missing-colon"),
    .init(#"{1: 2}"#, "1:2 invalid-key"),
    .init(#"{[a]: 2}"#, "1:2 invalid-key"),
    .init(#"let x = {let y = 1}"#, "1:10 bare-block"),
    .init(#"{ print "a" }"#, "1:3 bare-block"),
    .init(#"x => {for k, v in o: k: v}"#, "1:20 object-comprehension-body"),
  ]

  /// Assignments.
  static let assignments: [Refused] = [
    .init(#"if a = b { }"#, "1:6 misplaced-assignment"),
    .init(#"while a = b { }"#, "1:9 misplaced-assignment"),
    .init(#"f(a = 1)"#, "1:5 misplaced-assignment"),
    .init(#"(a = 1)"#, "1:8 unexpected-token"),
    .init(#"[a = 1]"#, "1:4 misplaced-assignment"),
    .init(#"a = b = c"#, "1:7 misplaced-assignment"),
  ]

  /// Words and operators of other languages.
  static let wordsAndOperatorsOfOtherLanguages: [Refused] = [
    .init(#"a && b"#, "1:3 foreign-operator"),
    .init(#"a || b"#, "1:3 foreign-operator"),
    .init(#"!a"#, "1:1 foreign-operator"),
    .init(#"a === b"#, "1:3 foreign-operator"),
    .init(#"a !== b"#, "1:3 foreign-operator"),
    .init(#"x++"#, "1:2 foreign-operator"),
    .init(#"x--"#, "1:4 unexpected-token"),
    .init(#"++x"#, "1:1 foreign-operator"),
    .init(#"elif a { }"#, "1:1 foreign-word"),
    .init(#"if a { } elif b { }"#, "1:10 unexpected-token"),
    .init(
      #"""
      if a { }
      elif (b) { }
      """#, "2:1 foreign-word"),
    .init(#"let {a, b} = o"#, "1:5 destructuring"),
    .init(#"let [a, b] = o"#, "1:5 destructuring"),
    .init(#"let a, b = 1"#, "1:6 destructuring"),
    .init(#"let a: int = 1"#, "1:6 type-annotation"),
    .init(#"x := 1"#, "1:3 foreign-operator"),
    .init(#"let x := 1"#, "1:7 foreign-operator"),
    .init(#"a // b"#, "1:3 foreign-operator"),
    .init(#"/* a */"#, "1:1 foreign-operator"),
    .init(#"a -> b"#, "1:3 foreign-operator"),
    .init(#"a ? b : c"#, "1:3 foreign-operator"),
    .init(#"print “hello”"#, "1:7 unexpected-character", "1:13 unexpected-character"),
    .init(#"let a = 5 b"#, "1:11 unexpected-token"),
    .init(#"let x"#, "1:6 unexpected-token"),
    .init(#"let x == 3"#, "1:7 unexpected-token"),
    .init(#"let for = 1"#, "1:5 reserved-word"),
    .init(#"fn if() { }"#, "1:4 reserved-word"),
    .init(#"for (x in xs) { }"#, "1:5 parentheses-in-for"),
    .init(#"for (let i = 0; i < 3; i++) { }"#, "1:5 parentheses-in-for"),
    .init(#"for x of xs { }"#, "1:7 unexpected-token"),
    .init(#"for i = 0 { }"#, "1:7 unexpected-token"),
    .init(#"for [a, b] in xs { }"#, "1:5 destructuring"),
    .init(#"for a, b, c in xs { }"#, "1:9 too-many-names"),
    .init(#"def f(x) { }"#, "1:10 unexpected-block"),
    .init(#"function f(x) { }"#, "1:15 unexpected-block"),
    .init(#"const x = 3"#, "1:1 invalid-assignment"),
    .init(#"print f"a""#, "1:8 unexpected-token"),
    .init(#"'don't'"#, "1:6 unexpected-token", "1:7 unterminated-string"),
  ]

  /// Operators (R11).
  static let operators: [Refused] = [
    .init(#"1..2..3"#, "1:5 chained-range"),
    .init(#"1...3"#, "1:2 unexpected-token"),
    .init(#"a < b < c"#, "1:7 chained-comparison"),
    .init(#"a == b == c"#, "1:8 chained-comparison"),
    .init(#"1 + not b"#, "1:5 not-needs-brackets"),
  ]

  /// Arguments (R2, R4, R7).
  static let arguments: [Refused] = [
    .init(#"f not x"#, "1:3 unexpected-token"),
    .init(#"f a b: 1"#, "1:6 unexpected-colon"),
    .init(#"[f a, b: 1]"#, "1:8 unexpected-token"),
    .init(#"(f a, b)"#, "1:5 unexpected-token"),
    .init(#"f seed:"#, "1:8 unexpected-token"),
    .init(#"f seed:, b: 1"#, "1:3 shorthand-in-command"),
    .init(#"f(a: 1, 2)"#, "1:9 positional-after-named"),
    .init(#"f(if:)"#, "1:3 reserved-word"),
  ]

  @Test(arguments: linesAndInputBlocks)
  func refusesLinesAndInputBlocks(_ refused: Refused) { refused.check() }

  @Test(arguments: objectsAndBraces)
  func refusesObjectsAndBraces(_ refused: Refused) { refused.check() }

  @Test(arguments: assignments)
  func refusesAssignments(_ refused: Refused) { refused.check() }

  @Test(arguments: wordsAndOperatorsOfOtherLanguages)
  func refusesWordsAndOperatorsOfOtherLanguages(_ refused: Refused) { refused.check() }

  @Test(arguments: operators)
  func refusesOperators(_ refused: Refused) { refused.check() }

  @Test(arguments: arguments)
  func refusesArguments(_ refused: Refused) { refused.check() }
}
