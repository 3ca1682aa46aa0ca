import RepValue
import Synchronization

/// The texts that no journal may hold: they are replaced by their names, and put back when they are read.
///
/// Those of secret params are known from the start; those of inputs that a model calls secrets are added before its create
/// is written down, and again when the create is repeated.
final class SecretTexts: Sendable {
  private struct Secret {
    /// As JSON writes it, without the quotes.
    let text: [UInt8]
    let name: [UInt8]
  }

  /// Shorter inputs of models are no secrets worth the name, and would be found in ordinary words.
  private static let shortestInput = 8
  /// What every name begins with: NUL is no character of a name, and JSON writes it as an escape.
  private static let mark = #"\u0000secret:"#

  /// The longest first, so that a text in another one does not hide a part of it.
  private let secrets: Mutex<[Secret]>

  /// Whether nothing is secret.
  var isEmpty: Bool { secrets.withLock(\.isEmpty) }

  /// - Parameter params: texts by the names of their params.
  init(_ params: [String: String] = [:]) {
    secrets = Mutex(
      params.filter { !$0.value.isEmpty }.sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
        .compactMap { Self.secret($0.value, named: $0.key) })
  }

  /// Adds the texts in an input that a model calls a secret.
  func add(_ input: Value) {
    if let text = input.string {
      guard text.count >= Self.shortestInput,
        let secret = Self.secret(text, named: Self.name(ofInput: text))
      else { return }
      secrets.withLock { secrets in
        guard !secrets.contains(where: { $0.text == secret.text }) else { return }
        let place = secrets.firstIndex { $0.text.count < secret.text.count } ?? secrets.count
        secrets.insert(secret, at: place)
      }
    } else if let items = input.array {
      items.forEach(add)
    } else {
      for (_, item) in input.pairs ?? [] { add(item) }
    }
  }

  /// JSON without the secrets.
  func hide(in bytes: [UInt8]) -> [UInt8] {
    secrets.withLock { $0.reduce(bytes) { $0.replacing($1.text, with: $1.name) } }
  }

  /// JSON with the secrets.
  func show(in bytes: [UInt8]) -> [UInt8] {
    secrets.withLock { $0.reversed().reduce(bytes) { $0.replacing($1.name, with: $1.text) } }
  }

  /// A name that is the same in every run. Two bytes of a digest tell a run's few secrets apart, and nobody else anything.
  private static func name(ofInput text: String) -> String {
    "input:" + Hex.text(ContentKey(Array("secret input".utf8)).digest(Array(text.utf8)).prefix(2))
  }

  private static func secret(_ text: String, named name: String) -> Secret? {
    guard let written = try? JSON.bytes(Value(text)) else { return nil }
    return Secret(text: Array(written.dropFirst().dropLast()), name: Array((mark + name + #"\u0000"#).utf8))
  }
}

extension Array where Element == UInt8 {
  fileprivate func replacing(_ old: [UInt8], with new: [UInt8]) -> [UInt8] {
    guard let first = old.first, count >= old.count else { return self }
    var result: [UInt8] = []
    var index = 0
    var isChanged = false
    while index <= count - old.count {
      if self[index] == first, self[index..<index + old.count].elementsEqual(old) {
        if !isChanged { result = Array(self[..<index]) }
        isChanged = true
        result += new
        index += old.count
      } else {
        if isChanged { result.append(self[index]) }
        index += 1
      }
    }
    guard isChanged else { return self }
    return result + self[index...]
  }
}
