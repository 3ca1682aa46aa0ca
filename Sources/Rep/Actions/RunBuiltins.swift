import RepRuntime
import RepValue
import Replicate

/// `predict` and `train`: the friendly verbs over the creating operations.
enum RunBuiltins {
  static func all(_ services: Services) -> [Builtin] { [predict(services), train(services)] }

  private static let webhookParameters: [Builtin.Parameter] = [
    .optional("webhook", [.string, .null], isNamedOnly: true, summary: "HTTPS address that receives the run's events"),
    .optional(
      "webhook_events_filter", [.list, .null], isNamedOnly: true,
      summary: "which events it receives: start, output, logs, completed"),
  ]

  private static func predict(_ services: Services) -> Builtin {
    Builtin(
      "predict",
      [
        Builtin.Parameter(
          "reference", .string, summary: "owner/name, owner/name:version, a version, or deployments/owner/name"),
        .optional("input", .object, isNamedOnly: true, summary: "the model's inputs, usually as `< … >`"),
        .optional(
          "wait_for", [.number, .null], isNamedOnly: true, summary: "seconds to hold the request open, 1 to 60"),
        .optional(
          "cancel_after", [.string, .int, .float, .null], isNamedOnly: true,
          summary: "cancel the run after this long, 5 seconds or more"),
      ] + webhookParameters,
      effects: [.network, .costsMoney, .startsPrediction],
      summary: "Starts a prediction of any model, version or deployment, and gives its record.",
      examples: [#"await predict "black-forest-labs/flux-schnell" <prompt: "an otter">"#],
      check: checkReference
    ) { (arguments) throws(ScriptError) in
      let reference = try reference(arguments)
      let input = arguments.has(1) ? arguments[1] : [:]
      var options = RunOptions()
      options.waitFor = try seconds(arguments, 2)
      options.cancelAfter = arguments.given(3)
      options.webhook = arguments.given(4)
      options.webhookEvents = arguments.given(5)
      let site = arguments.site
      // A held create has no id yet, so nothing that may want to cancel it soon is held (durability, section 2.2).
      options.mayHold = arguments.isAwaited && !arguments.context.pointee.isCancellable
      let chosen = options
      let (journal, place) = (arguments.journal, arguments.context.pointee.place)
      return try arguments.waiting { () async throws in
        var given = input
        if services.options.checksInputs {
          let schema = try await checkInput(input, reference, services)
          if let schema, takesSeed(input, schema), let seed = journal?.pinnedSeed(at: place) { given["seed"] = .int(seed) }
        }
        let resolved = try await InputFiles.resolve(given, services)
        return try await OpenRuns.create(
          "a prediction of \(reference.text)", at: site, services, hasWebhook: !chosen.webhook.isNull
        ) {
          try await CreateContext.$reference.withValue(reference) {
            try await services.runner.predict(reference, input: resolved, chosen)
          }
        }
      }
    }
  }

  private static func train(_ services: Services) -> Builtin {
    Builtin(
      "train",
      [
        Builtin.Parameter("reference", .string, summary: "the trainer as owner/name:version"),
        .optional("input", .object, isNamedOnly: true, summary: "the trainer's inputs, usually as `< … >`"),
        Builtin.Parameter(
          "destination", .string, isNamedOnly: true, summary: "the model that gets the new version, as owner/name"),
      ] + webhookParameters,
      effects: [.network, .costsMoney, .startsPrediction],
      summary: "Starts a training, and gives its record.",
      examples: [
        #"await train "ostris/flux-dev-lora-trainer:\(version)" <input_images: file("photos.zip")>, destination: "me/lora""#
      ],
      check: checkReference
    ) { (arguments) throws(ScriptError) in
      let reference = try reference(arguments)
      let input = arguments.has(1) ? arguments[1] : [:]
      let destination = try arguments.text(2)
      var options = RunOptions()
      options.webhook = arguments.given(3)
      options.webhookEvents = arguments.given(4)
      let site = arguments.site
      let chosen = options
      return try arguments.waiting { () async throws in
        let resolved = try await InputFiles.resolve(input, services)
        return try await OpenRuns.create(
          "a training with \(reference.text)", at: site, services, hasWebhook: !chosen.webhook.isNull
        ) {
          try await services.runner.train(reference, input: resolved, destination: destination, chosen)
        }
      }
    }
  }

  // MARK: Checks

  @Sendable private static func checkReference(_ call: StaticCall) -> [StaticCall.Problem] {
    guard let text = (call.given["reference"] ?? nil)?.string else { return [] }
    do throws(ReplicateError) {
      _ = try ModelReference(text)
      return []
    } catch {
      return [.init(parameter: "reference", message: error.message, hint: error.hint)]
    }
  }

  private static func reference(_ arguments: Arguments) throws(ScriptError) -> ModelReference {
    let text = try arguments.text(0)
    do throws(ReplicateError) { return try ModelReference(text) } catch { throw ScriptError(error) }
  }

  private static func seconds(_ arguments: Arguments, _ index: Int) throws(ScriptError) -> Int? {
    guard arguments.has(index), !arguments[index].isNull else { return nil }
    let value = arguments[index]
    if let problem = Operation.predictionsCreate.parameter(named: "wait_for")?.problem(with: value) {
      throw ScriptError(.argument, "`wait_for` of `predict` \(problem.message)")
    }
    return value.int
  }

  /// Whether a seed may be pinned: it makes an input unique, so that a create without an answer can be told from others,
  /// and a run repeatable. A model that has a default keeps it.
  private static func takesSeed(_ input: Value, _ schema: InputSchema) -> Bool {
    guard !input.contains(key: "seed"), let field = schema.field(named: "seed") else { return false }
    return field.type == .integer && field.defaultValue.isNull && (field.maximum ?? .infinity) >= Double(1 << 31 - 1)
      && (field.minimum ?? 0) <= 0
  }

  /// Refuses an input that the model would ignore or refuse, before anything is paid for.
  /// - Returns: the model's schema, where it is known.
  private static func checkInput(
    _ input: Value, _ reference: ModelReference, _ services: Services
  ) async throws -> InputSchema? {
    guard let schema = try await services.schemas.schema(for: reference, runner: services.runner) else { return nil }
    let problems = schema.problems(with: input)
    guard !problems.isEmpty else { return schema }
    let words = problems.map { "\($0.path) \($0.message)" }.joined(separator: "; ")
    var hint: String?
    for problem in problems where hint == nil {
      hint = Wording.suggestion(for: problem.key, among: problem.candidates)
    }
    throw ReplicateError(
      .validation, "the input does not fit \(reference.text): \(words)",
      hint: hint ?? "`rep inputs \(reference.text)` shows what it takes", fields: problems.map(\.field))
  }
}

extension Arguments {
  /// An optional argument, null where it was not given.
  func given(_ index: Int) -> Value { has(index) ? self[index] : .null }
}
