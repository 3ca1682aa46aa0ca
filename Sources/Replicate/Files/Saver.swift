import RepValue

/// Saves the files that a value names, whatever its shape.
public struct Saver: Sendable {
  /// Downloads under way at once.
  static let concurrentDownloads = 8

  /// Levels of lists and objects that are searched for URLs: more than any answer of the API may have.
  static let depthLimit = 500

  private let downloader: Downloader

  /// A saver whose downloads go through `client`.
  public init(_ client: ReplicateClient) { downloader = Downloader(client: client) }

  /// Bytes that ``contents(of:)`` gives at most.
  static let contentsLimit = 64 << 20

  /// What is at an `http`, `https` or `data` URL: a text where it is UTF-8, else a data URL.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func contents(of url: String) async throws -> String {
    let (type, bytes) = try await downloader.contents(of: url, limit: Self.contentsLimit)
    return String(validating: bytes, as: UTF8.self) ?? DataURL(contentType: type, bytes: bytes).text
  }

  /// The first bytes of what is at an `http`, `https` or `data` URL, for a look at it: `limit` of them at most, and how
  /// many there are in all where the server says. What follows them is not fetched.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func beginning(of url: String, limit: Int) async throws -> (bytes: [UInt8], size: Int?) {
    try await downloader.beginning(of: url, limit: limit)
  }

  /// Whether `text` is something that ``save(_:to:_:)`` fetches: a whole `http`, `https` or `data` URL.
  public static func isSavable(_ text: String) -> Bool {
    let start = text.prefix(8).lowercased()
    if start.hasPrefix("data:") { return DataURL(text) != nil }
    return (start.hasPrefix("http://") || start.hasPrefix("https://")) && WebAddress(text) != nil
  }

  /// One save, as far as another process may have to go on with it.
  public struct Attempt: Sendable {
    /// Part of the names that files have until they are complete.
    let name: String
    /// Asked whether a file with the right content, which an earlier process may have left, is taken for the result. Nil
    /// where there was no such process.
    let adopts: (@Sendable (_ path: String) -> Bool)?

    /// A save that nobody goes on with.
    public init() { self.init(name: String(UInt32.random(in: .min ... .max), radix: 36), adopts: nil) }

    /// A save that is known by a name.
    public init(name: String, adopts: (@Sendable (_ path: String) -> Bool)?) { (self.name, self.adopts) = (name, adopts) }
  }

  /// Downloads every URL in `value` and gives the value with the files' paths in their places; everything else passes
  /// through.
  ///
  /// A file appears under its name only once it is complete. Where some downloads fail, the others are saved, and then
  /// the first failure is thrown.
  ///
  /// - Parameters:
  ///   - value: what holds the addresses of the files.
  ///   - target: where they go.
  ///   - attempt: which save this is, where one that was killed may have to be gone on with.
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func save(_ value: Value, to target: SaveTarget, _ attempt: Attempt = Attempt()) async throws -> Value {
    var urls: [String] = []
    try collect(value, into: &urls)
    guard !urls.isEmpty else { return value }
    try LocalFile.makeFolders(target.folder)
    Leftovers.remove(from: target.folder, now: TimeSource.system.now())
    let temporary: @Sendable (Int) -> String = { target.folder + "/" + Leftovers.name(attempt.name, $0) }
    if attempt.adopts != nil { for index in urls.indices { LocalFile.remove(temporary(index)) } }
    let downloaded = await downloadAll(urls, temporary: temporary)

    // Named in the order of the value, not of arrival, so that the same save gives the same names.
    var paths: [String] = []
    var failure: (any Error)?
    for (index, result) in downloaded.enumerated() {
      do {
        let file = try result.get()
        paths.append(try await place(file, index, target, attempt))
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    var rest = paths[...]
    return replace(value, &rest)
  }

  /// The paths of a saved value, in its order: what stands where `value` had a URL.
  public static func paths(in saved: Value, replacing value: Value) -> [String] {
    if let text = value.string { return isSavable(text) ? [saved.string ?? ""] : [] }
    if let items = value.array {
      return items.indices.flatMap { paths(in: saved[$0], replacing: items[$0]) }
    }
    return (value.pairs ?? []).flatMap { paths(in: saved[$0.0], replacing: $0.1) }
  }

  /// Whether the server says that what was at a URL is there no more. What cannot be asked is taken to be there.
  ///
  /// - Throws: `CancellationError`.
  public func isGone(_ url: String) async throws -> Bool { try await downloader.isGone(url) }

  /// Fetches one URL into a new file, and gives its media type.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func fetch(_ url: String, to path: String) async throws -> String {
    try await downloader.download(url, to: path).contentType
  }

  /// Fetches one URL again under the name that its file had.
  ///
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  public func restore(_ url: String, at path: String) async throws {
    let folder = SaveTarget.file(path).folder
    try LocalFile.makeFolders(folder)
    let temporary = folder + "/" + Leftovers.name(Attempt().name)
    _ = try await downloader.download(url, to: temporary)
    _ = try LocalFile.move(temporary, to: path, replacing: true)
  }

  private struct Downloaded: Sendable {
    let temporary: String
    let contentType: String
    let name: String
  }

  private func downloadAll(
    _ urls: [String], temporary: @escaping @Sendable (Int) -> String
  ) async -> [Result<Downloaded, any Error>] {
    await withTaskGroup(of: (Int, Result<Downloaded, any Error>).self) { group in
      var results = [Result<Downloaded, any Error>](repeating: .failure(CancellationError()), count: urls.count)
      for (index, url) in urls.enumerated() {
        if index >= Self.concurrentDownloads, let (done, result) = await group.next() { results[done] = result }
        group.addTask {
          do {
            let path = temporary(index)
            let (type, name) = try await downloader.download(url, to: path)
            return (index, .success(Downloaded(temporary: path, contentType: type, name: name)))
          } catch {
            return (index, .failure(error))
          }
        }
      }
      for await (done, result) in group { results[done] = result }
      return results
    }
  }

  private func place(
    _ file: Downloaded, _ index: Int, _ target: SaveTarget, _ attempt: Attempt
  ) async throws -> String {
    var taken = 0
    while true {
      let path = target.path(index: index, name: file.name, contentType: file.contentType, attempt: taken)
      do {
        if try LocalFile.move(file.temporary, to: path, replacing: target.replaces) { return path }
        if let adopts = attempt.adopts, try await LocalFile.haveEqualContents(path, file.temporary), adopts(path) {
          LocalFile.remove(file.temporary)
          return path
        }
      } catch {
        LocalFile.remove(file.temporary)
        throw error
      }
      taken += 1
    }
  }

  private func collect(_ value: Value, into urls: inout [String], depth: Int = 0) throws(ReplicateError) {
    guard depth < Self.depthLimit else {
      throw ReplicateError(.argument, "the value to save nests deeper than \(Self.depthLimit) levels")
    }
    if let text = value.string {
      if Self.isSavable(text) { urls.append(text) }
    } else if let items = value.array {
      for item in items { try collect(item, into: &urls, depth: depth + 1) }
    } else {
      for (_, item) in value.pairs ?? [] { try collect(item, into: &urls, depth: depth + 1) }
    }
  }

  private func replace(_ value: Value, _ paths: inout ArraySlice<String>) -> Value {
    if let text = value.string {
      return Self.isSavable(text) ? Value(paths.removeFirst()) : value
    }
    if let items = value.array {
      return Value(items.map { replace($0, &paths) })
    }
    guard let pairs = value.pairs else { return value }
    var object: Value = [:]
    for (key, item) in pairs { object[key] = replace(item, &paths) }
    return object
  }
}
