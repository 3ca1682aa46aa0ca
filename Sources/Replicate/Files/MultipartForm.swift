import Crypto
import NIOCore
import RepValue
import Synchronization

/// A `multipart/form-data` body (RFC 7578) with one file in it, produced piece by piece while it is sent.
struct MultipartForm: AsyncSequence, Sendable {
  typealias Failure = any Error

  /// The value of the request's `Content-Type`.
  let contentType: String
  /// Bytes of the whole body.
  let length: Int
  /// The SHA-256 of the file, once it has been sent.
  var checksum: String? { digest.text.withLock { $0 } }

  private let head: ByteBuffer
  private let file: ByteStream
  private let tail: ByteBuffer
  private let digest = Digest()

  private final class Digest: Sendable {
    let text = Mutex<String?>(nil)
  }

  /// - Parameter fields: the parts besides the file, of places `part`.
  /// - Throws: ``ReplicateError`` as ``UploadSource/open()`` does, or of kind `argument`.
  init(_ source: UploadSource, fields: [(Parameter, Value)]) throws(ReplicateError) {
    let (pieces, size, start) = try source.open()
    let boundary = "rep-" + (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
    var head = ""
    var fileType = ContentType.of(name: source.name, start: start)
    for (parameter, value) in fields {
      if let text = value.string {
        // What the caller says about the type stands in the field and at the file's own part: the API reads either.
        if parameter.wireName == "type" { fileType = text }
        head += Self.part(parameter.wireName, boundary, type: nil) + text + "\r\n"
      } else {
        let json: [UInt8]
        do { json = try JSONBody.encode(value) } catch {
          throw ReplicateError(.argument, "\(parameter.name) cannot be written as JSON: \(error)")
        }
        let text = String(decoding: json, as: UTF8.self)
        head += Self.part(parameter.wireName, boundary, type: "application/json") + text + "\r\n"
      }
    }
    guard fileType.utf8.allSatisfy({ $0 > 0x1F && $0 < 0x7F }) else {
      throw ReplicateError(.argument, "content_type holds characters that no media type has")
    }
    head += Self.part("content", boundary, file: source.name, type: fileType)
    self.head = ByteBuffer(string: head)
    tail = ByteBuffer(string: "\r\n--\(boundary)--\r\n")
    file = pieces
    contentType = "multipart/form-data; boundary=" + boundary
    length = self.head.readableBytes + size + tail.readableBytes
  }

  private static func part(_ name: String, _ boundary: String, file: String? = nil, type: String?) -> String {
    var text = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\""
    if let file { text += "; filename=\"\(escape(file))\"" }
    if let type { text += "\r\nContent-Type: \(type)" }
    return text + "\r\n\r\n"
  }

  /// As the WHATWG's form encoding escapes names: three characters, the rest stays UTF-8.
  private static func escape(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\"": text += "%22"
      case "\r": text += "%0D"
      case "\n": text += "%0A"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  func makeAsyncIterator() -> Iterator { Iterator(form: self) }

  struct Iterator: AsyncIteratorProtocol {
    private enum Stage { case head, file, end }

    private let form: MultipartForm
    private var stage = Stage.head
    private var pieces: any AsyncIteratorProtocol<ByteBuffer, any Error>
    private var hash = SHA256()

    fileprivate init(form: MultipartForm) {
      self.form = form
      pieces = form.file.makeAsyncIterator()
    }

    mutating func next() async throws -> ByteBuffer? {
      switch stage {
      case .head:
        stage = .file
        return form.head
      case .file:
        if let piece = try await pieces.next(isolation: nil) {
          piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
          return piece
        }
        stage = .end
        let text = Hex.text(hash.finalize())
        form.digest.text.withLock { $0 = text }
        return form.tail
      case .end:
        return nil
      }
    }
  }
}
