import RepREPL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the user's API token comes from: `REPLICATE_API_TOKEN`, else the file that `rep login` writes.
///
/// The file is `$XDG_CONFIG_HOME/rep/config` with mode 0600: lines `key = value`, of which `token` is the token.
enum TokenStore {
  /// The variable that wins over the file.
  static let variable = "REPLICATE_API_TOKEN"

  static var path: String? { UserFolders.config.map { $0 + "/rep/config" } }

  static var hasToken: Bool { Environment.isSet(variable) || stored != nil }

  /// The token in the file; nil where there is none.
  static var stored: String? {
    for line in lines {
      if let (key, value) = pair(line), key == "token", !value.isEmpty { return value }
    }
    return nil
  }

  /// Keeps a token in the file, beside whatever else stands there.
  /// - Throws: ``UsageError``
  static func store(_ token: String) throws(UsageError) {
    try write(others + ["token = \(token)"])
  }

  /// Takes the token out of the file; the file goes when nothing else stands in it.
  /// - Returns: false where there was none.
  /// - Throws: ``UsageError``
  static func remove() throws(UsageError) -> Bool {
    guard stored != nil, let path else { return false }
    guard others.isEmpty else {
      try write(others)
      return true
    }
    guard unlink(path) == 0 else {
      throw UsageError("cannot remove \(path): \(SystemError(code: errno).text)")
    }
    return true
  }

  private static var lines: [String] {
    // Most users have no such file, and the error that says so takes longer than asking.
    guard let path, access(path, R_OK) == 0, let source = try? ScriptFile.read(path) else { return [] }
    return String(decoding: source.bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
  }

  private static var others: [String] { lines.filter { pair($0)?.key != "token" } }

  private static func pair(_ line: String) -> (key: String, value: String)? {
    let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !line.hasPrefix("#") else { return nil }
    func trimmed(_ text: Substring) -> String {
      var text = text.drop(while: \.isWhitespace)
      while text.last?.isWhitespace == true { text.removeLast() }
      return String(text)
    }
    return (trimmed(parts[0]), trimmed(parts[1]))
  }

  private static func write(_ lines: [String]) throws(UsageError) {
    guard let path else {
      throw UsageError("there is no folder for the token", hint: "set HOME or XDG_CONFIG_HOME to an absolute path")
    }
    let text = lines.map { $0 + "\n" }.joined()
    guard PrivateFile.write(path, Array(text.utf8)) else {
      throw UsageError("cannot write \(path): \(SystemError(code: errno).text)")
    }
  }
}
