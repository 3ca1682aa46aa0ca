import RepSyntax
import Testing

@testable import Rep

/// `rep check` warns of a prediction nobody awaits (R13): where its value goes somewhere, somebody may.
@Suite struct UnawaitedWarningTests {
  private static let engine = Engine(token: .none)

  private func warnings(_ text: String) -> [Int] {
    let source = Source(name: "x.rep", text: text)
    let found = [true, false].map { makesProgram in
      Self.engine.check(source, makesProgram: makesProgram).messages.map(\.diagnostic).map {
        (code: $0.code, line: source.lineIndex(at: $0.span.start) + 1)
      }
    }
    #expect(found[0].map(\.line) == found[1].map(\.line))
    #expect(found[0].allSatisfy { $0.code == "unawaited-prediction" }, "\(found[0])")
    return found[0].map(\.line)
  }

  @Test(arguments: [
    "fn draw(s) { predict 'a/b' <seed: s> }\nprint await draw(1)",
    "fn draw(s) { let t = s; if t > 1 { predict 'a/b' <seed: t> } else { predict 'a/c' <seed: t> } }\nprint draw(1)",
    "let all = await parallel for s in 1..3 { predict 'a/b' <seed: s> }\nprint all",
    "let p = if args().len() > 0 { predict 'a/b' <> } else { predict 'a/c' <> }\nprint p",
    "let p = match 3 { 3 => { predict 'a/b' <> }; _ => null }\nprint p",
    "let p = try { predict 'a/b' <> } catch { null }\nprint p",
    "let p = within 5m { predict 'a/b' <> }\nprint p",
    "let f = x => { predict 'a/b' <seed: x> }\nprint f(1)",
    "fn draw(s) { return predict 'a/b' <seed: s> }\nprint draw(1)",
    "let p = predict 'a/b' <>\nprint p",
  ])
  func isSilentWhereTheValueGoesSomewhere(_ text: String) {
    #expect(warnings(text) == [])
  }

  @Test(arguments: [
    ("predict 'a/b' <>", [1]),
    ("predict 'a/b' <>\nprint 1", [1]),
    ("for s in 1..3 {\n predict 'a/b' <seed: s>\n}", [2]),
    ("while true {\n predict 'a/b' <>\n}", [2]),
    ("fn draw(s) {\n predict 'a/b' <seed: s>\n predict 'a/b' <seed: s>\n}\nprint draw(1)", [2]),
    ("if args().len() > 0 {\n predict 'a/b' <>\n}\nprint 1", [2]),
    ("for s in 1..3 { if s > 1 {\n predict 'a/b' <seed: s>\n} }", [2]),
    ("match 3 { 3 => {\n predict 'a/b' <>\n}; _ => null }\nprint 1", [2]),
    ("try {\n predict 'a/b' <>\n} catch e {\n predict 'a/b' <>\n}\nprint 1", [2, 4]),
    ("(if true {\n predict 'a/b' <>\n})\nprint 1", [2]),
  ] as [(String, [Int])])
  func warnsWhereNobodyGetsIt(_ text: String, _ lines: [Int]) {
    #expect(warnings(text) == lines)
  }
}
