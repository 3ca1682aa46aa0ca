import RepSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads scripts from files and from standard input.
enum ScriptFile {
  /// No script is larger; reading stops there rather than fill the memory from a device.
  static let largest = 256 << 20

  /// The script at a path; `-` is standard input.
  /// - Throws: ``UsageError`` when there is none.
  static func read(_ path: String) throws(UsageError) -> Source {
    guard path != "-" else { return Source(name: "<stdin>", bytes: try bytes(of: 0, "standard input")) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let failure = SystemError(code: errno)
      throw UsageError("cannot read \(path): \(failure.text)", hint: suggestion(for: path, failure))
    }
    defer { close(descriptor) }
    return Source(name: path, bytes: try bytes(of: descriptor, path))
  }

  private static func bytes(of descriptor: Int32, _ name: String) throws(UsageError) -> [UInt8] {
    switch StandardDescriptors.read(descriptor, limit: largest) {
    case .success(let bytes): return bytes
    case .failure(let failure):
      guard failure.code != EFBIG else {
        throw UsageError("\(name) is larger than \(largest >> 20) MB, which no script is")
      }
      throw UsageError("cannot read \(name): \(failure.text)")
    }
  }

  /// A missing script may be a misspelt command, or lack its ending.
  private static func suggestion(for path: String, _ failure: SystemError) -> String? {
    guard failure.code == ENOENT else { return nil }
    if access(path + ".rep", R_OK) == 0 { return "did you mean \(path).rep?" }
    guard !path.contains("/"), !path.contains(".") else { return nil }
    let near = Suggestion.nearest(to: path, among: RepCommand.subcommandNames)
    return near.map { "did you mean the command `rep \($0)`?" } ?? "`rep --help` lists the commands"
  }
}
