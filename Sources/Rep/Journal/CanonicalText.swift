import Crypto
import RepRuntime
import RepValue
import Replicate

/// One text for equal values: keys sorted, ints and floats kept apart, files by their content.
///
/// What a call asks for is compared by digests of this text.
struct CanonicalText: ~Copyable {
  private var buffer = TextBuffer(minimumCapacity: 256)
  /// A file by its content; nil where it cannot be read.
  private let fileDigest: (LocalFileValue) -> String?

  init(digest: @escaping (LocalFileValue) -> String? = { FileDigests.shared.digest(of: $0.path) }) {
    fileDigest = digest
  }

  var bytes: [UInt8] { buffer.withBytes { Array($0) } }

  /// Its digest.
  var digest: SHA256.Digest {
    buffer.withBytes { bytes in
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      return hash.finalize()
    }
  }

  mutating func append(_ value: Value) {
    switch value {
    case .object(let object):
      if let run = Self.run(object) { return append(tag: "run", run) }
      var entries: [(key: StringStorage, value: Value)] = []
      object.forEach { entries.append(($0, $1)) }
      entries.sort { $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8) }
      buffer.append(literal: "{")
      for (key, value) in entries {
        buffer.append(json: key)
        buffer.append(literal: ":")
        append(value)
        buffer.append(literal: ",")
      }
      buffer.append(literal: "}")
    case .list(let list):
      buffer.append(literal: "[")
      for index in 0..<list.count {
        append(list.elements[index])
        buffer.append(literal: ",")
      }
      buffer.append(literal: "]")
    case .number(let number):
      // The text counts, not how it is kept: `7.0` is not `7`.
      buffer.append(number.text)
    case .opaque(let opaque):
      if let file = opaque as? LocalFileValue {
        append(tag: "file", fileDigest(file) ?? file.path)
      } else if let json = opaque.jsonValue {
        append(json)
      } else {
        append(tag: opaque.typeName, "")
      }
    case .string(let text): buffer.append(json: text)
    case .function: append(tag: "function", "")
    default: append(json: value)
    }
  }

  private mutating func append(json value: Value) {
    do { try JSON.write(value, into: &buffer) } catch { append(tag: value.typeName, "") }
  }

  /// What no JSON looks like.
  private mutating func append(tag: String, _ text: String) { buffer.append("<\(tag) \(text)>") }

  /// The id of a record of a prediction or training, which is the same one however far it is; nil for other objects.
  static func run(_ object: ObjectStorage) -> String? {
    guard let id = object.value(for: "id")?.string, object.value(for: "status")?.string != nil,
      case .object(let urls)? = object.value(for: "urls"), urls.value(for: "get") != nil
    else { return nil }
    return id
  }
}

/// Keyed digests of what effects ask for (HMAC-SHA256, RFC 2104).
struct ContentKey: Sendable {
  /// The state after the key, which takes longer than a short text.
  private let keyed: HMAC<SHA256>

  init(_ key: [UInt8]) { keyed = HMAC(key: SymmetricKey(data: key)) }

  /// The digest of a value's canonical text.
  func digest(_ name: String, _ value: Value) -> [UInt8] {
    var text = CanonicalText()
    text.append(Value(name))
    text.append(value)
    return digest(text.bytes)
  }

  /// The digest of bytes.
  func digest(_ bytes: [UInt8]) -> [UInt8] {
    var code = keyed
    code.update(data: bytes)
    return code.finalize().withUnsafeBytes { Array($0) }
  }
}
