import Dispatch
import Rep
import RepValue
import Replicate

/// Puts creates without an answer to whoever sits at the terminal: once for all of a run.
enum UndecidedQuestion {
  /// What a letter says.
  enum Choice: Equatable {
    case decision(CreateDecision)
    case list
    case none
  }

  /// Predictions that are listed at most.
  private static let listedAtMost = 20

  /// Asks until there is an answer.
  /// - Parameter ask: shows a question and waits for a line.
  /// - Returns: nil where nothing is decided.
  static func put(_ undecided: UndecidedCreates, _ ask: @escaping @Sendable (String) -> String?) async -> CreateDecision? {
    let count = undecided.calls.count == 1 ? "1 create" : "\(undecided.calls.count) creates"
    let since = undecided.since.map { " of " + RunTimes.text($0) } ?? ""
    let listed = (try? await undecided.listed().count).map { $0 == 0 ? "none" : "\($0)" } ?? "unknown"
    let question = """
      \(count)\(since) \(undecided.calls.count == 1 ? "has" : "have") no answer; listed since then and serving no call: \
      \(listed). [s]end again, [g]ive up, [w]ait, [l]ist
      """
    while true {
      // Whoever types may take hours; the threads of Swift concurrency are few.
      let answer = await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: ask(question)) }
      }
      switch choice(answer) {
      case .decision(let decision): return decision
      case .none: return nil
      case .list:
        let rows = (try? await listing(undecided)) ?? "the account's list cannot be read"
        Console.standard.write(error: table(undecided.calls) + "\n\n" + rows + "\n")
      }
    }
  }

  /// Reads what was typed.
  static func choice(_ answer: String?) -> Choice {
    switch answer?.lowercased().first {
    case "s": .decision(.resend)
    case "g": .decision(.giveUp)
    case "w": .decision(.wait)
    case "l": .list
    default: .none
    }
  }

  /// The creates, a row each.
  static func table(_ calls: [RecordedCall]) -> String {
    let rows = calls.map { call in
      [call.name, call.reference, call.sentLow.map(RunTimes.text) ?? "–", call.reason ?? call.state.rawValue]
    }
    return TextTable.columns([["CALL", "MODEL", "SENT", "WHY"]] + rows)
  }

  /// What of the account's list could be theirs.
  static func list(_ undecided: UndecidedCreates) throws -> String { try blocking { try await listing(undecided) } }

  private static func listing(_ undecided: UndecidedCreates) async throws -> String {
    let listed = try await undecided.listed()
    guard !listed.isEmpty else { return "the account lists nothing since then that serves no call" }
    let rows = listed.prefix(listedAtMost).map { record in
      ["id", "model", "created_at", "status"].map { record[$0].string ?? "–" }
    }
    return "listed since then, serving no call:\n" + TextTable.columns([["ID", "MODEL", "CREATED", "STATUS"]] + rows)
  }
}

extension RecordedCall {
  /// How `rep runs show` names the call.
  var name: String { "\(place.thread):\(place.ordinal)" }
}
