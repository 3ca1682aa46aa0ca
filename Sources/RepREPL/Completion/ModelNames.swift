import Synchronization

/// The model references that inputs have named, for completion.
final class ModelNames: Sendable {
  private let names = Mutex<Set<String>>([])

  /// - Parameter history: inputs of earlier sessions. They are looked into meanwhile: neither a prompt nor a key may
  ///   wait for thousands of them.
  init(history: [String] = []) {
    guard !history.isEmpty else { return }
    Task.detached { [self] in for entry in history { addReferences(in: entry) } }
  }

  var all: [String] { names.withLock { Array($0) } }

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

  private static func isReference(_ text: Substring) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] != "p", !parts[0].hasPrefix(".") else { return false }
    let isName = parts[1].prefix { $0 != ":" }
    // `out/a.png` is a file.
    guard !isName.isEmpty, !["png", "jpg", "rep", "json", "txt", "csv", "zip", "webp"].contains(where: { isName.hasSuffix("." + $0) })
    else { return false }
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
