import Crypto
import NIOCore
import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Schemas in files, one per model and day, so that a script's second run needs no call for them.
///
/// A file that is missing, damaged, of another day or of another API counts as not there; one that cannot be written is
/// left out. Files are private to the user: the schema of a private model is nobody else's business.
public struct SchemaCache: Sendable {
  private static let secondsPerDay = 86_400.0
  private static let format = 1
  /// Files looked into for ``keys``: somebody waits at a prompt.
  private static let listedKeys = 500

  private let folder: String
  private let base: String

  /// - Parameters:
  ///   - folder: where the files are, usually `rep/schemas` in the user's cache folder; made when it is first needed.
  ///   - baseURL: the API that the schemas are of.
  public init(folder: String, baseURL: BaseURL) {
    self.folder = folder
    base = baseURL.description
  }

  /// The cache in `$XDG_CACHE_HOME/rep/schemas`, or `~/.cache/rep/schemas`. Nil where neither variable is set to an
  /// absolute path.
  public init?(baseURL: BaseURL, environment variable: (String) -> String?) {
    let cache = variable("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = variable("HOME").flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    guard let root = cache ?? home else { return nil }
    self.init(folder: root + "/rep/schemas", baseURL: baseURL)
  }

  /// The references that have files, of whatever day.
  var keys: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var keys: [String] = []
    while keys.count < Self.listedKeys, let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(".json"), let (file, _) = try? LocalFile.open(folder + "/" + name),
        let start = try? file.readPieceBlocking(), let key = key(in: start.readableBytesView.prefix(1 << 10))
      else { continue }
      keys.append(key)
    }
    return keys
  }

  /// The key of an entry, which stands before its record.
  private func key(in start: some Sequence<UInt8>) -> String? {
    let parts = String(decoding: Array(start), as: UTF8.self).split(separator: "\"", maxSplits: 12)
    guard let ofBase = parts.firstIndex(of: "base"), parts.dropFirst(ofBase + 2).first.map(String.init) == base,
      let ofKey = parts.firstIndex(of: "key")
    else { return nil }
    return parts.dropFirst(ofKey + 2).first.map(String.init)
  }

  func read(_ key: String, now: Double) -> Value? {
    guard let (file, identity) = try? LocalFile.open(path(key)), identity.size <= 16 << 20 else { return nil }
    var bytes: [UInt8] = []
    while let piece = try? file.readPieceBlocking(), piece.readableBytes > 0 {
      bytes.append(contentsOf: piece.readableBytesView)
    }
    guard let entry = try? JSONBody.decode(bytes), entry["format"].int == Self.format,
      entry["base"].string == base, entry["key"].string == key, entry["day"].int == day(now)
    else { return nil }
    return entry["record"]
  }

  func write(_ record: Value, _ key: String, now: Double) {
    let entry: Value = [
      "format": .int(Self.format), "base": Value(base), "key": Value(key), "day": .int(day(now)), "record": record,
    ]
    guard let bytes = try? JSONBody.encode(entry) else { return }
    let temporary = path(key) + ".\(getpid()).\(UInt32.random(in: .min ... .max))"
    do {
      try LocalFile.makeFolders(folder, mode: 0o700)
      try LocalFile.create(temporary, mode: 0o600).writeBlocking(ByteBuffer(bytes: bytes))
      // In one step, so that another process reads the old file or the new one, never half of either.
      if rename(temporary, path(key)) != 0 { unlink(temporary) }
    } catch {
      unlink(temporary)
    }
  }

  private func day(_ now: Double) -> Int { Int((now / Self.secondsPerDay).rounded(.down)) }

  /// The name is a digest: references may hold what file systems treat as one, such as letter case.
  private func path(_ key: String) -> String {
    let digest = SHA256.hash(data: Array((base + "\n" + key).utf8))
    return folder + "/" + Hex.text(digest.prefix(16)) + ".json"
  }
}
