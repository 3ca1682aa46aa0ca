import Crypto
import RepValue
import Synchronization

/// Turns local files into what a model's input takes: a data URL for a small one, an upload for a larger one, and the
/// same upload for the same content until it expires.
public actor Uploader {
  /// Seconds before an upload's end from which on it is not used again: a run may wait that long before it reads it.
  static let expiryMargin = 3600.0
  /// Seconds that the API keeps uploads where its record does not say.
  static let usualLifetime = 24 * 3600.0

  private struct Upload {
    let url: String
    let expires: Double
  }

  private let caller: any OperationCaller
  private let time: TimeSource
  private var uploads: [String: Upload] = [:]
  private var sizes: Set<Int> = []
  /// The digest of files that have not changed since it was taken.
  private var digests: [LocalFile.Identity: String] = [:]
  private var running: [LocalFile.Identity: Task<String, any Error>] = [:]

  /// An uploader that has uploaded nothing yet.
  public init(_ caller: any OperationCaller, time: TimeSource = .system) {
    (self.caller, self.time) = (caller, time)
  }

  /// The address to put into a model's input for the file at `path`: a data URL up to ``DataURL/largestFile`` bytes,
  /// else the address of an upload.
  ///
  /// - Throws: ``ReplicateError``, of kind `io` or `argument` for what is wrong with the file, or `CancellationError`.
  public func address(path: String) async throws -> String {
    let source = UploadSource(path: path)
    let (pieces, size, start) = try source.open()
    if size <= DataURL.largestFile {
      var bytes: [UInt8] = []
      var iterator = pieces.makeAsyncIterator()
      while let piece = try await iterator.next(isolation: self) { bytes.append(contentsOf: piece.readableBytesView) }
      return DataURL(contentType: ContentType.of(name: source.name, start: start), bytes: bytes).text
    }
    guard let identity = LocalFile.identity(at: path) else { throw LocalFile.failure("cannot read", path) }
    // Two parallel bodies with the same file make one upload.
    if let running = running[identity] { return try await running.value }
    let task = Task { try await self.upload(source, pieces, size, identity) }
    running[identity] = task
    defer { running[identity] = nil }
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      task.cancel()
    }
  }

  private func upload(
    _ source: UploadSource, _ pieces: ByteStream, _ size: Int, _ identity: LocalFile.Identity
  ) async throws -> String {
    // Only where something of this size has been uploaded can the same content have been.
    if sizes.contains(size) {
      let digest: String
      if let known = digests[identity] { digest = known } else { digest = try await self.digest(pieces) }
      digests[identity] = digest
      if let upload = uploads[digest], upload.expires - Self.expiryMargin > time.now() { return upload.url }
    }
    let record = try await caller.call(.filesCreate, Arguments(content: source))
    guard let url = record["urls"]["get"].string else {
      throw ReplicateError(.server, "the record of the uploaded file names no address").of(.filesCreate)
    }
    let expires = record["expires_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }
    if let digest = record["checksums"]["sha256"].string?.lowercased() {
      uploads[digest] = Upload(url: url, expires: expires ?? time.now() + Self.usualLifetime)
      digests[identity] = digest
      sizes.insert(size)
    }
    return url
  }

  private func digest(_ pieces: ByteStream) async throws -> String {
    var hash = SHA256()
    var iterator = pieces.makeAsyncIterator()
    while let piece = try await iterator.next(isolation: self) {
      piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
    }
    return Hex.text(hash.finalize())
  }
}
