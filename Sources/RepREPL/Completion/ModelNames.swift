import Dispatch
import Synchronization

/// The model references that inputs have named, for completion.
final class ModelNames: Sendable {
  private let names = Mutex<Set<String>>([])
  /// Entered while the history is looked into.
  private let reading = DispatchGroup()

  /// - Parameter history: inputs of earlier sessions. They are looked into meanwhile: neither a prompt nor a key may
  ///   wait for thousands of them.
  init(history: [String] = []) {
    guard !history.isEmpty else { return }
    reading.enter()
    Task.detached { [self] in
      for entry in history.reversed() { addReferences(in: entry) }
      reading.leave()
    }
  }

  /// The names that are known, once the history has been looked into or the time is up.
  func all(until deadline: ContinuousClock.Instant) -> [String] {
    if let left = Patience.left(until: deadline) { _ = reading.wait(timeout: .now() + left) }
    return names.withLock { Array($0) }
  }

  func add(_ name: String) { _ = names.withLock { $0.insert(name) } }

  /// Finds references in the strings of an input: `"owner/name"`.
  func addReferences(in text: String) {
    // Most inputs hold none, and there may be thousands of them.
    guard text.utf8.contains(UInt8(ascii: "/")) else { return }
    var pieces = text.split(separator: "\"", omittingEmptySubsequences: false).makeIterator()
    _ = pieces.next()
    while let inside = pieces.next() {
      if Self.isReference(inside) { add(String(inside)) }
      _ = pieces.next()
    }
  }

  private static let fileEndings = [
    "png", "jpg", "jpeg", "gif", "webp", "mp4", "mp3", "wav", "rep", "json", "txt", "csv", "zip",
  ]

  private static func isReference(_ text: Substring) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] != "p", !parts[0].hasPrefix(".") else { return false }
    let isName = parts[1].prefix { $0 != ":" }
    // `out/a.png` is a file.
    guard !isName.isEmpty, !fileEndings.contains(where: { isName.hasSuffix("." + $0) }) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"), UInt8(ascii: ":"):
        true
      default: false
      }
    } && !parts[0].isEmpty
  }
}
