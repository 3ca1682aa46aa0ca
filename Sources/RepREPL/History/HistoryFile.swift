/// The inputs of all sessions in a file that only the user can read: one a line, with `\n` for a line break inside and
/// `\\` for a backslash. Sessions at the same time append to it in turn.
public struct HistoryFile: Sendable {
  private let path: String

  /// A history file; its folder is made when something is first written.
  public init(path: String) { self.path = path }

  /// The inputs, oldest first; none where there is no file. A file with many more than ``HistoryPolicy/limit`` is
  /// shortened.
  public func load() -> [String] {
    guard let bytes = PrivateFile.read(path, limit: 256 << 20) else { return [] }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let kept = lines.suffix(HistoryPolicy.limit)
    if lines.count > HistoryPolicy.limit + HistoryPolicy.limit / 10 {
      var shortened = [UInt8]()
      for line in kept { shortened += line + [UInt8(ascii: "\n")] }
      PrivateFile.replace(path, with: shortened)
    }
    return kept.map { Self.decode($0) }
  }

  /// Adds an input; one that ``HistoryPolicy`` does not keep is left out, and so is one that cannot be written.
  public func append(_ entry: String) {
    guard HistoryPolicy.keeps(entry) else { return }
    PrivateFile.makeFolders(PrivateFile.folder(of: path))
    PrivateFile.append(path, Self.encode(entry) + [UInt8(ascii: "\n")])
  }

  static func encode(_ entry: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in entry.utf8 {
      switch byte {
      case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
      case UInt8(ascii: "\r"): bytes += Array("\\r".utf8)
      case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
      default: bytes.append(byte)
      }
    }
    return bytes
  }

  static func decode(_ line: ArraySlice<UInt8>) -> String {
    guard line.contains(UInt8(ascii: "\\")) else { return String(decoding: line, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
        default: bytes.append(byte)
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
