import RepRuntime
import RepSyntax

/// Loads modules from files, relative to the file that imports them.
public struct FileModuleLoader: ModuleLoader {
  private let files: FileAccess

  /// A loader of the files that may be read.
  public init(permissions: Permissions, folder: String? = nil) {
    files = FileAccess(permissions: permissions, folder: folder)
  }

  /// Gives the module at `path`, named by its real path.
  /// - Throws: kind `io`, `permission`.
  public func load(_ path: String, importedBy importer: Source) throws(ScriptError) -> Source {
    var full = path
    if !path.hasPrefix("/"), let slash = importer.name.lastIndex(of: "/") {
      full = importer.name[...slash] + path
    }
    let bytes = try files.read(full)
    return Source(name: FileAccess.real(full), bytes: bytes)
  }
}
