import RepSyntax
import Testing

/// What the rules on patterns, jumps, declarations and literals refuse.
@Suite struct RefusedStructureTests {
  /// Patterns (R10, R22).
  static let patterns: [Refused] = [
    .init(#"match x { 1 => 2, 3 => 4 }"#, "1:17 comma-after-arm"),
    .init(#"match x { 1, 2 => 3 }"#, "1:12 comma-in-pattern"),
    .init(#"match x { 1: 2 }"#, "1:12 missing-arrow"),
    .init(#"match x { a.b => 2 }"#, "1:11 computed-pattern"),
    .init(#"match x { f(1) => 2 }"#, "1:11 computed-pattern"),
    .init(#"match x { "a\(b)" => 2 }"#, "1:11 computed-pattern"),
    .init(#"match x { {a:} => 1 }"#, "1:12 missing-pattern"),
    .init(#"match x { {a, ...} => 1 }"#, "1:15 rest-in-object-pattern"),
    .init(#"match x { [...a, b] => 1 }"#, "1:12 rest-not-last"),
    .init(#"match x { {if} => 1 }"#, "1:12 reserved-word"),
    .init(#"match x { _ => 1; 2 => 3 }"#, "1:19 unreachable-arm"),
    .init(
      #"""
      match x { n => 1
       2 => 3 }
      """#, "2:2 unreachable-arm"),
    .init(#"match x { a | 1 => 2 }"#, "1:11 binding-in-alternative"),
    .init(#"match x { [a] | {b} => 2 }"#, "1:12 binding-in-alternative", "1:18 binding-in-alternative"),
  ]

  /// Conditions (R13).
  static let conditions: [Refused] = [
    .init(#"if try f() { }"#, "1:4 always-true"),
    .init(#"while (try f()) { }"#, "1:7 always-true"),
  ]

  /// Jumps (R33).
  static let jumps: [Refused] = [
    .init(
      #"""
      break
       
      """#, "1:1 break-outside-loop"),
    .init(#"continue; 1"#, "1:1 continue-outside-loop"),
    .init(#"return 1"#, "1:1 return-outside-function"),
    .init(#"fn f() { parallel for x in xs { return 1 } }"#, "1:33 jump-out"),
    .init(#"for y in ys { parallel for x in xs { break } }"#, "1:38 jump-out"),
    .init(#"parallel {a: break, b: continue}"#, "1:14 jump-out"),
    .init(#"test "a" { return 1 }"#, "1:12 return-outside-function"),
    .init(#"for x in xs { x => break }"#, "1:20 break-outside-loop"),
    .init(#"parallel [break]"#, "1:11 jump-out"),
    .init(#"for y in ys { let z = [for x in xs: x ?? break] }"#, "1:42 jump-out"),
    .init(#"fn f() { [for x in xs: x ?? return 1] }"#, "1:29 jump-out"),
  ]

  /// Parallel literals (R33).
  static let parallelLiterals: [Refused] = [
    .init(#"parallel [...a]"#, "1:14 parallel-spread"),
    .init(#"parallel [for x in xs: x]"#, "1:10 parallel-comprehension"),
    .init(#"parallel {...a}"#, "1:14 parallel-spread"),
    .init(#"parallel xs.map(f)"#, "1:10 unexpected-token"),
    .init(#"parallel(8) for x in xs { }"#, "1:10 parallel-option"),
  ]

  /// Places.
  static let places: [Refused] = [
    .init(#"f() = 1"#, "1:1 invalid-assignment"),
    .init(#"a?.b = 1"#, "1:1 invalid-assignment"),
    .init(#"1 = 2"#, "1:1 invalid-assignment"),
    .init(#"(a) = 2"#, "1:1 invalid-assignment"),
  ]

  /// Declarations (R36).
  static let declarations: [Refused] = [
    .init(
      #"""
      print 1
      param x
      """#, "2:1 late-declaration"),
    .init(#"if a { param x }"#, "1:8 nested-declaration"),
    .init(#"if a { import "x" as y }"#, "1:8 nested-declaration"),
    .init(#"param x: str"#, "1:10 unknown-type"),
    .init(#"import "a" "#, "1:12 unexpected-token"),
    .init(#"import "a\(b)" as c"#, "1:8 computed-import"),
    .init(#"test "a\(b)" { }"#, "1:6 computed-test-name"),
  ]

  /// Comprehensions (R21).
  static let comprehensions: [Refused] = [
    .init(#"[for x in xs for y in ys: x]"#, "1:14 second-clause"),
    .init(#"[for x in xs if a if b: x]"#, "1:19 second-clause"),
    .init(#"[for x in xs: x if a]"#, "1:17 second-clause"),
  ]

  /// Numbers (R16).
  static let numbers: [Refused] = [
    .init(#"01"#, "1:1 leading-zero"),
    .init(#"1__0"#, "1:1 invalid-number"),
    .init(
      #"""
      1_
       
      """#, "1:1 invalid-number"),
    .init(#"5min"#, "1:1 letter-after-number"),
    .init(#"1h1h"#, "1:1 duration-order"),
    .init(#"1m1h"#, "1:1 duration-order"),
    .init(#"1.5h30m"#, "1:1 duration-fraction"),
    .init(
      #"""
      1h30
       
      """#, "1:1 duration-unit"),
    .init(
      #"""
      0x
       
      """#, "1:1 invalid-number"),
    .init(#"0xfg"#, "1:1 invalid-number"),
    .init(
      #"""
      1e
       
      """#, "1:1 invalid-number"),
  ]

  /// Strings (R18).
  static let strings: [Refused] = [
    .init(#""abc"#, "1:1 unterminated-string"),
    .init(
      #"""
      "abc
      print 1
      """#, "1:1 unterminated-string"),
    .init(#""a\qb""#, "1:3 invalid-escape"),
    .init(#""\u12""#, "1:2 invalid-escape"),
    .init(
      #"""
      "a \( b
      c"
      """#, "1:8 newline-in-interpolation", "2:2 unterminated-string"),
    .init(#""a \( b # c"#, "1:9 newline-in-interpolation"),
    .init(#""\()""#, "1:4 unexpected-token"),
    .init(##""""x""""##, "1:1 text-after-quotes", "1:5 text-before-quotes"),
    .init(
      ##"""
      """
        a
       b
        """
      """##, "3:1 string-indentation"),
    .init(
      ##"""
      """
      a"""
      """##, "2:2 text-before-quotes"),
  ]

  /// Brackets.
  static let brackets: [Refused] = [
    .init(
      #"""
      (1
      let x = 2
      """#, "1:1 unclosed-bracket"),
    .init(
      #"""
      print upper("a"
      print 3
      """#, "1:12 unclosed-bracket"),
    .init(
      #"""
      [
        1
        2
      ]
      """#, "3:3 unexpected-token"),
    .init(#"[1, 2"#, "1:6 unclosed-bracket"),
    .init(#"{a: 1"#, "1:6 unclosed-bracket"),
    .init(#"fn f() {"#, "1:9 unclosed-bracket"),
    .init(#")"#, "1:1 stray-bracket"),
    .init(#"print 1)"#, "1:8 stray-bracket"),
    .init(#"if a { ] }"#, "1:8 unexpected-token"),
    .init(#"[1 2]"#, "1:4 unexpected-token"),
    .init(#"f(1 2)"#, "1:5 unexpected-token"),
    .init(#"a [0] [1]"#, "1:7 blank-before-bracket"),
    .init(#"3 [0]"#, "1:3 blank-before-bracket"),
    .init(#""a" (b)"#, "1:5 blank-before-bracket"),
  ]

  /// Functions (R9).
  static let functions: [Refused] = [
    .init(#"fn f(a) => a"#, "1:9 arrow-after-fn"),
    .init(#"fn f(a: int) { }"#, "1:7 parameter-type"),
    .init(#"fn f(...a, b) { }"#, "1:9 rest-not-last"),
    .init(#"let f = fn g() { }"#, "1:12 named-function-value"),
    .init(#"if x => { x } { }"#, "1:9 lambda-in-head"),
  ]

  /// Recovery.
  static let recovery: [Refused] = [
    .init(
      #"""
      a b
      c d: 
      """#, "2:6 unexpected-token"),
    .init(#"@x"#, "1:1 unexpected-character"),
    .init(
      #"""
      x = 1 + * 2
      y = )
      z = [1, , 2]
      """#, "1:9 unexpected-token", "2:5 unexpected-token", "3:9 unexpected-token"),
    .init(#"let x = for y in ys { }"#, "1:9 statement-as-value"),
    .init(#"catch e { }"#, "1:1 stray-catch"),
    .init(#"else { }"#, "1:1 stray-else"),
    .init(#"x => let y = 1"#, "1:6 statement-as-value"),
    .init(#"if a { 1 } else 2"#, "1:17 missing-block"),
    .init(#"try { } catch "a" { }"#, "1:15 unexpected-token"),
    .init(#"a |"#, "1:3 unexpected-token"),
    .init(#"f <a:1>(2)"#, "1:8 comparison-in-input"),
    .init(#"let a = try {"#, "1:14 unclosed-bracket"),
    .init(
      #"""
      match x {
        1
        | 2 => 3
      }
      """#, "2:4 missing-arrow"),
    .init(
      #"""
      let x
      = 3
      """#, "1:6 unexpected-token"),
    .init(
      #"""
      for x
      in xs { }
      """#, "1:6 unexpected-token"),
    .init(
      #"""
      if a b

      """#, "1:7 missing-block"),
    .init(#"f(a: 1, b)"#, "1:9 positional-after-named"),
    .init(
      #"""
      (a, b)
       
      """#, "1:3 unexpected-token"),
  ]

  @Test(arguments: patterns)
  func refusesPatterns(_ refused: Refused) { refused.check() }

  @Test(arguments: conditions)
  func refusesConditions(_ refused: Refused) { refused.check() }

  @Test(arguments: jumps)
  func refusesJumps(_ refused: Refused) { refused.check() }

  @Test(arguments: parallelLiterals)
  func refusesParallelLiterals(_ refused: Refused) { refused.check() }

  @Test(arguments: places)
  func refusesPlaces(_ refused: Refused) { refused.check() }

  @Test(arguments: declarations)
  func refusesDeclarations(_ refused: Refused) { refused.check() }

  @Test(arguments: comprehensions)
  func refusesComprehensions(_ refused: Refused) { refused.check() }

  @Test(arguments: numbers)
  func refusesNumbers(_ refused: Refused) { refused.check() }

  @Test(arguments: strings)
  func refusesStrings(_ refused: Refused) { refused.check() }

  @Test(arguments: brackets)
  func refusesBrackets(_ refused: Refused) { refused.check() }

  @Test(arguments: functions)
  func refusesFunctions(_ refused: Refused) { refused.check() }

  @Test(arguments: recovery)
  func refusesRecovery(_ refused: Refused) { refused.check() }
}
