import Rep
import RepRuntime
import RepSimulator
import RepSyntax
import RepValue
import Replicate
import Synchronization
import Testing

/// Line-by-line use: what inputs share, and what a failed one leaves.
@Suite(.timeLimit(.minutes(2)))
struct SessionTests {
  /// The inputs of a session and the JSON of the last one's value, or `error KIND`, or the code of a diagnostic.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let inputs: [String]
    let result: String
    var testDescription: String { name }

    init(_ name: String, _ inputs: [String], _ result: String) { (self.name, self.inputs, self.result) = (name, inputs, result) }
  }

  static let cases = [
    Case("values persist", ["let a = 2", "var b = a * 3", "b += 1", "[a, b]"], "[2,7]"),
    Case("in one input too", ["let a = 2; let b = a", "a + b"], "4"),
    Case("functions persist", ["fn twice(x) { x * 2 }", "twice(4)"], "8"),
    Case("named arguments and defaults of a function of an earlier input",
      ["fn f(a, b = 10, ...c) { [a, b, c] }", "[f(1), f(1, b: 2), f(1, 2, 3)]"], "[[1,10,[]],[1,2,[]],[1,2,[3]]]"),
    Case("recursion", ["fn fact(n) { if n < 2 { 1 } else { n * fact(n - 1) } }", "fact(20)"], "2432902008176640000"),
    Case("mutual recursion in one input",
      ["fn even(n) { n == 0 or odd(n - 1) }\nfn odd(n) { n != 0 and even(n - 1) }", "even(10)"], "true"),
    Case("closures see updates", ["var n = 1", "fn get() { n }", "n = 5", "get()"], "5"),
    Case("closures make updates", ["var n = 1", "fn bump() { n += 1 }", "bump()", "bump()", "n"], "3"),
    Case("closures of a function's variables live on",
      ["fn counter() { var n = 0; () => { n += 1; n } }", "let c = counter()", "c()", "c()"], "2"),
    Case("lists change in place", ["var xs = [1]", "xs.push(2)", "xs[0] = 9", "xs"], "[9,2]"),
    Case("values are copied", ["var xs = [1]", "let ys = xs", "xs.push(2)", "[xs, ys]"], "[[1,2],[1]]"),
    Case("`let` again", ["let x = 1", "let x = \"one\"", "x"], #""one""#),
    Case("`let` again with its old value", ["let x = 1", "let x = x + 1", "let x = x + 1", "x"], "3"),
    Case("a `let` becomes a `var`", ["let x = 1", "var x = 2", "x += 1", "x"], "3"),
    Case("a `var` becomes a `let`", ["var x = 1", "let x = 2", "x += 1"], "assign-to-constant"),
    Case("a function is replaced in those that call it",
      ["fn style() { \"old\" }", "fn prompt() { \"an otter, \" + style() }", "fn style() { \"new\" }", "prompt()"],
      #""an otter, new""#),
    Case("a variable is replaced in functions", ["let x = 1", "fn get() { x }", "let x = 2", "get()"], "2"),
    Case("a function is replaced by a value", ["fn f() { 1 }", "let f = 7", "f"], "7"),
    Case("a value is replaced by a function", ["let f = 7", "fn f() { 1 }", "f()"], "1"),
    Case("twice in one input", ["let x = 1; fn get() { x }; let x = 2; get()"], "2"),
    Case("constants stay constant", ["let x = 1", "x = 2"], "assign-to-constant"),
    Case("a built-in may be hidden", ["let models = [1, 2]", "models.len()"], "unknown"),
    Case("a syntax error binds nothing", ["let a = 1", "let a = ", "a"], "1"),
    Case("an unknown name binds nothing", ["let a = 1", "let a = nothing_like_it", "a"], "1"),
    Case("a failed input keeps what it did", ["var a = 1", "a = 2; let b = 3; throw \"x\"", "[a, b]"], "[2,3]"),
    Case("a failed `let` binds nothing", ["let a = [][3]", "a"], "unknown-name"),
    Case("a failed `let` keeps the old value", ["let a = 1", "let a = [][3]", "a"], "1"),
    Case("a failed `var` keeps the old kind", ["let a = 1", "var a = [][3]", "a = 2"], "assign-to-constant"),
    Case("a failed name may be bound later",
      ["let a = [][3]; fn get() { a }", "get()", "let a = 4", "get()"], "4"),
    Case("blocks leave nothing", ["if true { let inner = 1 }", "inner"], "unknown-name"),
    Case("loops leave nothing", ["var s = 0", "for i in 1..3 { let d = i; s += d }", "let t = s", "t"], "6"),
    Case("closures of loops", ["var fs = []", "for i in 1..3 { fs.push(() => i) }", "fs.map(f => f())"], "[1,2,3]"),
    Case("params are constants", ["param n: int = 4", "n + 1"], "5"),
    Case("a param again takes its default", ["param n: int = 4", "param n: int = 5", "n"], "5"),
    Case("a param without default takes a variable", ["let n = 3", "param n: int", "n"], "3"),
    Case("a param without any value", ["param n: int"], "missing-param"),
    Case("parallel bodies share variables", ["var n = 0", "parallel for i in 1..10 { n += i }", "n"], "55"),
    Case("the last value", ["6 * 7", "_ + 1"], "43"),
    Case("earlier values", ["1", "2", "3", "[_, _1, _2]"], "[3,2,1]"),
    Case("what gives nothing is no value", ["1", "let a = 2", "print(a)", "null", "_"], "1"),
    Case("a function keeps the value it was made with", ["1", "fn f() { _ }", "2", "3", "f()"], "1"),
    Case("a kept value outlives the names",
      ["\"first\"", "fn f() { _ }"] + (1...30).map { "\($0)" } + ["f()"], #""first""#),
    Case("there is no value yet", ["_"], "unknown-name"),
    Case("the last error", ["throw {kind: \"user\", message: \"no\"}", "_error.message"], #""no""#),
    Case("an error is no value", ["1", "throw \"x\"", "_"], "1"),
    Case("`_` as a pattern stays a wildcard", ["5", "match 3 { _ => \"any\" }"], #""any""#),
    Case("a step limit holds for one input", ["var n = 0", "for i in 1..3000 { n += 1 }", "for i in 1..3000 { n += 1 }", "n"], "6000"),
    Case("a step limit ends one input", ["var n = 0", "while true { n += 1 }", "n > 100"], "true"),
    Case("many inputs", (1...300).map { "let v\($0) = \($0)" } + ["v1 + v150 + v300"], "451"),
  ]

  @Test(arguments: cases, [true, false])
  func inputs(_ test: Case, _ specializes: Bool) async throws {
    var options = Engine.Options()
    options.specializes = specializes
    let session = Session(try plainEngine(limits: Limits(steps: 5_000), options: options))
    var last = ""
    for input in test.inputs { last = await result(of: input, session) }
    if test.result == "unknown" {
      #expect(last.hasPrefix("error") , "\(last)")
    } else {
      #expect(last == test.result)
    }
  }

  /// The JSON of an input's value, `error KIND`, or the code of its first diagnostic.
  private func result(of input: String, _ session: Session) async -> String {
    do {
      return try JSON.text(try await session.evaluate(input))
    } catch let error as CompilationError {
      return error.messages.first?.diagnostic.code ?? "no diagnostic"
    } catch let error as ScriptError {
      return "error \(error.kind.rawValue)"
    } catch {
      return "\(error)"
    }
  }

  @Test("More text is asked for by the parser", arguments: ["fn f() {", "[1,", "predict \"a/b\" <prompt: \"x\"", "let x =", "\"\"\"", "1 +"])
  func incomplete(_ text: String) throws {
    let session = Session(try plainEngine())
    guard case .incomplete = session.compile(text) else {
      Issue.record("\(text) is incomplete")
      return
    }
  }

  @Test("Bindings are listed, with what modules give")
  func bindings() async throws {
    let session = Session(try plainEngine(), loader: Texts(["m.rep": "let size = 3\nfn grow(x) { x + size }\nlet _hidden = 1"]))
    _ = try await session.evaluate("import \"m.rep\" as m")
    _ = try await session.evaluate("var b = 2; let a = 1; fn f() { m.grow(a) }")
    #expect(try await session.evaluate("f()").int == 4)
    #expect(session.bindings.map { "\($0.kind.rawValue) \($0.name)" } == ["let a", "var b", "fn f", "import m"])
    #expect(session.binding(named: "m")?.members == ["grow", "size"])
    #expect(session.binding(named: "_")?.value.int == 4)
    #expect(session.resultCount == 1)
    session.clear()
    #expect(session.bindings.isEmpty)
    #expect(await result(of: "a", session) == "unknown-name")
  }

  @Test("A module that was edited is loaded anew; one that failed leaves no name")
  func modules() async throws {
    let texts = Texts(["m.rep": "let v = 1", "bad.rep": "throw \"no\""])
    let session = Session(try plainEngine(), loader: texts)
    _ = try await session.evaluate("import \"m.rep\" as m")
    _ = try await session.evaluate("import \"m.rep\" as same")
    #expect(try await session.evaluate("[m.v, same.v]") == [1, 1])
    texts.set("m.rep", "let v = 2")
    _ = try await session.evaluate("import \"m.rep\" as m")
    #expect(try await session.evaluate("[m.v, same.v]") == [2, 1])
    #expect(await result(of: "import \"bad.rep\" as bad", session) == "error user")
    #expect(await result(of: "bad", session) == "unknown-name")
  }

  @Test("An interrupt keeps the variables", arguments: ["while true { n += 1 }", "n = 7; sleep 1h"])
  func interrupt(_ endless: String) async throws {
    let session = Session(try plainEngine())
    _ = try await session.evaluate("var n = 0; let keep = \"kept\"")
    guard case .complete(let input) = session.compile("log \"ready\"; " + endless) else {
      Issue.record("the input compiles")
      return
    }
    let ready = Gate()
    let handle = try session.start(input, log: ready)
    await ready.opened()
    handle.interrupt()
    guard case .failure(let error) = await handle.outcome() else {
      Issue.record("an interrupted input fails")
      return
    }
    #expect(error.kind == .interrupted)
    #expect(try await session.evaluate("keep").string == "kept")
    #expect(try await session.evaluate("n >= 0").bool == true)
  }

  @Test("Only one input runs at a time")
  func oneAtATime() async throws {
    let session = Session(try plainEngine())
    guard case .complete(let first) = session.compile("log \"ready\"; sleep 1h"),
      case .complete(let second) = session.compile("1")
    else {
      Issue.record("the inputs compile")
      return
    }
    let ready = Gate()
    let handle = try session.start(first, log: ready)
    await ready.opened()
    #expect(throws: ScriptError.self) { try session.start(second) }
    handle.interrupt()
    _ = await handle.outcome()
    #expect(try await session.evaluate("2").int == 2)
  }

  @Test("A prediction that nobody awaits is followed to its end")
  func followed() async throws {
    try await withSimulator { engine, _, _ in
      let session = Session(engine)
      let finished = Mailbox()
      session.events.observe { event in
        if case .finished(let record) = event { finished.put(record.id) }
      }
      let started = try await session.evaluate("predict \"replicate/hello-world\" <text: \"Ada\">")
      let id = try #require(started["id"].string)
      #expect(await finished.next() == id)
      #expect(session.openRuns.isEmpty)
      // The record of an input before is awaited in one after.
      #expect(try await session.evaluate("await _").string == "hello Ada")
    }
  }

  @Test("What runs is listed across inputs, and canceled when asked")
  func openRuns() async throws {
    var configuration = quickConfiguration()
    configuration.slowModelDuration = .seconds(600)
    try await withSimulator(configuration) { engine, _, _ in
      let session = Session(engine)
      let finished = Mailbox()
      session.events.observe { event in
        if case .finished(let record) = event { finished.put("\(record.id) \(record.status)") }
      }
      let first = try await session.evaluate("let p = predict \"rep/slow\" <>; p.id")
      let second = try await session.evaluate("let q = predict \"rep/slow\" <>; q.id")
      #expect(session.openRuns.map(\.id) == [first.string, second.string])
      #expect(await session.cancel(Array(session.openRuns.prefix(1))) == [])
      #expect(await finished.next() == "\(first.string ?? "") canceled")
      #expect(session.openRuns.map(\.id) == [second.string])
      _ = await session.cancel(session.openRuns)
    }
  }
}

/// Modules in memory.
private final class Texts: ModuleLoader {
  private let texts: Mutex<[String: String]>
  init(_ texts: [String: String]) { self.texts = Mutex(texts) }
  func set(_ name: String, _ text: String) { texts.withLock { $0[name] = text } }
  func load(_ path: String, importedBy importer: Source) throws(ScriptError) -> Source {
    guard let text = texts.withLock({ $0[path] }) else { throw ScriptError(.io, "there is no \(path)") }
    return Source(name: path, text: text)
  }
}

/// A log whose first bytes open a gate.
private final class Gate: OutputSink {
  private let box = Mailbox()
  func write(_ bytes: UnsafeRawBufferPointer) { box.put("open") }
  func opened() async { _ = await box.next() }
}

/// Texts from other threads, in order.
private final class Mailbox: Sendable {
  private let stream: AsyncStream<String>
  private let continuation: AsyncStream<String>.Continuation
  init() { (stream, continuation) = AsyncStream<String>.makeStream() }
  func put(_ text: String) { continuation.yield(text) }
  func next() async -> String? {
    var iterator = stream.makeAsyncIterator()
    return await iterator.next()
  }
}
