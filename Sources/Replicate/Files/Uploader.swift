import Crypto
import RepValue
import Synchronization

/// Turns local files into what a model's input takes: a data URL for a small one, an upload for a larger one, and the
/// same upload for the same content until it expires. What was uploaded earlier is asked for before it is used again:
/// somebody may have deleted it.
public actor Uploader {
  /// Seconds before an upload's end from which on it is not used again: a run may wait that long before it reads it.
  static let expiryMargin = 3600.0
  /// Seconds that the API keeps uploads where its record does not say.
  static let usualLifetime = 24 * 3600.0

  /// Seconds for which an upload that the server has just shown is taken for there.
  static let confirmation = 60.0

  private let caller: any OperationCaller
  private let time: TimeSource
  private let kept: KeptUploads?
  /// Uploads by digest, and when the server showed each of them last.
  private var uploads: [String: (upload: KeptUploads.Upload, seen: Double)] = [:]
  /// The digest of files that have not changed since it was taken.
  private var digests: [LocalFile.Identity: String] = [:]
  private var digesting: [LocalFile.Identity: Task<String, any Error>] = [:]
  /// Uploads under way, by digest.
  private var running: [String: Task<String, any Error>] = [:]

  /// - Parameters:
  ///   - caller: sends the files.
  ///   - kept: what earlier processes have uploaded; nil for nothing, and to keep nothing.
  ///   - time: tells when an upload expires.
  public init(_ caller: any OperationCaller, kept: KeptUploads? = nil, time: TimeSource = .system) {
    (self.caller, self.kept, self.time) = (caller, kept, time)
  }

  /// The address to put into a model's input for the file at `path`: a data URL up to ``DataURL/largestFile`` bytes,
  /// else the address of an upload.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - name: the name that the server keeps; nil for that of the file.
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
    if let (upload, seen) = uploads[digest], isLasting(upload), time.now() - seen < Self.confirmation {
      return upload.url
    }
    // Two parallel bodies with the same content make one upload, which goes on though one of them gives up.
    let task = running[digest] ?? Task {
      if let address = try await self.earlier(digest) { return address }
      return try await self.upload(source, digest)
    }
    running[digest] = task
    defer { running[digest] = nil }
    return try await task.value
  }

  private func upload(_ source: UploadSource, _ digest: String) async throws -> String {
    let record = try await caller.call(.filesCreate, Arguments(content: source))
    guard let url = record["urls"]["get"].string else {
      throw ReplicateError(.server, "the record of the uploaded file names no address").of(.filesCreate)
    }
    // By the digest of what was sent: the file may have changed meanwhile.
    keep(record, url, of: record["checksums"]["sha256"].string?.lowercased() ?? digest)
    return url
  }

  /// The address of an earlier upload that is still there; nil for none.
  private func earlier(_ digest: String) async throws -> String? {
    guard let upload = uploads[digest]?.upload ?? kept?.upload(of: digest, now: time.now()), isLasting(upload) else {
      return nil
    }
    // Without an id it cannot be asked for: only what this process has uploaded is believed then.
    guard let id = upload.id else { return uploads[digest] == nil ? nil : upload.url }
    do {
      let record = try await caller.call(.filesGet, ["file_id": Value(id)])
      let isSame = record["checksums"]["sha256"].string.map { $0.lowercased() == digest } ?? true
      if isSame, record["urls"]["get"].string == upload.url, isLasting(keep(record, upload.url, of: digest)) {
        return upload.url
      }
    } catch let error as ReplicateError where ![.network, .server, .throttled].contains(error.kind) {}
    uploads[digest] = nil
    kept?.forget(upload, of: digest)
    return nil
  }

  @discardableResult
  private func keep(_ record: Value, _ url: String, of digest: String) -> KeptUploads.Upload {
    let now = time.now()
    let expires = record["expires_at"].string.flatMap { Timestamp.seconds(iso8601: $0) }
    let upload = KeptUploads.Upload(
      id: record["id"].string, url: url, expires: expires ?? now + Self.usualLifetime)
    uploads[digest] = (upload, now)
    kept?.keep(upload, of: digest, now: now)
    return upload
  }

  private func isLasting(_ upload: KeptUploads.Upload) -> Bool { upload.expires - Self.expiryMargin > time.now() }

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
