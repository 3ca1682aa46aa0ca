import RepRuntime
import RepValue

/// A local file by path, as `file("cat.png")` gives it. As an input it becomes a data URL or an upload.
final class LocalFileValue: OpaqueStorage, MemberContainer, @unchecked Sendable {
  /// The path to open: absolute, or relative to the process's working directory.
  let path: String
  /// The path as the script wrote it.
  let shownPath: String

  init(path: String, shownPath: String) {
    self.path = path
    self.shownPath = shownPath
    super.init(kind: OpaqueKind.file)
  }

  override var typeName: String { "file" }
  override var displayText: String { shownPath }

  override func isEqual(to other: OpaqueStorage) -> Bool {
    (other as? LocalFileValue)?.path == path
  }

  func member(named key: StringStorage) -> Value? {
    switch key.text {
    case "path": Value(shownPath)
    case "name": Value(String(shownPath.split(separator: "/").last ?? ""))
    default: nil
    }
  }
}
