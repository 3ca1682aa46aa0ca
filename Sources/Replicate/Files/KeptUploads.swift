import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Uploads that all processes of a user know of: a file for each account and server, a line of JSON for each upload.
///
/// Whoever reads or changes it holds an advisory lock (flock), which the system frees when its holder dies. A line that
/// cannot be read counts as none, and so does a file that cannot be had: then the content is uploaded once more.
public struct KeptUploads: Sendable {
  /// A file on the server.
  struct Upload: Sendable, Equatable {
    /// Its id; nil where its record named none.
    let id: String?
    let url: String
    /// When the server deletes it, in seconds since 1970.
    let expires: Double
  }

  /// Lines of a file at most: those that expire first give way. Bytes that are read at most.
  static let capacity = 1000
  private static let largestFile = 1 << 20
  /// How often the lock is asked for, and microseconds in between. Its holder needs a few of them.
  private static let lockAttempts = 100
  private static let lockPause: UInt32 = 200

  private let folder: String
  private let base: BaseURL
  private let token: APIToken?

  /// - Parameters:
  ///   - folder: where the files are; it is made where it is missing, for its owner only.
  ///   - base: where the API is.
  ///   - token: the account's; the file's name says neither.
  public init(folder: String, base: BaseURL, token: APIToken?) {
    self.folder = folder
    self.base = base
    self.token = token
  }

  /// The upload of a content, if there is one that has not expired.
  func upload(of digest: String, now: Double) -> Upload? {
    withUploads { uploads in uploads[digest].flatMap { $0.expires > now ? $0 : nil } } ?? nil
  }

  /// Keeps an upload, and forgets those that have expired.
  func keep(_ upload: Upload, of digest: String, now: Double) {
    withUploads { uploads in
      uploads[digest] = upload
      uploads = uploads.filter { $0.value.expires > now }
      while uploads.count > Self.capacity, let first = uploads.min(by: { $0.value.expires < $1.value.expires }) {
        uploads[first.key] = nil
      }
    }
  }

  /// Forgets the upload of a content, unless another one has taken its place.
  func forget(_ upload: Upload, of digest: String) {
    withUploads { uploads in
      if uploads[digest] == upload { uploads[digest] = nil }
    }
  }

  /// Reads the file, and writes it again where that changes what it holds. Nil where it cannot be had.
  @discardableResult
  private func withUploads<Result>(_ body: (inout [String: Upload]) -> Result) -> Result? {
    do throws(ReplicateError) { try LocalFile.makeFolders(folder, mode: 0o700) } catch { return nil }
    // The name takes a hash, for which most runs have no need: it is made here and not in `init`.
    let path = folder + "/" + SharedBuckets.name(base: base, token: token)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard lock(descriptor) else { return nil }
    var bytes = [UInt8](repeating: 0, count: Self.largestFile)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { return nil }
    let before = Self.uploads(bytes[..<count])
    var uploads = before
    let result = body(&uploads)
    guard uploads != before else { return result }
    let text = Array(uploads.map(Self.line).joined().utf8)
    guard pwrite(descriptor, text, text.count, 0) == text.count else { return result }
    ftruncate(descriptor, off_t(text.count))
    return result
  }

  private func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<Self.lockAttempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(Self.lockPause)
    }
    return false
  }

  private static func uploads(_ bytes: ArraySlice<UInt8>) -> [String: Upload] {
    var uploads: [String: Upload] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let row = try? JSON.parse(Array(line)), let digest = row["sha256"].string, let url = row["url"].string,
        let expires = row["expires"].double
      else { continue }
      uploads[digest] = Upload(id: row["id"].string, url: url, expires: expires)
    }
    return uploads
  }

  private static func line(_ digest: String, _ upload: Upload) -> String {
    let row: Value = [
      "sha256": Value(digest), "id": upload.id.map { Value($0) } ?? .null, "url": Value(upload.url),
      "expires": .float(upload.expires),
    ]
    return ((try? JSON.text(row)) ?? "") + "\n"
  }
}
