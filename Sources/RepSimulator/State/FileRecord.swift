import Crypto
import RepValue

/// An uploaded file.
struct FileRecord: Sendable {
  let id: String
  let name: String
  let contentType: String
  let metadata: Value
  let bytes: [UInt8]
  let sha256: String
  let md5: String
  let createdAt: Moment
  let expiresAt: Moment

  init(
    id: String, name: String, contentType: String, metadata: Value, bytes: [UInt8], createdAt: Moment, expiresAt: Moment
  ) {
    self.id = id
    self.name = name
    self.contentType = contentType
    self.metadata = metadata
    self.bytes = bytes
    sha256 = hexadecimal(SHA256.hash(data: bytes))
    md5 = hexadecimal(Insecure.MD5.hash(data: bytes))
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }

  func json(_ origins: Origins) -> Value {
    [
      "id": Value(id), "name": Value(name), "content_type": Value(contentType), "size": .int(bytes.count),
      "etag": Value(md5), "checksums": ["sha256": Value(sha256), "md5": Value(md5)], "metadata": metadata,
      "created_at": Value(createdAt.iso8601), "expires_at": Value(expiresAt.iso8601),
      "urls": ["get": Value("\(origins.api)/v1/files/\(id)")],
    ]
  }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
