import Dispatch
import Rep
import RepValue
import Replicate
import Synchronization

/// Finds the inputs of models without keeping anybody waiting: what does not come in time is there the next time.
final class SchemaLookup: Sendable {
  private enum Entry {
    case known(InputSchema?)
    case underway
  }

  private let services: Services
  private let entries = Mutex<[String: Entry]>([:])

  init(_ services: Services) { self.services = services }

  /// The inputs of what a reference runs; nil where they are not known by then, or there is no such model.
  func schema(of text: String, until deadline: ContinuousClock.Instant) -> InputSchema? {
    guard let reference = try? ModelReference(text) else { return nil }
    if let schema = services.schemas.knownSchema(for: reference) { return schema }
    let done = DispatchSemaphore(value: 0)
    switch entries.withLock({ $0[text] }) {
    case .known(let schema): return schema
    case .underway: return nil
    case nil:
      entries.withLock { $0[text] = .underway }
      let services = services
      Task.detached { [self] in
        let schema = try? await services.schemas.schema(for: reference, runner: services.runner)
        // A failure may pass; what is not there is asked for again.
        entries.withLock { $0[text] = schema.map { .known($0) } }
        done.signal()
      }
    }
    guard let left = Patience.left(until: deadline) else { return nil }
    _ = done.wait(timeout: .now() + left)
    if case .known(let schema)? = entries.withLock({ $0[text] }) { return schema }
    return nil
  }
}

/// Models that a search found, likewise.
final class ModelSearch: Sendable {
  private enum Entry {
    case found([Candidate])
    case underway
  }

  private let services: Services
  private let entries = Mutex<[String: Entry]>([:])

  init(_ services: Services) { self.services = services }

  /// The models that the service finds for some words.
  func candidates(for words: String, until deadline: ContinuousClock.Instant) -> [Candidate] {
    let query = words.map { $0.isLetter || $0.isNumber ? String($0) : " " }.joined()
    let begins = entries.withLock { entries in
      guard entries[query] == nil else { return false }
      entries[query] = .underway
      return true
    }
    let done = DispatchSemaphore(value: 0)
    if begins {
      let services = services
      Task.detached { [self] in
        let answer = try? await services.client.call(.search, ["query": .init(query), "limit": 20])
        entries.withLock { $0[query] = answer.map { .found(Self.models(in: $0)) } }
        done.signal()
      }
      if let left = Patience.left(until: deadline) { _ = done.wait(timeout: .now() + left) }
    }
    if case .found(let candidates)? = entries.withLock({ $0[query] }) { return candidates }
    return []
  }

  private static func models(in answer: Value) -> [Candidate] {
    (answer["models"].array ?? []).compactMap { entry in
      let model = entry["model"]
      guard let owner = model["owner"].string, let name = model["name"].string else { return nil }
      return Candidate("\(owner)/\(name)", model["description"].string ?? "")
    }
  }
}

/// How long an answer may take.
enum Patience {
  /// Completion answers within this or gives up.
  static let completion = Duration.milliseconds(200)

  static func left(until deadline: ContinuousClock.Instant) -> DispatchTimeInterval? {
    let (seconds, attoseconds) = (deadline - .now).components
    let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    return milliseconds > 0 ? .milliseconds(milliseconds) : nil
  }
}
