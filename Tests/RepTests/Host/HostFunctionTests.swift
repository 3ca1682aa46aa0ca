import Rep
import RepRuntime
import RepValue
import Synchronization
import Testing

/// Swift closures as functions of scripts.
@Suite(.timeLimit(.minutes(2))) struct HostFunctionTests {
  struct User: Codable, Sendable {
    var id: Int
    var name: String
    var tags: [String]?
  }
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private func engine() -> Engine {
    let engine = Engine(token: .none)
    engine.register("shout", help: "Upper-cases a string.") { (text: String) in text.uppercased() }
    engine.register("add", ["a", .init("b", default: 10)], recording: .pure) { (a: Int, b: Int) in a + b }
    engine.register("half") { (number: Double) in number / 2 }
    engine.register("is_even", ["n"]) { (n: Int) in n % 2 == 0 }
    engine.register("greet", ["user", "title"]) { (user: User, title: String?) in
      (title.map { $0 + " " } ?? "") + user.name + " " + (user.tags ?? []).joined(separator: "+")
    }
    engine.register("db.user", ["id"]) { (id: Int) async throws -> User in
      await Task.yield()
      guard id > 0 else { throw Failure(description: "there is no user \(id)") }
      return User(id: id, name: "Ada", tags: nil)
    }
    engine.register("total", [.rest("numbers")]) { (numbers: [Int]) in numbers.reduce(0, +) }
    engine.register("same", ["value"]) { (value: Value) in value }
    engine.register("nothing") { () in }
    engine.register("deny") { () throws in throw ScriptError(.permission, "not today", hint: "come back tomorrow") }
    engine.register("twice", ["f"]) { (f: ScriptFunction) in
      try f(1)
      return try f("x")
    }
    engine.register("later", ["f"]) { (f: ScriptFunction) async throws -> Value in
      await Task.yield()
      let first = try await f(1)
      return try await f(first)
    }
    return engine
  }

  private func run(_ text: String, on engine: Engine? = nil) async throws -> Value {
    try await (engine ?? self.engine()).compile(text).run()
  }

  @Test(arguments: [
    (#"shout("abc")"#, "ABC"), (#"shout "abc""#, "ABC"), ("add(1, 2)", 3), ("add(1)", 11), ("add(b: 1, a: 5)", 6),
    ("half(3)", 1.5), ("half(3.0)", 1.5), ("is_even(4)", true), ("(db.user(7)).name", "Ada"),
    (#"greet({id: 1, name: "Bo"})"#, "Bo "), (#"greet({id: 1, name: "Bo", tags: ["x", "y"]}, title: "Dr")"#, "Dr Bo x+y"),
    ("total()", 0), ("total(1, 2, 3)", 6), ("same({a: [1, null]})", ["a": [1, .null]]),
    ("[1, 2].map(x => add(x))", [11, 12]), ("twice(x => [x])", ["x"]), ("later(x => x + 1)", 3),
    ("[for x in parallel for i in 1..3 { later(x => x + i) }: x]", [3, 5, 7]),
    ("try deny()", ["successful": false, "data": .null, "error": ["kind": "permission", "message": "not today", "hint": "come back tomorrow"]]),
  ] as [(String, Value)])
  func givesValues(text: String, expected: Value) async throws {
    let value = try await run(text)
    guard case .object = value, value.contains(key: "error") else {
      #expect(value == expected)
      return
    }
    for key in ["kind", "message", "hint"] { #expect(value["error"][key] == expected["error"][key]) }
  }

  @Test(arguments: [
    ("shout(same(1))", "type", "argument1"), (#"add(same("1"))"#, "type", "`a`"), ("add(...same([1, 2, 3]))", "argument", "add"),
    ("add(1.5)", "type", "`a`"), (#"greet({id: 1})"#, "type", "`user`: the key `name` is missing"),
    (#"greet({id: 1, name: "x", tags: [1]})"#, "type", "tags[0]: expected a string, got int"),
    ("db.user(0)", "host", "there is no user 0"), ("deny()", "permission", "not today"),
    (#"total(1, "2")"#, "type", "numbers"), ("twice(() => 1)", "argument", "no arguments"),
    (#"twice(x => throw "mine")"#, "user", "mine"), (#"later(x => throw "mine")"#, "user", "mine"),
    ("twice(same(1))", "type", "`f`"), ("add(9223372036854775807 + 0.5)", "type", "`a`"),
  ])
  func refuses(text: String, kind: String, words: String) async throws {
    // In a function, so that nothing is said of it before it runs.
    let error = try await #require(throws: ScriptError.self) {
      try await run("let call = () => \(text)\ncall()")
    }
    #expect(error.kind.rawValue == kind, "\(error.message)")
    #expect(error.message.contains(words), "\(error.message)")
    #expect(!error.trace.isEmpty, "the place in the script is missing")
  }

  @Test func wrongArgumentsAreFoundBeforeTheRun() throws {
    for text in ["add(c: 1, a: 2)", "let x = nothing()", "db.usr(1)", "shout(1)", "add(1, 2, 3)", "twice(1)"] {
      #expect(throws: CompilationError.self, "\(text)") { try engine().compile(text) }
    }
  }

  @Test func aCallbackThatIsKeptIsStale() async throws {
    let engine = Engine(token: .none)
    let kept = Mutex<ScriptFunction?>(nil)
    engine.register("keep", ["f"]) { (f: ScriptFunction) in kept.withLock { $0 = f } }
    engine.register("use") { () throws -> Value in
      guard let f = kept.withLock({ $0 }) else { return .null }
      return try f(1)
    }
    engine.register("use_async") { () async throws -> Value in
      guard let f = kept.withLock({ $0 }) else { return .null }
      return try await f(1)
    }
    for call in ["use()", "use_async()"] {
      let error = try await #require(throws: ScriptError.self) {
        try await engine.compile("keep(x => x)\n\(call)").run()
      }
      #expect(error.kind == .staleCallback)
    }
  }

  @Test func aStoppedScriptCancelsItsHostFunction() async throws {
    let engine = Engine(token: .none)
    let (cancelled, canceled) = AsyncStream<Void>.makeStream()
    let (started, start) = AsyncStream<Void>.makeStream()
    engine.register("hang") { () async throws in
      start.finish()
      await withTaskCancellationHandler {
        var never = AsyncStream<Void> { _ in }.makeAsyncIterator()
        _ = await never.next()
      } onCancel: {
        canceled.finish()
      }
    }
    let script = try engine.compile("hang()")
    let task = Task { try await script.run() }
    for await _ in started {}
    task.cancel()
    for await _ in cancelled {}
    let error = await #expect(throws: ScriptError.self) { try await task.value }
    #expect(error?.kind == .interrupted)
  }

  @Test func constants() async throws {
    let engine = engine()
    try engine.define("settings", User(id: 3, name: "Cy", tags: ["a"]))
    try engine.define("db.max", 5)
    #expect(try await run("settings.tags + [settings.name, db.max, len(settings.keys())]", on: engine)
      == ["a", "Cy", 5, 3])
    #expect(try await run("let settings = 1\nsettings", on: engine) == 1)
    #expect(throws: CompilationError.self) { try engine.compile("settings = 1") }
    #expect(throws: CompilationError.self) { try engine.compile("print setings") }
    let error = try await #require(throws: ScriptError.self) { try await run("settings.nme", on: engine) }
    #expect(error.kind == .key)
    #expect(throws: ValueCodingError.self) { try engine.define("bad", Double.nan) }
  }

  struct Image: Sendable {
    var width: Int
  }
  struct Sound: Sendable {
    var seconds: Double
  }

  @Test func objectsOfTheHost() async throws {
    let engine = Engine(token: .none)
    let images = engine.registerType("image", of: Image.self)
    let sounds = engine.registerType("sound", of: Sound.self)
    images.register("scaled", ["by"]) { (image: Image, factor: Int) in images(Image(width: image.width * factor)) }
    images.register("width") { (image: Image) in image.width }
    // A method of the same name of another type.
    sounds.register("scaled", ["by"]) { (sound: Sound, factor: Double) async in sounds(Sound(seconds: sound.seconds * factor)) }
    sounds.register("seconds") { (sound: Sound) in sound.seconds }
    engine.register("image", ["width"]) { (width: Int) in images(Image(width: width)) }
    engine.register("sound") { () in sounds(Sound(seconds: 1.5)) }
    engine.register("area", ["image"]) { (image: HostObject<Image>) in image.object.width * image.object.width }
    #expect(try await run("image(3).scaled(2).scaled(by: 2).width()", on: engine) == 12)
    #expect(try await run("sound().scaled(2).seconds()", on: engine) == 3.0)
    #expect(try await run("area(image(4))", on: engine) == 16)
    #expect(try await run("let i = image(1)\n[type(i), i == i, i == image(1)]", on: engine) == ["image", true, false])
    for (text, kind) in [
      ("area(sound())", "type"), ("sound().width()", "type"), ("json.text(image(1))", "type"), ("image(1).nothing()", "type"),
    ] {
      let error = try await #require(throws: ScriptError.self) { try await run("let f = () => \(text)\nf()", on: engine) }
      #expect(error.kind.rawValue == kind, "\(text): \(error.message)")
    }
  }

  @Test func aWrongTokenOrAddressIsAnErrorOfTheCall() async throws {
    for engine in [Engine(token: .text("a b")), Engine(token: .none, baseURL: "nonsense")] {
      #expect(engine.configurationError != nil)
      #expect(try await run("1 + 1", on: engine) == 2)
      let error = try await #require(throws: ScriptError.self) { try await run("account.get()", on: engine) }
      #expect(error.kind.rawValue == engine.configurationError?.kind.rawValue)
    }
  }
}
