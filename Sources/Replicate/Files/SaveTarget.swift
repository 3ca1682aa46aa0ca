#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where downloads go and what they are called (rule R39 of the language).
public enum SaveTarget: Sendable, Equatable {
  /// Files keep the names they have on the server; a name that is taken gets `-1`, `-2` and so on.
  case folder(String)
  /// The first file gets this name, further ones `-1`, `-2` before the extension. An extension is added where the name
  /// has none. A file of that name is replaced.
  case file(String)

  /// Reads the `to:` of a save: a folder where it ends in `/` or is one.
  public init(_ text: String) {
    if text.hasSuffix("/") || LocalFile.isFolder(text) {
      var path = text
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      self = .folder(path)
    } else {
      self = .file(text)
    }
  }

  /// The folder that the files are in.
  public var folder: String {
    switch self {
    case .folder(let path): path
    case .file(let path): path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }
  }

  /// The path for the file number `index` of a save.
  ///
  /// - Parameters:
  ///   - name: the file's name on the server.
  ///   - contentType: its media type, for an extension where the name has none.
  ///   - attempt: how many paths before this one were taken.
  func path(index: Int, name: String, contentType: String, attempt: Int) -> String {
    switch self {
    case .folder(let folder):
      let parts = Self.split(Self.safe(name), contentType)
      let number = attempt == 0 ? "" : "-\(attempt)"
      return (folder == "/" ? "" : folder) + "/" + parts.stem + number + parts.suffix
    case .file(let path):
      let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      let parts = Self.split(String(path[slash...]), contentType)
      return path[..<slash] + parts.stem + (index == 0 ? "" : "-\(index)") + parts.suffix
    }
  }

  /// Whether a path that is taken is to be replaced.
  var replaces: Bool {
    if case .file = self { true } else { false }
  }

  private static func split(_ name: String, _ contentType: String) -> (stem: String, suffix: String) {
    if let suffix = ContentType.fileExtension(of: name) {
      return (String(name.dropLast(suffix.count + 1)), "." + suffix)
    }
    return (name, ContentType.fileExtension(forType: contentType).map { "." + $0 } ?? "")
  }

  /// A name from a server as a file name: no folders, nothing hidden, no control characters, not too long.
  static func safe(_ name: String) -> String {
    let last = name.split(separator: "/").last ?? ""
    var scalars = last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" && $0 != ":" }
    while scalars.first == "." || scalars.first == "-" { scalars.removeFirst() }
    var text = String(scalars)
    while text.utf8.count > 200 { text.removeFirst() }
    return text.isEmpty ? "output" : text
  }
}
