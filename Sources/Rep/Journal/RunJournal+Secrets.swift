import RepRuntime
import RepValue
import Replicate

/// Inputs that models call secrets: neither they nor their echoes are written down.
extension RunJournal {
  private static let maskBytes = Array(Asked.mask.utf8)

  /// Adds the secrets of a create that is repeated: what was masked then is secret now.
  func addSecrets(of asked: Value, maskedIn recorded: [UInt8]) {
    // Most texts have no such byte, and the whole search takes longer than all else here.
    guard recorded.contains(Self.maskBytes[0]), recorded.firstRange(of: Self.maskBytes) != nil,
      let then = try? JSON.parse(recorded)
    else { return }
    let digests = state.withLock { $0.key }
    for (key, input) in asked["input"].pairs ?? [] where then["input"][key].string == Asked.mask {
      secrets.add(input, digests)
    }
  }

  /// Adds the secrets of a create that is about to be written down.
  /// - Returns: the keys of the inputs that must not be: all where nobody can tell which are secrets.
  func addSecrets(of intent: CreateIntent) -> Set<String> {
    let input = intent.arguments.values["input"]
    var keys = intent.secretKeys
    if let version = Self.bareVersion(intent) {
      guard let known = state.withLock({ $0.secretKeys[version] }) else { return Set((input.pairs ?? []).map(\.key)) }
      keys = known
    }
    let digests = state.withLock { $0.key }
    for key in keys { secrets.add(input[key], digests) }
    return keys
  }

  /// Learns what a version calls secrets from an answer that says whose it is: a bare version does not. Where that cannot
  /// be learnt, everything counts as secret.
  func learnSecrets(_ intent: CreateIntent, _ record: Value, at place: EffectPlace) async {
    guard let version = Self.bareVersion(intent), state.withLock({ $0.secretKeys[version] }) == nil else { return }
    let input = intent.arguments.values["input"]
    guard input.count > 0 else { return }
    var keys: Set<String>?
    if let model = record["model"].string, let reference = try? ModelReference("\(model):\(version)") {
      keys = try? await services.schemas.knownSecretKeys(of: reference)
    }
    if let keys { state.withLock { $0.secretKeys[version] = keys } }
    let digests = state.withLock { $0.key }
    for key in keys ?? Set((input.pairs ?? []).map(\.key)) { secrets.add(input[key], digests) }
  }

  /// The version of a create that does not say whose it is.
  private static func bareVersion(_ intent: CreateIntent) -> String? {
    guard case .versionID(let version)? = intent.reference else { return nil }
    return version
  }
}

extension RecordedCall {
  /// Masks inputs, and secrets wherever else they are.
  mutating func mask(_ keys: Set<String>, _ secrets: SecretTexts) {
    guard let value = try? JSON.parse(asked) else { return }
    asked = secrets.hide(in: (try? JSON.bytes(Asked.shown(value, secretKeys: keys))) ?? [])
  }
}
