import RepSyntax
import Testing

/// What the rules on literals, patterns and declarations allow (R16–R37).
@Suite struct LiteralRulesTests {
  /// Numbers (R16, R17).
  static let numbers: [Accepted] = [
    .init(#"print 1_000, 0xff, 2.5, 1e-3, 1E+2"#, #"(command print 1000 (number 255) 2.5 1e-3 1E+2)"#),
    .init(
      #"[500ms, 30s, 1h30m, 7d, 1.5h, 1000ms, 1.1m]"#,
      #"(list (number 0.5) (number 30) (number 5400) (number 604800) (number 5400) (number 1) (number 66))"#),
    .init(#"1h1.5m"#, #"(number 3690)"#),
    .init(#"1..n"#, #"(.. 1 n)"#),
    .init(#"99999999999999999999"#, #"99999999999999999999"#),
    .init(#"1e999"#, #"1e999"#),
  ]

  /// Strings (R18).
  static let strings: [Accepted] = [
    .init(#""a\n\u00e9\ud83d\ude00\ud800 \(b) c""#, #"(string "a\né😀� " (\ b) " c")"#),
    .init(#"'a\n"b"'"#, #""a\\n\"b\"""#),
    .init(
      ##"""
      """
        a
          b

        \(c) d
        """
      """##,
      #"(string "a\n  b\n\n" (\ c) " d")"#),
    .init(
      ##"""
      """
      """
      """##,
      #""""#),
    .init(#""a \("b \(c)")""#, #"(string "a " (\ (string "b " (\ c))))"#),
  ]

  /// Comprehensions (R19, R21).
  static let comprehensions: [Accepted] = [
    .init(#"{k: 1, "k": 2, "\(k)": 3}"#, #"(object (k: 1) ("k": 2) ((string (\ k)): 3))"#),
    .init(#"{for k, v in o if v: k: v}"#, #"(object-for (k v o) (if v) k v)"#),
  ]

  /// Patterns (R22).
  static let patterns: [Accepted] = [
    .init(
      #"match x { "a" | "b" => 1; 1..9 => 2; 0..<1 => 3; -1 => 4 }"#,
      #"(match x (=> (| (literal "a") (literal "b")) 1) (=> (.. 1 9) 2) (=> (..< 0 1) 3) (=> (literal -1) 4))"#),
    .init(
      #"match x { [] => 5; [a, ...] => 6; [a, ...r] => 7 }"#,
      #"(match x (=> (list) 5) (=> (list a ...) 6) (=> (list a ...r) 7))"#),
    .init(
      #"match x { {a: 1, b, "c d": {e}} => 8; null => 9; _ => 10 }"#,
      #"(match x (=> (object (a: (literal 1)) (b:) (c d: (object (e:)))) 8) (=> (literal null) 9) (=> _ 10))"#),
    .init(
      #"""
      match x {
        1 |
          2 => 3

        # why
        _ => {
          4
        }
      }
      """#,
      #"(match x (=> (| (literal 1) (literal 2)) 3) (=> _ (do 4)))"#),
  ]

  /// Loops and bodies (R23, R30, R33).
  static let loopsAndBodies: [Accepted] = [
    .init(#"for x in xs { continue }"#, #"(for (x xs) (do (continue)))"#),
    .init(#"for i, x in xs { break }"#, #"(for (i x xs) (do (break)))"#),
    .init(#"try { 1 }"#, #"(try (do 1))"#),
    .init(#"try { 1 } catch { 2 }"#, #"(try (do 1) (catch (do 2)))"#),
    .init(#"parallel for x in xs { continue }"#, #"(parallel (for (x xs) (do (continue))))"#),
    .init(
      #"parallel(limit: 8, on_error: "collect") for i, x in xs { x }"#,
      #"(parallel (limit: 8) (on_error: "collect") (for (i x xs) (do x)))"#),
    .init(#"parallel {a: f(), b:}"#, #"(parallel (object (a: (call f)) (b:)))"#),
    .init(#"within 5m { f() }"#, #"(within (number 300) (do (call f)))"#),
  ]

  /// Declarations (R36, R37).
  static let declarations: [Accepted] = [
    .init(
      #"""
      param a: int = 3
      param b
      import "x" as y
      param c = "a"
      """#,
      #"""
      (param a : int 3)
      (param b)
      (import "x" y)
      (param c "a")
      """#),
    .init(
      #"""
      ## top
      ## second
      param a: int ## what
      ## above
      fn f() { }

      ## loose

      let b = 1 ## after
      """#,
      #"""
      (documentation "top\nsecond")
      (documented "what" (param a : int))
      (documented "above" (fn f () (do)))
      (documented "after" (let b 1))
      """#),
    .init(
      #"""
      ## top

      ## above
      fn f() { ## inside
      }
      """#,
      #"""
      (documentation "top")
      (documented "above\ninside" (fn f () (do)))
      """#),
  ]

  /// The rest.
  static let theRest: [Accepted] = [
    .init(#"o.a.b[0] += 1"#, #"(+= ([] (. (. o a) b) 0) 1)"#),
    .init(#"a ??= b"#, #"(??= a b)"#),
    .init(#"fn f(a, b = 1, ...c) { a }"#, #"(fn f (a (b 1) ...c) (do a))"#),
    .init(#"let f = fn(a) { a }"#, #"(let f (lambda (a) (do a)))"#),
    .init(#"(a, b = 1, ...c) => a"#, #"(lambda (a (b 1) ...c) a)"#),
    .init(#"() => { }"#, #"(lambda () (object))"#),
    .init(#"x => y => x + y"#, #"(lambda (x) (lambda (y) (+ x y)))"#),
    .init(#"[...a, b,]"#, #"(list (... a) b)"#),
    .init(#"f(a, b,)"#, #"(call f a b)"#),
    .init(#"{a: 1,}"#, #"(object (a: 1))"#),
    .init(#"while a { b() }"#, #"(while a (do (call b)))"#),
    .init(#"test "a b" { assert true }"#, #"(test "a b" (do (command assert true)))"#),
    .init(#"a?.b?["c"][1..2]"#, #"([] (?[] (?. a b) "c") (.. 1 2))"#),
    .init(#"if a { } else if b { } else { }"#, #"((if a (do)) (if b (do)) (else (do)))"#),
    .init(#"_a1 = é + 变量"#, #"(= _a1 (+ é 变量))"#),
    .init(
      #"""
      #!/usr/bin/env rep
      # a
      print 1 # b
      """#,
      #"(command print 1)"#),
    .init(
      #"""
      a; b
      ;; c
      """#,
      #"""
      a
      b
      c
      """#),
    .init(#"f(a)(b)[1].c(d)"#, #"(call (. ([] (call (call f a) b) 1) c) d)"#),
    .init(
      #"""
      parallel for x in xs { x }
        .flatten()
      """#,
      #"(call (. (parallel (for (x xs) (do x))) flatten))"#),
    .init(#"fn(a) { a }(1)"#, #"(call (lambda (a) (do a)) 1)"#),
    .init(#"if a { b }.c"#, #"(. ((if a (do b))) c)"#),
    .init(#"x |> y => z"#, #"(|> x (lambda (y) z))"#),
    .init(#"a = b |> f c, d: 1"#, #"(= a (|> b (command f c (d: 1))))"#),
    .init(#"a + b |> f c, d: 1"#, #"(|> (+ a b) (command f c (d: 1)))"#),
    .init(#"(a |> f b)"#, #"(group (|> a (command f b)))"#),
    .init(#"print try a |> f"#, #"(|> (command print (try a)) f)"#),
    .init(#"await f x |> g"#, #"(|> (await (command f x)) g)"#),
    .init(#"f x => x, 1"#, #"(command f (lambda (x) x) 1)"#),
    .init(#"f (a, b) => a, 1"#, #"(command f (lambda (a b) a) 1)"#),
    .init(#"f parallel for x in xs { x }, limit: 3"#, #"(command f (parallel (for (x xs) (do x))) (limit: 3))"#),
    .init(#"if match {a: 1} { _ => true } { b }"#, #"((if (match (object (a: 1)) (=> _ true)) (do b)))"#),
    .init(
      #"""
      [
        for x in xs
        if x > 1
        : x
      ]
      """#,
      #"(list-for (x xs) (if (> x 1)) x)"#),
    .init(
      #"""
      f <
        a: 1,   # one
        b: 2,
      >, c: 3
      """#,
      #"(command f (c: 3) (input (a: 1) (b: 2)))"#),
    .init(
      ##"""
      x = """
      		a
      		\(b)
      		"""
      """##,
      #"(= x (string "a\n" (\ b)))"#),
  ]

  /// All of them, for tests of other properties.
  static let all: [Accepted] = [
    numbers, strings, comprehensions, patterns, loopsAndBodies, declarations, theRest,
  ].flatMap { $0 }

  @Test(arguments: numbers) func allowsNumbers(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: strings) func allowsStrings(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: comprehensions) func allowsComprehensions(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: patterns) func allowsPatterns(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: loopsAndBodies) func allowsLoopsAndBodies(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: declarations) func allowsDeclarations(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: theRest) func allowsTheRest(_ accepted: Accepted) { accepted.check() }
}
