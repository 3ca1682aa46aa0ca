/// What became of a create without an answer.
public struct LookupNotice: Sendable {
  /// How far the look-up is.
  public enum Stage: Sendable, Equatable {
    /// The create has no answer; the account's list is searched for it.
    case began
    /// It was found: the prediction of this id serves the call.
    case adopted(id: String)
    /// It was never accepted, and is sent again.
    case resent
    /// Nobody can tell whether it was accepted.
    case unresolved
    /// A create that had been sent again turned up after all.
    case lateTwin(id: String, isCanceled: Bool)
    /// Its caller stopped waiting before the answer; the prediction was found and stopped on the server.
    case stopped(id: String)
  }

  /// The operation's id.
  public var operation: String
  /// What has just happened.
  public var stage: Stage

  /// One plain sentence.
  public var text: String {
    switch stage {
    case .began: "\(operation) got no answer; looking for it in the account's list"
    case .adopted(let id): "\(operation) had been accepted all the same: it is \(id)"
    case .resent: "\(operation) was not accepted; sending it again"
    case .unresolved: "nobody can tell whether \(operation) was accepted"
    case .lateTwin(let id, true): "\(operation) was accepted after all, very late: \(id) is canceled, a twin serves"
    case .lateTwin(let id, false): "\(operation) was accepted after all, very late: \(id) has run beside its twin"
    case .stopped(let id): "\(operation) was stopped before its answer came: \(id) is canceled"
    }
  }
}
