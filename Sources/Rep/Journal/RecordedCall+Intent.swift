import RepValue
import Replicate

extension RecordedCall {
  /// The create as it was sent, as far as the journal shows it: enough to find its prediction or training in the account's
  /// list. Nil for one that started none, or was never sent.
  var intent: CreateIntent? {
    guard let operation = Operations.all.first(where: { $0.id == self.operation }), sentLow != nil,
      let shown = try? JSON.parse(asked), var values = target(of: operation, shown)
    else { return nil }
    var input = shown["input"]
    if let seed, !input.contains(key: "seed") { input["seed"] = .int(seed) }
    values["input"] = input
    let hidden = (input.pairs ?? []).filter { Self.hides($0.value) }.map(\.key)
    return CreateIntent(
      operation, Replicate.Arguments(values), call: "\(id)",
      visible: VisibleInput(input, secretKeys: Set(hidden)) { Asked.shown($0) })
  }

  /// The arguments that say what is run.
  private func target(of operation: Replicate.Operation, _ shown: Value) -> Value? {
    let parts = reference.prefix { $0 != ":" }.split(separator: "/").map { Value(String($0)) }
    switch operation {
    case .modelsPredictionsCreate where parts.count == 2:
      return ["model_owner": parts[0], "model_name": parts[1]]
    case .predictionsCreate:
      return ["version": Value(version ?? reference)]
    case .deploymentsPredictionsCreate where parts.count >= 2:
      // `predict` writes deployments/owner/name.
      return ["deployment_owner": parts[parts.count - 2], "deployment_name": parts[parts.count - 1]]
    case .trainingsCreate where parts.count == 2:
      return [
        "owner": parts[0], "name": parts[1], "version_id": Value(version ?? ""), "destination": shown["destination"],
      ]
    default: return nil
    }
  }

  /// Whether a value says less than what was sent: a secret, or a file by its name.
  private static func hides(_ value: Value) -> Bool {
    if let text = value.string { return text == Asked.mask || text.hasPrefix("file(") || text.hasPrefix("data:") }
    if let items = value.array { return items.contains(where: hides) }
    return (value.pairs ?? []).contains { hides($0.value) }
  }
}

/// The claims of calls that no script asks for now.
struct CallClaims: CreateLedger {
  let journal: any Journal
  let account: String
  /// By their numbers, which are the names of their intents.
  let calls: [String: RecordedCall]

  func begin(_ intent: CreateIntent) async throws -> CreateStart { .send }
  func willSend(_ intent: CreateIntent, at sentLow: Double) async throws {
    throw JournalError("a create is only looked up here")
  }
  func refused(_ intent: CreateIntent, _ error: ReplicateError) async {}
  func unanswered(_ intent: CreateIntent, at sentHigh: Double) async {}
  func answered(_ intent: CreateIntent, _ record: Value) async {}
  func ended(_ intent: CreateIntent, _ error: any Error) async {}

  func claim(_ record: Value, for intent: CreateIntent) async -> Bool {
    guard var call = intent.call.flatMap({ calls[$0] }) else { return false }
    call.adopt(record)
    call.account = account
    return (try? journal.claim(call)) ?? false
  }

  func claimed(among ids: [String]) async -> Set<String> {
    // What cannot be read may serve a call: then nothing is adopted.
    (try? journal.claimed(among: ids, account: account)) ?? Set(ids)
  }
}
