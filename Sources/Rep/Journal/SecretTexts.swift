import RepValue
import Synchronization

/// The texts that no journal may hold: they are replaced by their names, and put back when they are read.
///
/// Those of secret params are known from the start; those of inputs that a model calls secrets are added before its create
/// is written down, and again when the create is repeated.
final class SecretTexts: Sendable {
  /// Shorter inputs of models are found in ordinary words: where such a text is a part of another one it says nothing, and
  /// only whole strings are replaced.
  private static let shortestPart = 8

  /// The longest first, so that a text in another one does not hide a part of it.
  private let secrets: Mutex<[SecretText]>

  /// Whether nothing is secret.
  var isEmpty: Bool { secrets.withLock { $0.isEmpty } }

  /// - Parameter params: texts by the names of their params.
  init(_ params: [String: String] = [:]) {
    secrets = Mutex(
      params.filter { !$0.value.isEmpty }.sorted { ($0.value.count, $0.key) > ($1.value.count, $1.key) }
        .compactMap { SecretText($0.value, named: $0.key, isWhole: false) })
  }

  /// Adds the texts in an input that a model calls a secret.
  /// - Parameter key: the journal's; without one short texts are not added.
  func add(_ input: Value, _ key: ContentKey?) {
    if let text = input.string {
      let isShort = text.count < Self.shortestPart
      guard !text.isEmpty, let name = Self.name(ofInput: text, isShort ? key : Self.commonKey),
        let secret = SecretText(text, named: name, isWhole: isShort)
      else { return }
      secrets.withLock { secrets in
        guard !secrets.contains(where: { $0.text == secret.text }) else { return }
        let place = secrets.firstIndex { $0.text.count < secret.text.count } ?? secrets.count
        secrets.insert(secret, at: place)
      }
    } else if let items = input.array {
      for item in items { add(item, key) }
    } else {
      for (_, item) in input.pairs ?? [] { add(item, key) }
    }
  }

  /// JSON without the secrets.
  func hide(in bytes: [UInt8]) -> [UInt8] { secrets.withLock { $0.reduce(bytes) { $1.hide(in: $0) } } }

  /// JSON with the secrets.
  func show(in bytes: [UInt8]) -> [UInt8] { secrets.withLock { $0.reversed().reduce(bytes) { $1.show(in: $0) } } }

  /// A message without the secrets, for people only: they are not put back.
  func mask(_ message: String) -> String {
    guard !isEmpty, let bytes = try? JSON.bytes(Value(message)) else { return message }
    let masked = secrets.withLock { $0.reduce(bytes) { $1.hide(in: $0, as: Array(Asked.mask.utf8)) } }
    return (try? JSON.parse(masked))?.string ?? Asked.mask
  }

  private static let commonKey = ContentKey(Array("secret input".utf8))

  /// A name that is the same in every run of a journal. Two bytes of a digest tell a run's few secrets apart, and nobody
  /// else anything; short texts could be tried, so that their digests are keyed.
  private static func name(ofInput text: String, _ key: ContentKey?) -> String? {
    key.map { "input:" + Hex.text($0.digest(Array(text.utf8)).prefix(2)) }
  }
}

/// One text that is replaced by its name.
///
/// Lists of texts may be the pieces of one: what is cut by pieces is replaced piece by piece.
private struct SecretText: Sendable {
  /// As JSON writes it, without the quotes.
  let text: [UInt8]
  /// Without its end.
  private let name: [UInt8]
  /// Whether only strings that are this text are replaced, not such as contain it.
  private let isWhole: Bool
  /// Where the text may be cut: not in an escape sequence.
  private let mayBeCut: [Bool]

  /// What every name begins with: NUL is no character of a name, and JSON writes it as an escape.
  private static let mark = #"\u0000secret:"#
  private static let end = Array(#"\u0000"#.utf8)
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  /// What JSON writes between two texts of a list.
  private static let separator = Array(#"",""#.utf8)

  /// Nil for what JSON cannot hold.
  init?(_ text: String, named name: String, isWhole: Bool) {
    guard let written = try? JSON.bytes(Value(text)) else { return nil }
    self.text = Array(written.dropFirst().dropLast())
    self.name = Array((Self.mark + name).utf8)
    self.isWhole = isWhole
    mayBeCut = Self.cuts(self.text)
  }

  private static func cuts(_ text: [UInt8]) -> [Bool] {
    var cuts = Array(repeating: false, count: text.count + 1)
    var index = 0
    while index < text.count {
      cuts[index] = true
      if text[index] != backslash {
        index += 1
      } else {
        index += index + 1 < text.count && text[index + 1] == UInt8(ascii: "u") ? 6 : 2
      }
    }
    return cuts
  }

  // MARK: Hiding

  /// JSON with the name in the place of the text.
  /// - Parameter mask: what stands there instead of the name.
  func hide(in bytes: [UInt8], as mask: [UInt8]? = nil) -> [UInt8] {
    guard bytes.count >= text.count, let first = text.first else { return bytes }
    var result: [UInt8] = []
    var (index, copied) = (0, 0)
    while index < bytes.count {
      guard bytes[index] == first, let (cuts, next) = occurrence(in: bytes, at: index) else {
        index += 1
        continue
      }
      result += bytes[copied..<index]
      var from = 0
      for cut in cuts + [text.count] {
        if from > 0 { result += Self.separator }
        if cut > from { result += mask ?? partName(from..<cut) }
        from = cut
      }
      (index, copied) = (next, next)
    }
    guard copied > 0 else { return bytes }
    return result + bytes[copied...]
  }

  /// Where the text that begins at an offset is cut, and what comes after it; nil where it does not stand there.
  private func occurrence(in bytes: [UInt8], at start: Int) -> (cuts: [Int], next: Int)? {
    var (index, offset, cuts) = (start, 0, [Int]())
    while offset < text.count {
      guard index < bytes.count else { return nil }
      if bytes[index] == text[offset] {
        (index, offset) = (index + 1, offset + 1)
      } else if offset > 0, !isWhole, mayBeCut[offset], bytes[index...].starts(with: Self.separator) {
        cuts.append(offset)
        index += Self.separator.count
      } else {
        return nil
      }
    }
    if isWhole, !isString(bytes, start..<index) { return nil }
    if !cuts.isEmpty, isInKey(bytes, index) { return nil }
    return (cuts, index)
  }

  /// Whether the string that an offset is in is a key: it is no piece then.
  private func isInKey(_ bytes: [UInt8], _ offset: Int) -> Bool {
    var index = offset
    while index < bytes.count, bytes[index] != Self.quote { index += bytes[index] == Self.backslash ? 2 : 1 }
    return index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: ":")
  }

  /// Whether a range is all of a string, which is no key.
  private func isString(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.lowerBound > 0, bytes[range.lowerBound - 1] == Self.quote, range.upperBound < bytes.count,
      bytes[range.upperBound] == Self.quote
    else { return false }
    if range.lowerBound > 1, bytes[range.lowerBound - 2] == Self.backslash { return false }
    return range.upperBound + 1 >= bytes.count || bytes[range.upperBound + 1] != UInt8(ascii: ":")
  }

  private func partName(_ part: Range<Int>) -> [UInt8] {
    guard part.count < text.count else { return name + Self.end }
    return name + Array(":\(part.lowerBound)-\(part.upperBound)".utf8) + Self.end
  }

  // MARK: Showing

  /// JSON with the text in the place of its name.
  func show(in bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= name.count else { return bytes }
    var result: [UInt8] = []
    var (index, copied) = (0, 0)
    while index < bytes.count {
      guard bytes[index] == Self.backslash, bytes[index...].starts(with: name),
        let (part, next) = part(in: bytes, at: index + name.count)
      else {
        index += 1
        continue
      }
      result += bytes[copied..<index] + text[part]
      (index, copied) = (next, next)
    }
    guard copied > 0 else { return bytes }
    return result + bytes[copied...]
  }

  /// Which part of the text a name stands for, by what follows it, and what comes then; nil where the name is another one.
  private func part(in bytes: [UInt8], at start: Int) -> (part: Range<Int>, next: Int)? {
    if bytes[start...].starts(with: Self.end) { return (text.indices, start + Self.end.count) }
    guard start < bytes.count, bytes[start] == UInt8(ascii: ":") else { return nil }
    let bounds = bytes[(start + 1)...].prefix { $0 != Self.backslash }
    let numbers = bounds.split(separator: UInt8(ascii: "-")).map { Int(String(decoding: $0, as: UTF8.self)) }
    guard bytes[bounds.endIndex...].starts(with: Self.end), numbers.count == 2, let from = numbers[0], let to = numbers[1],
      from >= 0, from < to, to <= text.count
    else { return nil }
    return (from..<to, bounds.endIndex + Self.end.count)
  }
}
