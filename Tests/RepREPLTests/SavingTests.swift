import Foundation
import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

@testable import RepREPL

/// `:save` writes a script that does what the session did.
@Suite(.timeLimit(.minutes(2)))
struct SavingTests {
  /// Runs a session, saves it, runs the script, and gives what both have printed.
  private func savedRun(_ lines: [String], _ engine: Engine) async throws -> (script: String, session: String, run: String) {
    let file = NSTemporaryDirectory() + "rep-saved-\(UUID().uuidString).rep"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let shown = try await transcript(lines + [":save \(file)"], engine: engine)
    let script = (try? String(contentsOfFile: file, encoding: .utf8)) ?? "not saved: \(shown.text)"
    let output = RecordedScreen.Written()
    let compiled: Script
    do { compiled = try engine.compile(script, name: "saved.rep") } catch {
      return (script, shown.text, "\(error)")
    }
    do { _ = try await compiled.run(output: output) } catch { output.append("error \(error.message)\n") }
    let saying = shown.text.range(of: file).map { shown.text[..<$0.lowerBound] } ?? ""
    return (script, String(saying), output.text)
  }

  /// Sessions whose results are numbers, lists or objects: those are printed as they are shown.
  static let sessions: [[String]] = [
    ["1 + 2"], ["let a = 2", "a * 3"], ["1", "_ + 1", "_ + _1"], ["let x = 1", "fn get() { x }", "let x = 2", "get()"],
    ["var n = 1", "n += 4", "n"], ["var n = 1", "let n = n + 1", "var n = n + 1", "n += 1", "n"],
    ["fn f(x) { x + 1 }", "fn g(x) { f(x) * 2 }", "g(1)", "fn f(x) { x + 10 }", "g(1)"],
    ["fn fact(n) { if n < 2 { 1 } else { n * fact(n - 1) } }", "fact(5)", "fn fact(n) { if n < 2 { 2 } else { n * fact(n - 1) } }", "fact(5)"],
    ["print 1", "let models = [1, 2]", "models"], ["print 7", "fn print2(x) { x }", "print2(3)"],
    ["len [1, 2]", "fn len(x) { 99 }", "len([1])"], ["fail()", "let a = [][2]", "4"], ["null", "[]", "let b = null", "b"],
    ["throw {kind: \"user\", message: \"no\"}", "[_error.message]"], ["param n: int = 4", "n + 1"],
    ["let base = 2", "param n: int = base", "n"], ["let n = 3", "param n: int", "n"],
    ["5", "{\"value\": _}", "{_:}"], ["[1, 2, 3]", "_ |> map(x => x * 2)", "_[1]"], ["let a = [for i in 1..3: i]\nlet b = a\n[a, b]"],
    ["1", "fn keep() { _ }", "2", "keep()"], ["if true { 3 } else { 4 }"], ["match 3 { _ => [1] }"],
    ["let a = 1; let a = 2; [a]"], ["fn a() { b() }\nfn b() { 1 }", "a()", "fn b() { 2 }", "a()"],
    ["# a comment\nlet a = 1 # another\n[a] # last"], ["let result_1 = 5", "1", "[_, result_1]"],
    ["var xs = [3, 1, 2]", "xs.push(9)", "xs.sort()", "xs"], ["parallel for i in 1..3 { i * 2 }"], ["let f = x => x + 1", "f(1)", "let f = x => x + 2", "f(1)"],
  ]

  @Test("The script prints what the session showed", arguments: sessions)
  func sameResults(_ lines: [String]) async throws {
    let (script, session, run) = try await savedRun(lines, plainEngine())
    // The session's own errors are not results.
    let results = session.split(separator: "\n").filter { line in
      guard let first = line.first else { return false }
      return first.isNumber || first == "[" || first == "{" || first == "-"
    }.filter { !$0.hasPrefix("1 | ") }
    func packed(_ text: String) -> String { text.filter { $0 != " " && $0 != "\n" } }
    #expect(packed(run) == packed(results.joined()), "\(script)")
  }

  @Test("A session of thirty lines against the service")
  func thirtyLines() async throws {
    try await withSimulator { engine, folder in
      let lines = [
        "let subject = \"an otter\"", "let styles = [\"linocut\", \"pixel art\"]", "var count = 0",
        "fn prompt(style) { \"\\(subject), \\(style)\" }", "styles.map(prompt)", "models.get(\"replicate/hello-world\").name",
        "fn greet(name) {", "  await predict \"replicate/hello-world\" <text: name>", "}", "greet(\"Ada\")", "count += 1",
        "let again = greet(\"Grace\")", "again", "nothing_like_this", "fn greet(name) { \"hi \" + name }", "greet(\"Ada\")",
        "let subject = \"a fox\"", "styles.map(prompt)", "_.len()", "_ + 1", "[_, _1]", "let p = predict \"replicate/hello-world\" <text: \"later\">",
        "await p", "for s in styles { count += 1 }", "count", "let o = {a: 1, b: [2, 3]}", "o.b |> sum()",
        "try models.get \"nobody/nothing\" |> keys()", "await [predict \"replicate/hello-world\" <text: \"x\">]", "write \"\(folder)/out.txt\", subject",
        "read(\"\(folder)/out.txt\").len()", "let done = true", "done",
      ]
      #expect(lines.count >= 30)
      let (script, session, run) = try await savedRun(lines, engine)
      // Texts are shown quoted and printed plain; long values are broken into lines.
      func packed(_ text: String) -> String { text.filter { !" \n\"".contains($0) } }
      let shown = session.split(separator: "\n").filter { line in
        !["error[", " -->", "  |", "1 |", "hint"].contains { line.hasPrefix($0) }
      }
      #expect(packed(run) == packed(shown.joined()), "\(script)")
      #expect(run.split(separator: "\n").count >= 13)
    }
  }

  @Test("Modules are imported once; two of one name are refused")
  func modules() async throws {
    let folder = NSTemporaryDirectory() + "rep-modules-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try "let v = 7\n".write(toFile: folder + "/m.rep", atomically: true, encoding: .utf8)
    try "let v = 8\n".write(toFile: folder + "/n.rep", atomically: true, encoding: .utf8)
    let load = "import \"\(folder)/m.rep\" as m"
    let (script, _, run) = try await savedRun(["1", load, load, "[m.v]"], plainEngine())
    #expect(run == "1\n[7]\n", "\(script)")
    let refused = try await savedRun([load, "import \"\(folder)/n.rep\" as m", "m.v"], plainEngine())
    #expect(refused.script.contains("the name `m` stands for two modules"))
  }

  @Test("The file is as readable as any other")
  func mode() async throws {
    let file = NSTemporaryDirectory() + "rep-saved-\(UUID().uuidString).rep"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let shown = try await transcript(["1", ":save \(file)"], engine: plainEngine())
    #expect(shown.text == "1\n\(file): 1 input; `rep run \(file)` runs it\n")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode.map { $0 & 0o600 } == 0o600)
    #expect(mode.map { $0 & 0o111 } == 0)
  }
}
