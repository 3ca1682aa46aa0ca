import Testing

@testable import RepSyntax

/// The dump tells apart what means different things, and only that.
@Suite struct DumpTests {
  private func dump(_ text: String) -> String {
    Parser.parse(Source(name: "test.rep", text: text)).dump
  }

  @Test(arguments: [
    ("let a = 1 + 2 * 3", "(let a (+ 1 (* 2 3)))"),
    ("var a = (b)", "(var a (group b))"),
    ("print 1, end: ''", "(command print 1 (end: \"\"))"),
    ("print(1, ...xs, end:)", "(call print 1 (... xs) (end:))"),
    ("predict 'm' <a: 1, ...b>", "(command predict \"m\" (input (a: 1) (... b)))"),
    ("xs?.a?[0]", "(?[] (?. xs a) 0)"),
    ("x => x", "(lambda (x) x)"),
    ("fn f(a, b = 1, ...c) { a }", "(fn f (a (b 1) ...c) (do a))"),
    ("'a\"b'", "\"a\\\"b\""),
    ("\"a\\(b)\"", "(string \"a\" (\\ b))"),
    ("0xff", "(number 255)"),
    ("1.50", "1.50"),
    ("if a { b } else { c }", "((if a (do b)) (else (do c)))"),
    ("match x { 1 | 2 => 3; [a, ...b] if c => {} }",
      "(match x (=> (| (literal 1) (literal 2)) 3) (=> (list a ...b) (if c) (object)))"),
    ("for i, x in 1..<3 { break }", "(for (i x (..< 1 3)) (do (break)))"),
    ("parallel(limit: 2) [a()]", "(parallel (limit: 2) (list (call a)))"),
    ("param n: int = 4", "(param n : int 4)"),
    ("{for k, v in o if v: k: v}", "(object-for (k v o) (if v) k v)"),
    ("x ??= try f()", "(??= x (try (call f)))"),
  ])
  func forms(text: String, expected: String) {
    #expect(dump(text) == expected)
  }

  @Test(arguments: [
    ("a\n\n# comment\n  b()", "a ; b()"), ("[1,2,]", "[ 1 , 2 ]"), ("'x'", "\"x\""), ("{\"a\": 1}", "{\"a\":1}"),
  ])
  func sameMeaning(left: String, right: String) {
    #expect(dump(left) == dump(right))
  }

  @Test(arguments: [
    ("f(a)", "f a"), ("(a)", "a"), ("a?.b", "a.b"), ("1..2", "1..<2"), ("let a = 1", "var a = 1"), ("1.0", "1.00"),
    ("## doc\nfn f() {}", "fn f() {}"), ("[...a]", "[a]"), ("{a: 1}", "{\"a\": 1}"),
  ])
  func otherMeaning(left: String, right: String) {
    #expect(dump(left) != dump(right))
  }
}
