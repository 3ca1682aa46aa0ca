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
  /// The digest of files that have not changed since it was taken.
  private var digests: [LocalFile.Identity: String] = [:]
  private var digesting: [LocalFile.Identity: Task<String, any Error>] = [:]
  /// Uploads under way, by digest.
  private var running: [String: Task<String, any Error>] = [:]

  /// An uploader that has uploaded nothing yet.
  public init(_ caller: any OperationCaller, time: TimeSource = .system) {
    (self.caller, self.time) = (caller, time)
  }

  /// The address to put into a model's input for the file at `path`: a data URL up to ``DataURL/largestFile`` bytes,
  /// else the address of an upload.
  ///
  /// - Parameter name: the name that the server keeps; nil for that of the file.
  /// - Throws: ``ReplicateError``, of kind `io` or `argument` for what is wrong with the file, or `CancellationError`.
  public func address(path: String, name: String? = nil) async throws -> String {
    let source = UploadSource(path: path, name: name)
    let (pieces, size, start) = try source.open()
    if size <= DataURL.largestFile {
      var bytes: [UInt8] = []
      var iterator = pieces.makeAsyncIterator()
      while let piece = try await iterator.next(isolation: self) { bytes.append(contentsOf: piece.readableBytesView) }
      return DataURL(contentType: ContentType.of(name: source.name, start: start), bytes: bytes).text
    }
    guard let identity = LocalFile.identity(at: path) else { throw LocalFile.failure("cannot read", path) }
    let digest = try await digest(identity, pieces)
    if let upload = uploads[digest], upload.expires - Self.expiryMargin > time.now() { return upload.url }
    // Two parallel bodies with the same content make one upload, which goes on though one of them gives up.
    let task = running[digest] ?? Task { try await self.upload(source, digest) }
    running[digest] = task
    defer { running[digest] = nil }
    return try await task.value
  }

  private func upload(_ source: UploadSource, _ digest: String) async throws -> String {
    let record = try await caller.call(.filesCreate, Arguments(content: source))
    guard let url = record["urls"]["get"].string else {
      throw ReplicateError(.server, "the record of the uploaded file names no address").of(.filesCreate)
    }
    let expires = record["expires_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }
    // By the digest of what was sent: the file may have changed meanwhile.
    uploads[record["checksums"]["sha256"].string?.lowercased() ?? digest] = Upload(
      url: url, expires: expires ?? time.now() + Self.usualLifetime)
    return url
  }

  private func digest(_ identity: LocalFile.Identity, _ pieces: ByteStream) async throws -> String {
    if let known = digests[identity] { return known }
    let task = digesting[identity] ?? Task { try await self.digest(pieces) }
    digesting[identity] = task
    defer { digesting[identity] = nil }
    let digest = try await task.value
    digests[identity] = digest
    return digest
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
