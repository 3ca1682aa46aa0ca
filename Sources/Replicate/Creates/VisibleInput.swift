import RepValue

/// An input as far as the account's list can show it: what a create without an answer is recognized by.
///
/// Secrets are left out, because the server blanks them; files that were sent as data URLs or uploads may be shown under
/// another address; numbers count by value. Keys that the server adds do not matter.
public struct VisibleInput: Sendable {
  /// How well a listed input agrees.
  enum Match: Comparable {
    case none
    /// Everything that is shown agrees, but something was sent that is not shown as it was sent.
    case possible
    /// Everything that was sent is shown.
    case exact
  }

  private let input: Value
  private let secretKeys: Set<String>
  private let shown: @Sendable (Value) -> Value

  /// - Parameters:
  ///   - input: the input as it is sent.
  ///   - secretKeys: inputs that the server does not show; see ``InputField/isSecret``.
  ///   - shown: what becomes of a listed input before it is compared: what `input` itself is known by.
  public init(
    _ input: Value, secretKeys: Set<String> = [], shown: @escaping @Sendable (Value) -> Value = { $0 }
  ) {
    (self.input, self.secretKeys, self.shown) = (input, secretKeys, shown)
  }

  /// The same bytes for all inputs that the list may show alike: sorted keys, secrets left out, files by their kind.
  public var key: [UInt8] {
    var text = ""
    Self.write(input, into: &text, secretKeys, hidesFiles: true)
    return Array(text.utf8)
  }

  /// The same text for equal inputs only.
  var exactKey: String {
    var text = ""
    Self.write(input, into: &text, [], hidesFiles: false)
    return text
  }

  /// Compares with the `input` of a listed record.
  func match(_ listed: Value) -> Match {
    guard listed.pairs != nil else { return .none }
    let listed = shown(listed)
    var match = Match.exact
    for (key, sent) in input.pairs ?? [] {
      if secretKeys.contains(key) {
        match = min(match, .possible)
      } else {
        match = min(match, Self.match(sent, listed[key]))
      }
      if match == .none { return .none }
    }
    return match
  }

  private static func match(_ sent: Value, _ listed: Value) -> Match {
    if let text = sent.string {
      guard let other = listed.string else { return .none }
      if text == other { return .exact }
      if isBlanked(other) { return .possible }
      return isFile(text) && isAddress(other) && !(isData(text) && isData(other)) ? .possible : .none
    }
    if let items = sent.array {
      guard let others = listed.array, others.count == items.count else { return .none }
      return zip(items, others).reduce(.exact) { min($0, match($1.0, $1.1)) }
    }
    if let pairs = sent.pairs {
      guard listed.pairs != nil else { return .none }
      return pairs.reduce(.exact) { min($0, match($1.value, listed[$1.key])) }
    }
    if let number = sent.double { return listed.string == nil && listed.double == number ? .exact : .none }
    return sent == listed ? .exact : .none
  }

  /// What the server shows instead of a secret, where no schema has named it.
  private static func isBlanked(_ text: String) -> Bool {
    text == "[REDACTED]" || (text.utf8.count >= 3 && text.utf8.allSatisfy { $0 == UInt8(ascii: "*") })
  }

  /// An upload or a data URL: the server may show it under an address of its own.
  private static func isFile(_ text: String) -> Bool {
    guard isData(text) || isAddress(text) else { return false }
    return isData(text) || (WebAddress(text)?.path.hasPrefix("/v1/files/") ?? false)
  }

  private static func isData(_ text: String) -> Bool { text.utf8.count > 5 && text.prefix(5).lowercased() == "data:" }

  private static func isAddress(_ text: String) -> Bool { isData(text) || WebAddress(text) != nil }

  private static func write(_ value: Value, into text: inout String, _ left: Set<String>, hidesFiles: Bool) {
    if let pairs = value.pairs {
      text += "{"
      for (key, item) in pairs.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
      where !left.contains(key) {
        write(Value(key), into: &text, [], hidesFiles: false)
        text += ":"
        write(item, into: &text, [], hidesFiles: hidesFiles)
        text += ","
      }
      text += "}"
    } else if let items = value.array {
      text += "["
      for item in items {
        write(item, into: &text, [], hidesFiles: hidesFiles)
        text += ","
      }
      text += "]"
    } else if let string = value.string {
      // A length in front keeps texts apart whatever is in them.
      text += hidesFiles && isFile(string) ? "file" : "\(string.utf8.count)\"" + string + "\""
    } else if let number = value.double {
      text += abs(number) < 1e15 && number == number.rounded() ? "\(Int(number))" : "\(number)"
    } else {
      text += value.bool.map { "\($0)" } ?? "null"
    }
  }
}
