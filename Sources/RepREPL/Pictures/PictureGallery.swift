import Rep
import RepValue
import Replicate

/// The pictures in a value: addresses and data URLs of images.
struct PictureGallery {
  /// Pictures drawn for one result at most.
  static let limit = 4
  /// Larger files, in bytes, are not drawn.
  static let largestFile = 32 << 20
  /// Seconds that a picture may take to arrive: nobody has asked for it.
  private static let patience = 10
  private static let endings = [".png", ".jpg", ".jpeg", ".gif", ".webp"]

  let session: Session

  /// The addresses of pictures in a value, in order, each once.
  static func addresses(in value: Value) -> [String] {
    var found: [String] = []
    collect(value, 0, into: &found)
    return found
  }

  private static func collect(_ value: Value, _ depth: Int, into found: inout [String]) {
    guard found.count < limit, depth < 32 else { return }
    // A run's record says what it was given, too; what it made is its output.
    if RunRecord(value) != nil { return collect(value["output"], depth + 1, into: &found) }
    switch value {
    case .string(let string):
      let text = string.text
      if isPicture(text), !found.contains(text) { found.append(text) }
    case .list(let list):
      for index in 0..<min(list.count, 1_000) { collect(list.elements[index], depth + 1, into: &found) }
    case .object: for pair in value.pairs ?? [] { collect(pair.value, depth + 1, into: &found) }
    default: break
    }
  }

  static func isPicture(_ text: String) -> Bool {
    if text.hasPrefix("data:image/") { return true }
    guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return false }
    let path = text.prefix { $0 != "?" && $0 != "#" }.lowercased()
    return endings.contains { path.hasSuffix($0) }
  }

  /// Fetches a picture into a folder, which must end in `/`; nil where that fails.
  func fetch(_ address: String, into folder: String) -> [UInt8]? {
    let saver = Saver(session.engine.services.client)
    let saved = Waiting.result(within: Self.patience) { try? await saver.save(Value(address), to: SaveTarget(folder)) }
    guard let path = (saved ?? nil)?.string else { return nil }
    return PrivateFile.read(path, limit: Self.largestFile)
  }
}
