import RepValue

/// A model that answers a prompt in pieces.
struct LanguageModel: ModelBehavior {
  enum Style: Sendable {
    case direct, reasoning, moderation
  }

  var style = Style.direct
  var queued: Duration = .milliseconds(40)
  var perToken: Duration = .milliseconds(8)

  func plan(for invocation: Invocation) async -> Plan {
    let prompt = invocation.text("prompt")
    var writer = Writer(prompt: prompt, random: invocation.random)
    let answer =
      switch style {
      case .direct: writer.answer()
      case .reasoning: writer.reasonedAnswer()
      case .moderation: Self.verdict(prompt)
      }
    var tokens = Tokens.split(answer)
    if let limit = invocation.input["max_tokens"].int, limit > 0 { tokens = Array(tokens.prefix(limit)) }
    let running = style == .reasoning ? invocation.slowness : perToken * (tokens.count + 1)
    return .pieces(
      tokens.map { Value($0) }, queued: queued, running: running,
      metrics: [
        "input_token_count": .int(Tokens.split(prompt).count), "output_token_count": .int(tokens.count),
        "tokens_per_second": .float(Double(tokens.count) / max(0.001, running.inSeconds)),
        "time_to_first_token": .float((running / (tokens.count + 1)).inSeconds),
      ])
  }

  /// What a guard model says: `safe`, or `unsafe` and the category of the hazard on the next line.
  private static func verdict(_ prompt: String) -> String {
    let words = Set(prompt.lowercased().split { !$0.isLetter })
    let hazards: [(category: String, words: Set<Substring>)] = [
      ("S1", ["kill", "murder", "stab", "shoot", "attack", "hurt", "poison"]),
      ("S2", ["steal", "fraud", "launder", "counterfeit"]),
      ("S9", ["bomb", "explosive", "weapon", "nerve"]),
      ("S10", ["hate", "slur"]),
    ]
    let category = hazards.first { !$0.words.isDisjoint(with: words) }?.category
    return category.map { "unsafe\n\($0)" } ?? "safe"
  }
}

extension ModelDefinition {
  private static let languageInputs: [InputField] = [
    .required("prompt", .string, "The text to answer."),
    .optional("system_prompt", .string, "How to behave.", default: "You are a helpful assistant."),
    .optional("max_tokens", .integer, "The most tokens to write.", default: 512).within(1...4096),
    .optional("temperature", .number, "How much to vary.", default: 0.7).within(0...5),
    .optional("top_p", .number, "Keep only tokens up to this probability mass.", default: 0.95).within(0...1),
    .optional("top_k", .integer, "Keep only this many tokens; 0 for all.", default: 0).within(0...1000),
    .optional("presence_penalty", .number, "Penalty for repeated tokens.", default: 0).within(-10...10),
    .optional("stop_sequences", .string, "Stop at any of these, separated by commas."),
    .optional("seed", .integer, "Random seed; leave out for a random one."),
  ]

  private static func languageModel(
    _ owner: String, _ name: String, _ description: String, runs: Int, tags: [String] = [],
    inputs: [InputField] = languageInputs, behavior: LanguageModel = LanguageModel()
  ) -> ModelDefinition {
    ModelDefinition(
      owner: owner, name: name, description: description, tags: ["language-models", "text"] + tags, isOfficial: true,
      runCount: runs,
      readme: "# \(name)\n\n\(description)\n\nThis is the simulator's stand-in: it answers from a few templates.\n",
      schema: ModelSchema(input: inputs, output: .tokens), behavior: behavior,
      exampleInputs: [["prompt": "Why is the sky blue?"], ["prompt": "Write a haiku about rain."]])
  }

  static let languageModels: [ModelDefinition] = [
    languageModel(
      "meta", "meta-llama-3-8b-instruct", "An 8 billion parameter language model fine tuned for chat completions",
      runs: 385_000_000),
    languageModel(
      "meta", "meta-llama-3-70b-instruct", "A 70 billion parameter language model fine tuned for chat completions",
      runs: 163_000_000),
    languageModel(
      "meta", "llama-guard-4-12b", "Classifies prompts and answers as safe or unsafe", runs: 1_400_000,
      tags: ["moderation"],
      inputs: [
        .required("prompt", .string, "The text to classify."),
        .optional("image_input", .files, "Pictures to classify.", default: []),
      ],
      behavior: LanguageModel(style: .moderation)),
    languageModel(
      "deepseek-ai", "deepseek-r1", "A reasoning model that thinks before it answers", runs: 5_200_000,
      tags: ["reasoning"],
      inputs: [
        .optional("prompt", .string, "The text to answer.", default: ""),
        .optional("max_tokens", .integer, "The most tokens to write.", default: 2048).within(1...20480),
        .optional("temperature", .number, "How much to vary.", default: 0.1).within(0...5),
        .optional("top_p", .number, "Keep only tokens up to this probability mass.", default: 1).within(0...1),
        .optional("presence_penalty", .number, "Penalty for repeated tokens.", default: 0).within(-2...2),
        .optional("frequency_penalty", .number, "Penalty for frequent tokens.", default: 0).within(-2...2),
      ],
      behavior: LanguageModel(style: .reasoning)),
  ]
}
