import NIOCore
import RepValue

/// What an upload sends: a local file, read while it is sent, or bytes.
public struct UploadSource: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case file(path: String)
    case bytes([UInt8])
  }

  /// Bytes that the API takes in one file.
  public static let largestFile = 100_000_000
  /// Bytes that a file's name may have.
  static let longestName = 255

  let content: Content
  /// The name that the server keeps.
  public let name: String

  /// A local file, by the last part of its path unless it has another name.
  public init(path: String, name: String? = nil) {
    content = .file(path: path)
    self.name = name ?? path.split(separator: "/").last.map(String.init) ?? "file"
  }

  /// Bytes in memory, and the name that the server keeps for them.
  public init(bytes: [UInt8], name: String) {
    (content, self.name) = (.bytes(bytes), name)
  }

  /// What a value without files can say: a data URL, else the value's text, or `{"data": either, "name": …}`.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument` for anything else.
  public init(_ value: Value) throws(ReplicateError) {
    let data = value["data"].string ?? value.string
    guard let data else {
      throw ReplicateError(
        .argument, "the content of an upload must be a file, a text, a data URL or {data, name}",
        hint: #"write file("cat.png")"#)
    }
    let url = DataURL(data)
    let suffix = url.flatMap { ContentType.fileExtension(forType: $0.contentType) } ?? "txt"
    self.init(bytes: url?.bytes ?? Array(data.utf8), name: value["name"].string ?? "content." + suffix)
  }

  /// Where the file's bytes are, how many there are, and its first ones.
  ///
  /// - Throws: ``ReplicateError`` of kind `io`, or of kind `argument` where the file is too large or has no fit name.
  func open() throws(ReplicateError) -> (pieces: ByteStream, size: Int, start: [UInt8]) {
    guard name.utf8.count <= Self.longestName else {
      throw ReplicateError(.argument, "the file's name is longer than \(Self.longestName) bytes: \(name)")
    }
    let opened: (pieces: ByteStream, size: Int, start: [UInt8])
    switch content {
    case .bytes(let bytes):
      opened = (OnePiece(piece: ByteBuffer(bytes: bytes)), bytes.count, Array(bytes.prefix(ContentType.magicLength)))
    case .file(let path):
      let (file, identity) = try LocalFile.open(path)
      let start = try file.readPieceBlocking().readableBytesView.prefix(ContentType.magicLength)
      opened = (FilePieces(path: path, size: identity.size), identity.size, Array(start))
    }
    guard opened.size <= Self.largestFile else {
      throw ReplicateError(
        .argument, "\(name) has \(opened.size) bytes, more than an upload may have", hint: ErrorHints.fileTooLarge)
    }
    return opened
  }
}

/// A file's bytes, from the start at each iteration. Fails where the file no longer has the expected size.
struct FilePieces: AsyncSequence, Sendable {
  typealias Failure = any Error
  let path: String
  let size: Int

  func makeAsyncIterator() -> Iterator { Iterator(path: path, left: size) }

  struct Iterator: AsyncIteratorProtocol {
    let path: String
    var left: Int
    var file: LocalFile?

    mutating func next() async throws -> ByteBuffer? {
      guard left > 0 else { return nil }
      let open: LocalFile
      if let file { open = file } else { open = try LocalFile.open(path).file }
      file = open
      let piece = try await open.readPiece()
      guard piece.readableBytes > 0 else {
        throw ReplicateError(.io, "\(path) became shorter while it was read")
      }
      defer { left -= piece.readableBytes }
      return piece.readableBytes <= left ? piece : piece.getSlice(at: piece.readerIndex, length: left)
    }
  }
}
