/// What of a session is written to the history file.
public enum HistoryPolicy {
  /// The most inputs that the file keeps.
  public static let limit = 10_000
  /// Longer inputs, in UTF-8 bytes, are not kept: the file is read at every start.
  public static let longestEntry = 64 << 10

  /// Whether an input is kept: not one that starts with a space, is blank or long, or holds what looks like a token.
  public static func keeps(_ entry: String) -> Bool {
    guard let first = entry.first, first != " ", !entry.allSatisfy(\.isWhitespace) else { return false }
    return entry.utf8.count <= longestEntry && !holdsToken(entry)
  }

  /// How the tokens of well-known services begin.
  private static let prefixes = [
    "r8_", "hf_", "sk-", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "whsec_", "xoxb-", "xoxp-", "AKIA",
  ]

  /// Whether a text holds a word that looks like a token: one that begins as tokens of well-known services do, or a
  /// long mixture of small letters, capitals and digits. Versions and ids, which have no capitals, are none.
  public static func holdsToken(_ text: String) -> Bool {
    var word = ""
    for character in text.unicodeScalars {
      if isWordScalar(character) {
        word.unicodeScalars.append(character)
      } else {
        if isToken(word) { return true }
        word = ""
      }
    }
    return isToken(word)
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }

  private static func isToken(_ word: String) -> Bool {
    let bytes = word.utf8
    for prefix in prefixes where word.hasPrefix(prefix) && bytes.count >= prefix.utf8.count + 12 { return true }
    guard bytes.count >= 32 else { return false }
    let hasSmall = bytes.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    let hasCapital = bytes.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    let hasDigit = bytes.contains { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return hasSmall && hasCapital && hasDigit
  }
}
