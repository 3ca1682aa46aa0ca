import RepRuntime
import RepValue
import Replicate
import Synchronization

/// A rehearsal: creates get made-up answers of the shape that the model's schema describes, nothing is written, and
/// nothing is sent that costs or changes anything. What only reads asks the API as usual.
public final class DryRun: EffectGate {
  private struct State {
    var created: [String: Int] = [:]
    var count = 0
    var outputs: [String: OutputSample] = [:]
  }

  private let services: Services
  private let state = Mutex(State())

  /// A rehearsal with an engine's services.
  public init(_ services: Services) { self.services = services }

  /// The creates that would have been made, by what the script names.
  public var created: [String: Int] { state.withLock { $0.created } }

  /// Performs an effect that costs nothing; makes up the answers of creates and leaves out what would change anything.
  /// - Throws: what the effect throws.
  public func perform(
    _ effect: Effect, _ body: () throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    switch effect.recording {
    case .create: return try create(effect)
    case .save: return saved(Asked.arguments(effect))
    case .append: return .null
    case .moment: return .null
    case .answer where isChange(effect): return [:]
    case .repeats where effect.call?.builtin.effects.contains(.writesFiles) == true: return .null
    case .answer, .outcome, .repeats, .fingerprint, .chance: return try body()
    }
  }

  private func isChange(_ effect: Effect) -> Bool {
    Operations.all.first { $0.id == effect.name }?.isMutating ?? false
  }

  /// A prediction that has succeeded, with an output of the right shape.
  private func create(_ effect: Effect) throws(ScriptError) -> Value {
    let asked = Asked.arguments(effect)
    let reference = RunJournal.reference(asked)
    let isTraining = effect.name.hasPrefix("train")
    let known = state.withLock { $0.outputs[reference] }
    let sample: OutputSample
    if let known {
      sample = known
    } else if let parsed = try? ModelReference(reference), !isTraining {
      let services = services
      sample = try effect.context.pointee.wait { () async throws(ScriptError) in
        do { return try await OutputSample.of(parsed, services.client) } catch { throw ScriptError.wrapping(error) }
      }
    } else {
      sample = OutputSample(schema: .null, definitions: .null)
    }
    let number = state.withLock { state in
      state.outputs[reference] = sample
      state.created[reference, default: 0] += 1
      state.count += 1
      return state.count
    }
    let id = "dryrun\(number)"
    let kind = isTraining ? "trainings" : "predictions"
    return [
      "id": Value(id), "status": "succeeded", "model": Value(reference), "input": Asked.shown(asked["input"]),
      "output": isTraining ? ["version": Value(reference), "weights": .null] : sample.value(number),
      "error": .null, "logs": "", "metrics": ["predict_time": .float(0)],
      "urls": ["get": Value("https://api.replicate.com/v1/\(kind)/\(id)")],
    ]
  }

  /// The value that `save` would give: a name in place of each URL.
  private func saved(_ asked: Value) -> Value {
    var count = 0
    let target = asked["to"].string ?? ""
    func replace(_ value: Value) -> Value {
      if let text = value.string {
        guard Saver.isSavable(text) else { return value }
        defer { count += 1 }
        return Value(target.hasSuffix("/") ? "\(target)dry-run-\(count)" : count == 0 ? target : "\(target)-\(count)")
      }
      if let items = value.array { return Value(items.map(replace)) }
      guard let pairs = value.pairs else { return value }
      var object: Value = [:]
      for (key, item) in pairs { object[key] = replace(item) }
      return object
    }
    return replace(asked["value"])
  }
}
