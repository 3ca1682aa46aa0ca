import RepValue

/// `hello NAME`.
struct HelloWorld: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    .result(
      Value("hello \(invocation.text("text"))"), queued: .milliseconds(10), running: .milliseconds(20),
      logs: ["Greeting \(invocation.text("text"))\n"])
  }
}

/// Gives its input back, defaults included.
struct Echo: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    .result(invocation.input, queued: .milliseconds(5), running: .milliseconds(10))
  }
}

/// Fails after it has begun, with logs that say why.
struct AlwaysFails: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    .failure(
      "Prediction failed for an unknown reason. It might have run out of memory? (E1000)", queued: .milliseconds(10),
      running: .milliseconds(30),
      logs: ["Loading weights\n", "Traceback (most recent call last):\n", "ValueError: this model always fails\n"])
  }
}

/// Takes as long as the configuration says, then says so.
struct SlowModel: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    let seconds = invocation.input["seconds"].double.map { Duration.milliseconds(Int64(max(0, $0) * 1000)) }
    let queue = invocation.input["queue_seconds"].double.map { Duration.milliseconds(Int64(max(0, $0) * 1000)) }
    return .result(
      "done", queued: queue ?? .milliseconds(20), running: seconds ?? invocation.slowness,
      logs: (1...9).map { "\($0 * 10)%|\(String(repeating: "█", count: $0))| \($0)/10\n" })
  }
}

/// Answers in one text instead of pieces.
struct TextModel: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    var writer = Writer(prompt: invocation.text("prompt"), random: invocation.random)
    return .result(Value(writer.answer()), queued: .milliseconds(30), running: .milliseconds(120))
  }
}

extension ModelDefinition {
  static let smallModels: [ModelDefinition] = [
    ModelDefinition(
      owner: "replicate", name: "hello-world", description: "A tiny model that says hello",
      tags: ["text", "example"], isOfficial: false, runCount: 12_000_000,
      readme: "# Hello world\n\nSays hello to the text that you give it.\n",
      schema: ModelSchema(input: [.required("text", .string, "Text to prefix with 'hello '")], output: .text),
      behavior: HelloWorld(), versions: ["5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa"],
      exampleInputs: [["text": "Alice"]]),
    ModelDefinition(
      owner: "rep", name: "echo", description: "Gives its input back", tags: ["test"], isOfficial: true,
      runCount: 4_000,
      readme: nil,
      schema: ModelSchema(
        input: [
          .required("text", .string, "Any text."),
          .optional("count", .integer, "A whole number.", default: 1).within(0...100),
          .optional("ratio", .number, "A number."),
          .optional("mode", .choice(["plain", "loud"]), "One of two words.", default: "plain"),
          .optional("file", .file, "A file."),
          .optional("files", .files, "Several files."),
          .optional("flag", .boolean, "Yes or no.", default: false),
          .optional("data", .any, "Anything."),
          .optional("api_key", .secret, "A secret."),
        ], output: .any),
      behavior: Echo()),
    ModelDefinition(
      owner: "rep", name: "always-fails", description: "Fails, every time", tags: ["test"], isOfficial: true,
      runCount: 13, readme: nil,
      schema: ModelSchema(input: [.optional("prompt", .string, "Ignored.", default: "")], output: .text),
      behavior: AlwaysFails()),
    ModelDefinition(
      owner: "rep", name: "slow", description: "Takes its time", tags: ["test"], isOfficial: true, runCount: 21,
      readme: nil,
      schema: ModelSchema(
        input: [
          .optional("seconds", .number, "How long to run; else as long as the server's slow models do."),
          .optional("queue_seconds", .number, "How long to wait before it starts."),
        ], output: .text),
      behavior: SlowModel()),
    ModelDefinition(
      owner: "me", name: "otter", description: "An otter that answers", tags: ["text", "otter"], isOfficial: false,
      isPrivate: true, runCount: 120, readme: "# Otter\n\nAnswers a prompt in one piece.\n",
      schema: ModelSchema(input: [.required("prompt", .string, "What to answer.")], output: .text),
      behavior: TextModel()),
  ]

  /// Community models that fill the list so that it has pages; each of them runs.
  static let community: [ModelDefinition] = {
    let subjects = ["otter", "fern", "harbor", "lantern", "meadow", "quartz", "raven", "tundra", "willow", "zephyr"]
    let kinds = ["sketch", "watercolor", "linocut", "mosaic", "poster", "stamp"]
    return kinds.enumerated().flatMap { row, kind in
      subjects.enumerated().map { column, subject in
        ModelDefinition(
          owner: "atelier-\(kind)", name: "\(subject)-\(kind)", description: "Draws every prompt as a \(kind)",
          tags: ["text-to-image", kind, subject], isOfficial: false, runCount: (row * 10 + column) * 31_337 + 17,
          readme: column % 2 == 0 ? "# \(subject)-\(kind)\n\nDraws every prompt as a \(kind).\n" : nil,
          schema: trainedSchema, behavior: PictureModel(), exampleInputs: [["prompt": Value("a \(subject)")]])
      }
    }
  }()

  static let all: [ModelDefinition] = smallModels + languageModels + pictureModels + imageTools + community
}
