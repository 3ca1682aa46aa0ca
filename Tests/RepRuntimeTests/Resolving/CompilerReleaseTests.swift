import RepSyntax
import Testing

@testable import RepRuntime

/// What the compiler thinks with is gone when the code is made: functions and names refer to each other meanwhile.
struct CompilerReleaseTests {
  @Test(
    arguments: [
      "fn f() { 1 }", "fn f(n) { f(n) }", "fn f() { g() }\nfn g() { f() }",
      "fn f(x) {\n  fn g(n) { if n > x { g(n - 1) } else { h() } }\n  fn h() { g(x) }\n  g\n}", "let f = x => y => x + y",
      "fn f(n) { f() }", "fn f(n) { nothing_like_it }", "parallel for i in 1..3 { fn f() { f() + i }\n  f }",
    ], [true, false])
  func scopesAreReleased(_ text: String, makesCode: Bool) {
    let (compilation, scope) = compile(text, makesCode: makesCode)
    #expect(scope.main == nil)
    // The program needs none of them.
    #expect(compilation.tree.statements.isEmpty == false)
  }

  private struct Main {
    weak var main: FunctionScope?
  }

  private func compile(_ text: String, makesCode: Bool) -> (Compilation, Main) {
    let compiler = ProgramCompiler(builtins: BuiltinSet(), loader: nil, specializes: true, makesCode: makesCode)
    let compilation = compiler.compile(Source(name: "test.rep", text: text))
    // Every scope refers to the one around it, and so to this one.
    let scope = Main(main: compiler.analyses.first?.main)
    withExtendedLifetime(compiler) { #expect(scope.main != nil) }
    return (compilation, scope)
  }
}
