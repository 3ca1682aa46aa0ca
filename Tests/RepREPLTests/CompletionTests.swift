import Foundation
import Rep
import RepRuntime
import RepValue
import Testing

@testable import RepREPL

@Suite(.timeLimit(.minutes(2)))
struct CompletionTests {
  static let places: [(String, CompletionContext.Place, String)] = [
    ("", .word(callee: nil), ""), ("pr", .word(callee: nil), "pr"), ("let x = pr", .word(callee: nil), "pr"),
    ("# pr", .nothing, ""), ("\"pr", .nothing, "pr"), ("'pr", .nothing, "pr"), ("\"a\" + pr", .word(callee: nil), "pr"),
    ("p.", .member(of: "p"), ""), ("p.urls.ge", .member(of: "p.urls"), "ge"), ("p?.ur", .member(of: "p"), "ur"),
    ("models.versions.", .member(of: "models.versions"), ""), ("1..n", .word(callee: nil), "n"),
    ("predict \"bl", .reference, "bl"), ("await predict(\"bl", .reference, "bl"), ("let p = await predict \"", .reference, ""),
    ("models.get \"", .reference, ""), ("models.list \"", .nothing, ""), ("help \"bl", .reference, "bl"),
    ("for c in stream predict \"x", .reference, "x"), ("file(\"a/b", .file, "a/b"), ("read \"", .file, ""),
    ("import \"li", .file, "li"), ("save url, to: \"ou", .file, "ou"), ("predict \"a/b\" <image: file(\"c", .file, "c"),
    ("predict \"a/b\" <", .inputName(of: .text("a/b")), ""), ("predict \"a/b\" <pro", .inputName(of: .text("a/b")), "pro"),
    ("predict \"a/b\" <\n  prompt: \"x\",\n  se", .inputName(of: .text("a/b")), "se"),
    ("predict \"a/b\" <prompt: ", .inputValue(of: .text("a/b"), name: "prompt"), ""),
    ("predict \"a/b\" <format: \"p", .inputValue(of: .text("a/b"), name: "format"), "p"),
    ("predict \"a/b\" <n: 1, ", .inputName(of: .text("a/b")), ""), ("predict model <", .inputName(of: .variable("model")), ""),
    ("predict \"a/b\" <n: [1, x", .word(callee: nil), "x"), ("a < b", .word(callee: "a"), "b"),
    ("if x < y", .word(callee: "x"), "y"), ("predict \"a/b\" <n: 1>, wai", .word(callee: "predict"), "wai"),
    ("f(a, ", .word(callee: "f"), ""), ("models.list sort_by: \"", .argumentValue(callee: "models.list", name: "sort_by"), ""),
    ("models.list(sort_by: mo", .argumentValue(callee: "models.list", name: "sort_by"), "mo"),
    ("print \"\\(p.", .member(of: "p"), ""), ("print \"\\(predict \"a/", .reference, "a/"),
    ("\"\"\"\nline \"quoted\" pr", .nothing, ""), ("x |> f(", .word(callee: "f"), ""), ("{a: 1, b: xs.", .member(of: "xs"), ""),
  ]

  @Test("The place before the cursor", arguments: places)
  func place(_ text: String, _ place: CompletionContext.Place, _ prefix: String) {
    let context = CompletionContext(text)
    #expect(context.place == place, "\(text)")
    if place != .nothing { #expect(context.prefix == prefix, "\(text)") }
  }

  @Test("Any beginning of any text has a place")
  func robustness() {
    let text = "let p = await predict \"a/b\" <prompt: \"x \\(f(\"y\", [1, {k: v}]))\", n: 1 > 2>, wait_for: 3 # é\n'raw' |> \"\"\"\n\\("
    for end in text.indices { _ = CompletionContext(text[..<end]) }
    for junk in ["\\", "\"\\", "<<<<", ">>>>", ")))", "a..", "a.?.", "::", "\u{0}", "🦦."] { _ = CompletionContext(junk) }
  }

  private func completer(_ engine: Engine, _ setUp: [String] = []) async throws -> Completer {
    let session = Session(engine)
    for input in setUp { _ = try await session.evaluate(input) }
    let models = ModelNames()
    for input in setUp { models.addReferences(in: input) }
    return Completer(session, models: models)
  }

  /// Asks, as a prompt does from a thread of its own, until there is something: the first answer may come too late.
  private func eventually(
    _ completer: Completer, _ ask: @escaping @Sendable (Completer) -> [Candidate]
  ) async throws -> [Candidate] {
    nonisolated(unsafe) let completer = completer
    return try await onThread {
      while true {
        let candidates = ask(completer)
        if !candidates.isEmpty { return candidates }
        sched_yield()
      }
    }
  }

  static let offers: [(String, [String])] = [
    ("whi", ["while"]), ("pictu", ["pictures"]), ("models.versi", ["versions."]), ("models.versions.li", ["list"]),
    ("p.u", ["urls"]), ("p.urls.ge", ["get", "get("]), ("pictures.has_", []), ("p.key", ["keys("]), ("xs.fla", ["flatten("]),
    ("draw(1, se", ["search", "seed: ", "settle"]), ("draw(seed: 1, se", ["search", "settle"]), ("models.list sort_by: \"model", ["model_created_at"]),
    ("predict \"a/b\", wait", ["wait_for: "]), ("predict \"black-f", ["black-forest-labs/flux-dev"]),
    (":hi", [":history"]), (":type pict", ["pictures"]), ("job", ["jobs"]), ("let a = job", []), ("?pictu", ["pictures"]),
    ("m", ["match", "max", "min", "models."]),
  ]

  @Test("Names, members, parameters, values and models", arguments: offers)
  func offer(_ text: String, _ expected: [String]) async throws {
    let completer = try await completer(
      plainEngine(),
      ["let pictures = [1]", "let p = {id: \"x\", urls: {get: \"y\"}}", "let xs = [1]", "fn draw(style, seed = 1) { style }",
        "let used = \"black-forest-labs/flux-dev\""])
    #expect(completer.complete(text).candidates.map(\.text) == expected)
  }

  @Test("Files, with folders")
  func files() async throws {
    let folder = NSTemporaryDirectory() + "rep-files-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(fileURLWithPath: folder + "/cat.png"))
    try Data().write(to: URL(fileURLWithPath: folder + "/.hidden"))
    let completer = try await completer(plainEngine())
    #expect(completer.complete("file(\"\(folder)/").candidates.map(\.text) == ["\(folder)/cat.png\"", "\(folder)/inner/"])
    #expect(completer.complete(":load \(folder)/c").candidates.map(\.text) == ["\(folder)/cat.png"])
    #expect(completer.complete("file(\"/no/such/folder/").candidates.isEmpty)
  }

  @Test("Inside `< … >` a model's own inputs, with type, default and range; values of those that have few")
  func inputs() async throws {
    try await withSimulator { engine, _ in
      let completer = try await completer(engine, ["let model = \"black-forest-labs/flux-schnell\""])
      // The first time the schema may come too late; what was asked for is there soon after.
      _ = try await engine.services.schemas.schema(for: .init("black-forest-labs/flux-schnell"))
      let start = "await predict \"black-forest-labs/flux-schnell\" <"
      func offer(_ text: String) async throws -> [Candidate] {
        try await eventually(completer) { $0.complete(text).candidates }
      }
      #expect(try await offer(start + "num").map(\.text) == ["num_outputs: ", "num_inference_steps: "])
      #expect(try await offer(start + "num_o").first?.detail == "integer  = 1  1 to 4")
      #expect(completer.complete(start + "prompt: \"x\", pro").candidates.isEmpty, "an input is given once")
      #expect(try await offer(start + "output_format: ").map(\.text) == ["\"webp\"", "\"jpg\"", "\"png\""])
      #expect(try await offer(start + "output_format: \"w").map(\.text) == ["webp"])
      #expect(try await offer(start + "go_fast: ").map(\.text) == ["true", "false"])
      #expect(try await offer("predict model <pro").map(\.text) == ["prompt: "])
      #expect(completer.complete("predict \"no/such-model\" <").candidates.isEmpty)
    }
  }

  @Test("Models are searched for when asked twice")
  func search() async throws {
    try await withSimulator { engine, _ in
      let completer = try await completer(engine)
      #expect(completer.complete("predict \"image generation").candidates.isEmpty)
      let found = try await eventually(completer) {
        $0.complete("predict \"image generation", isRepeated: true).candidates
      }.map(\.text)
      #expect(found.contains("black-forest-labs/flux-schnell"), "\(found)")
    }
  }

  @Test("A service that does not answer ends the wait, not the prompt")
  func silence() async throws {
    // Nothing listens there, and nothing is ever sent back.
    let engine = Engine(token: .text("r8_" + String(repeating: "t", count: 37)), baseURL: "http://127.0.0.1:9")
    let completer = try await completer(engine)
    #expect(completer.complete("predict \"a/b\" <").candidates.isEmpty)
    #expect(completer.complete("predict \"a/b", isRepeated: true).candidates.isEmpty)
  }
}
