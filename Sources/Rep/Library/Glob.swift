import RepRuntime
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Finds files by patterns: `*` and `?` within a name, `[…]` for a set, `**` for any folders between.
struct Glob {
  let access: FileAccess

  /// The paths that match, sorted by scalar; those that begin with a dot only where the pattern says so.
  /// - Throws: kind `permission` for folders that the host does not open.
  func paths(matching pattern: String) throws(ScriptError) -> [String] {
    var parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map { Array($0.unicodeScalars) }
    var start = pattern.hasPrefix("/") ? "/" : ""
    // What stands before the first wildcard is a plain path: nothing to list there.
    while parts.count > 1, !parts[0].contains(where: { "*?[".unicodeScalars.contains($0) }) {
      start += String(String.UnicodeScalarView(parts.removeFirst())) + "/"
    }
    let root = start.isEmpty ? "." : start
    guard try access.exists(root) else { return [] }
    var found: [String] = []
    try walk(start, parts[...], depth: 0, &found)
    return found.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  private func walk(
    _ prefix: String, _ parts: ArraySlice<[Unicode.Scalar]>, depth: Int, _ found: inout [String]
  ) throws(ScriptError) {
    guard let part = parts.first, depth < 64 else { return }
    let rest = parts.dropFirst()
    let isAnyDepth = String(String.UnicodeScalarView(part)) == "**"
    if isAnyDepth, !rest.isEmpty { try walk(prefix, rest, depth: depth, &found) }
    for (name, isFolder) in try list(prefix.isEmpty ? "." : prefix) {
      let path = prefix + name
      if isAnyDepth {
        if isFolder, !name.hasPrefix(".") { try walk(path + "/", parts, depth: depth + 1, &found) }
        if rest.isEmpty, !isFolder, !name.hasPrefix(".") { found.append(path) }
        continue
      }
      guard !name.hasPrefix(".") || part.first == "." else { continue }
      guard Self.matches(Array(name.unicodeScalars)[...], part[...]) else { continue }
      if rest.isEmpty { found.append(path) } else if isFolder { try walk(path + "/", rest, depth: depth, &found) }
    }
  }

  private func list(_ folder: String) throws(ScriptError) -> [(name: String, isFolder: Bool)] {
    let full = try access.resolve(folder, for: .read)
    guard let stream = opendir(full) else { return [] }
    defer { closedir(stream) }
    var entries: [(String, Bool)] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      var status = stat()
      let isFolder = stat("\(full)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      entries.append((name, isFolder))
    }
    return entries
  }

  /// Whether a name fits one part of a pattern. Each `*` is tried once at each place: time is at most the product.
  static func matches(_ name: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>) -> Bool {
    var (name, pattern) = (name, pattern)
    var retry: (name: ArraySlice<Unicode.Scalar>, pattern: ArraySlice<Unicode.Scalar>)?
    while true {
      if pattern.first == "*" {
        pattern = pattern.dropFirst()
        retry = (name, pattern)
        continue
      }
      if let (matched, rest) = step(name, pattern), matched {
        name = name.dropFirst()
        pattern = rest
        continue
      }
      if name.isEmpty, pattern.isEmpty { return true }
      guard let again = retry, !again.name.isEmpty else { return false }
      retry = (again.name.dropFirst(), again.pattern)
      (name, pattern) = (again.name.dropFirst(), again.pattern)
    }
  }

  private static func step(
    _ name: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>
  ) -> (Bool, ArraySlice<Unicode.Scalar>)? {
    guard let scalar = name.first, let wanted = pattern.first else { return nil }
    if wanted == "?" { return (true, pattern.dropFirst()) }
    guard wanted == "[", let end = pattern.dropFirst(2).firstIndex(of: "]") else {
      return (scalar == wanted, pattern.dropFirst())
    }
    var set = pattern[(pattern.startIndex + 1)..<end]
    let isNegated = set.first == "!" || set.first == "^"
    if isNegated { set = set.dropFirst() }
    var isMember = false
    var index = set.startIndex
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == "-" {
        if set[index] <= scalar, scalar <= set[index + 2] { isMember = true }
        index += 3
      } else {
        if set[index] == scalar { isMember = true }
        index += 1
      }
    }
    return (isMember != isNegated, pattern[(end + 1)...])
  }
}
