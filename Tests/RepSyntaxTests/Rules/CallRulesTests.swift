import RepSyntax
import Testing

/// What the rules on lines and calls allow (R1–R7).
@Suite struct CallRulesTests {
  /// Newlines (R1).
  static let newlines: [Accepted] = [
    .init(
      #"""
      if a { 1 }
      else { 2 }
      """#,
      #"((if a (do 1)) (else (do 2)))"#),
    .init(
      #"""
      try { 1 }
      # why

      catch e { 2 }
      """#,
      #"(try (do 1) (catch e (do 2)))"#),
    .init(
      #"""
      let x = a
        .b
        ?.c
        |> f
        ?? 1
        and 2
        or 3
      """#,
      #"(let x (|> (?. (. a b) c) (?? f (or (and 1 2) 3))))"#),
    .init(
      #"""
      let x = a +
        b
      f a,
        b
      """#,
      #"""
      (let x (+ a b))
      (command f a b)
      """#),
    .init(
      #"""
      let x =
        3; let y = 4
      """#,
      #"""
      (let x 3)
      (let y 4)
      """#),
    .init(
      #"""
      [1
      , 2
      ]
      """#,
      #"(list 1 2)"#),
    .init(
      #"""
      fn f() {
        return
        1
      }
      """#,
      #"(fn f () (do (return) 1))"#),
    .init(
      #"""
      x = f(
        a,
        b
      )
      """#,
      #"(= x (call f a b))"#),
  ]

  /// Command calls (R2).
  static let commandCalls: [Accepted] = [
    .init(#"print 1"#, #"(command print 1)"#),
    .init(#"print (1 + 2) * 3"#, #"(command print (* (group (+ 1 2)) 3))"#),
    .init(#"f -1"#, #"(- f 1)"#),
    .init(#"f - 1"#, #"(- f 1)"#),
    .init(#"f [1]"#, #"(command f (list 1))"#),
    .init(#"f[1]"#, #"([] f 1)"#),
    .init(#"f(1)"#, #"(call f 1)"#),
    .init(#"f (1)"#, #"(command f (group 1))"#),
    .init(#"models.get "a""#, #"(command (. models get) "a")"#),
    .init(#"f true"#, #"(command f true)"#),
    .init(#"f await x"#, #"(command f (await x))"#),
    .init(#"f try x"#, #"(command f (try x))"#),
    .init(#"f parallel [a, b]"#, #"(command f (parallel (list a b)))"#),
    .init(#"f ...xs, ...o"#, #"(command f (... xs) (... o))"#),
    .init(#"f {a: 1}"#, #"(command f (object (a: 1)))"#),
    .init(#"f <a: 1>"#, #"(command f (input (a: 1)))"#),
    .init(#"f end: 1"#, #"(command f (end: 1))"#),
    .init(#"f if: 1"#, #"(command f (if: 1))"#),
    .init(#"[for x in xs if cond: e]"#, #"(list-for (x xs) (if cond) e)"#),
  ]

  /// Arguments (R3).
  static let arguments: [Accepted] = [
    .init(#"print a ?? b"#, #"(command print (?? a b))"#),
    .init(#"models.list sort_by: "x" |> take(5)"#, #"(|> (command (. models list) (sort_by: "x")) (call take 5))"#),
    .init(#"print a.b |> f"#, #"(|> (command print (. a b)) f)"#),
  ]

  /// Many arguments (R4).
  static let manyArguments: [Accepted] = [
    .init(#"print len xs, 3"#, #"(command print (command len xs) 3)"#),
    .init(
      #"retry 3, () => await predict "m" <p: 1>, delay: 5s"#,
      #"(command retry 3 (lambda () (await (command predict "m" (input (p: 1))))) (delay: (number 5)))"#),
    .init(
      #"save await predict "m" <p: 1>, to: "x""#,
      #"(command save (await (command predict "m" (input (p: 1)))) (to: "x"))"#),
    .init(#"let x = f a, b"#, #"(let x (command f a b))"#),
    .init(#"x = f a, b: 1"#, #"(= x (command f a (b: 1)))"#),
    .init(#"fn g() { return f a, b }"#, #"(fn g () (do (return (command f a b))))"#),
    .init(#"throw f a, b"#, #"(throw (command f a b))"#),
    .init(#"x ?? throw f a, b"#, #"(?? x (throw (command f a b)))"#),
    .init(#"match x { 1 => f a, b }"#, #"(match x (=> (literal 1) (command f a b)))"#),
    .init(#"x |> f a, b |> g c, d"#, #"(|> (|> x (command f a b)) (command g c d))"#),
    .init(#"not f a, b"#, #"(not (command f a b))"#),
    .init(#"await f a, b"#, #"(await (command f a b))"#),
    .init(#"try f a, b"#, #"(try (command f a b))"#),
    .init(#"if f a, b { }"#, #"((if (command f a b) (do)))"#),
    .init(#"for x in f a, b { }"#, #"(for (x (command f a b)) (do))"#),
    .init(#"[f a, f b]"#, #"(list (command f a) (command f b))"#),
  ]

  /// Input blocks (R5).
  static let inputBlocks: [Accepted] = [
    .init(#"predict ref <a: 1>"#, #"(command predict ref (input (a: 1)))"#),
    .init(#"predict pick(refs) <a: 1>"#, #"(command predict (call pick refs) (input (a: 1)))"#),
    .init(#"stream predict ref <a: 1>"#, #"(command stream (command predict ref (input (a: 1))))"#),
    .init(#"print await predict ref <a: 1>"#, #"(command print (await (command predict ref (input (a: 1)))))"#),
    .init(#"print f <a: 1>"#, #"(command print f (input (a: 1)))"#),
    .init(#"(await predict ref <a: 1>)[0]"#, #"([] (group (await (command predict ref (input (a: 1))))) 0)"#),
    .init(#"predict "m" <a: 1> ?? 3"#, #"(?? (command predict "m" (input (a: 1))) 3)"#),
  ]

  /// Comparisons (R6, R7).
  static let comparisons: [Accepted] = [
    .init(#"[for x in xs if x < limit: x]"#, #"(list-for (x xs) (if (< x limit)) x)"#),
    .init(#"match n { n if n < max => n }"#, #"(match n (=> n (if (< n max)) n))"#),
    .init(#"match n { n if (n => n)(1) => 2 }"#, #"(match n (=> n (if (call (group (lambda (n) n)) 1)) 2))"#),
    .init(#"f <a: (x > 1)>"#, #"(command f (input (a: (group (> x 1)))))"#),
    .init(
      #"f <a: g(x > 1), b: [x < 2], c: {d: x >= 3}>"#,
      #"(command f (input (a: (call g (> x 1))) (b: (list (< x 2))) (c: (object (d: (>= x 3))))))"#),
    .init(
      #"f <image: await predict "m" <prompt: p>>"#,
      #"(command f (input (image: (await (command predict "m" (input (prompt: p)))))))"#),
    .init(#"f <seed:, prompt:>"#, #"(command f (input (seed:) (prompt:)))"#),
    .init(#"f(seed:, b:)"#, #"(call f (seed:) (b:))"#),
    .init(#"{a:, b:}"#, #"(object (a:) (b:))"#),
    .init(#"f <>"#, #"(command f (input))"#),
    .init(#"f <...o, "k": 1>"#, #"(command f (input (... o) ("k": 1)))"#),
  ]

  /// All of them, for tests of other properties.
  static let all: [Accepted] = [
    newlines, commandCalls, arguments, manyArguments, inputBlocks, comparisons,
  ].flatMap { $0 }

  @Test(arguments: newlines) func allowsNewlines(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: commandCalls) func allowsCommandCalls(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: arguments) func allowsArguments(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: manyArguments) func allowsManyArguments(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: inputBlocks) func allowsInputBlocks(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: comparisons) func allowsComparisons(_ accepted: Accepted) { accepted.check() }
}
