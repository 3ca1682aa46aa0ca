import RepSyntax
import Testing

/// What the rules on braces, bodies and operators allow (R8–R14).
@Suite struct ExpressionRulesTests {
  /// Braces (R8, R9).
  static let braces: [Accepted] = [
    .init(#"x => {a: 1}"#, #"(lambda (x) (object (a: 1)))"#),
    .init(#"x => {...g}"#, #"(lambda (x) (object (... g)))"#),
    .init(#"x => {}"#, #"(lambda (x) (object))"#),
    .init(#"x => {"a": 1}"#, #"(lambda (x) (object ("a": 1)))"#),
    .init(#"x => {"\(a)": 1}"#, #"(lambda (x) (object ((string (\ a)): 1)))"#),
    .init(#"x => { a }"#, #"(lambda (x) (do a))"#),
    .init(
      #"""
      x => {
        let y = 1
        y
      }
      """#,
      #"(lambda (x) (do (let y 1) y))"#),
    .init(#"({for k in o: k: 1})"#, #"(group (object-for (k o) k 1))"#),
    .init(#"{a: 1}"#, #"(object (a: 1))"#),
    .init(#"match {a: 1} { _ => 1 }"#, #"(match (object (a: 1)) (=> _ 1))"#),
    .init(#"for x in [{a: 1}] { }"#, #"(for (x (list (object (a: 1)))) (do))"#),
    .init(#"if any(xs, x => { x }) { }"#, #"((if (call any xs (lambda (x) (do x))) (do)))"#),
  ]

  /// Bodies (R10).
  static let bodies: [Accepted] = [
    .init(#"xs.each(x => n += x)"#, #"(call (. xs each) (lambda (x) (+= n x)))"#),
    .init(#"x => throw "a""#, #"(lambda (x) (throw "a"))"#),
  ]

  /// Precedence (R11).
  static let precedence: [Accepted] = [
    .init(#"a ?? b ?? c"#, #"(?? a (?? b c))"#),
    .init(#"a or b and not c == d"#, #"(or a (and b (not (== c d))))"#),
    .init(#"not a == b"#, #"(not (== a b))"#),
    .init(#"a == b and c < d"#, #"(and (== a b) (< c d))"#),
    .init(#"a in b"#, #"(in a b)"#),
    .init(#"a not in b"#, #"(not in a b)"#),
    .init(#"a..b"#, #"(.. a b)"#),
    .init(#"0..<n + 1"#, #"(..< 0 (+ n 1))"#),
    .init(#"1 + 2 * 3 - 4"#, #"(- (+ 1 (* 2 3)) 4)"#),
    .init(#"-a ** 2"#, #"(- (** a 2))"#),
    .init(#"-2 ** 2"#, #"(- (** 2 2))"#),
    .init(#"2 ** 3 ** 4"#, #"(** 2 (** 3 4))"#),
    .init(#"2 ** -1"#, #"(** 2 -1)"#),
    .init(#"-9223372036854775808"#, #"-9223372036854775808"#),
    .init(#"-0"#, #"-0"#),
    .init(#"- 2"#, #"(- 2)"#),
    .init(#"-2.5"#, #"-2.5"#),
    .init(#"await x + 1"#, #"(+ (await x) 1)"#),
    .init(#"await x ** 2"#, #"(await (** x 2))"#),
    .init(#"try a.b ?? c"#, #"(try (?? (. a b) c))"#),
    .init(#"(try x) ?? c"#, #"(?? (group (try x)) c)"#),
  ]

  /// Pipes (R12).
  static let pipes: [Accepted] = [
    .init(#"a |> f(1) |> o.g(2) |> h"#, #"(|> (|> (|> a (call f 1)) (call (. o g) 2)) h)"#),
  ]

  /// Words (R14).
  static let words: [Accepted] = [
    .init(#"a.if.for.in"#, #"(. (. (. a if) for) in)"#),
    .init(#"{if: 1, for: 2}"#, #"(object (if: 1) (for: 2))"#),
    .init(
      #"let test = 1; let param = 2; let import = 3; let as = 4"#,
      #"""
      (let test 1)
      (let param 2)
      (let import 3)
      (let as 4)
      """#),
  ]

  /// All of them, for tests of other properties.
  static let all: [Accepted] = [
    braces, bodies, precedence, pipes, words,
  ].flatMap { $0 }

  @Test(arguments: braces) func allowsBraces(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: bodies) func allowsBodies(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: precedence) func allowsPrecedence(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: pipes) func allowsPipes(_ accepted: Accepted) { accepted.check() }
  @Test(arguments: words) func allowsWords(_ accepted: Accepted) { accepted.check() }
}
