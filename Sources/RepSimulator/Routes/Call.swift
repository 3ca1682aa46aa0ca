import Hummingbird
import NIOCore
import RepValue

/// A request that was matched to an operation.
struct Call: Sendable {
  let operation: Operation
  let request: Request
  /// The parts of the path by their names in the description.
  let parameters: [String: String]
  let query: [(name: String, value: String)]
  /// When the request was received, or when a late one takes effect.
  var now: Moment

  subscript(parameter name: String) -> String { parameters[name] ?? "" }

  func queryValue(_ name: String) -> String? {
    query.last { $0.name == name }?.value
  }

  func header(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { request.headers[$0] }
  }

  /// The body as JSON.
  /// - Throws: `APIError` 400 for what is no JSON, 413 for more than 32 MB.
  func json() async throws(APIError) -> Value {
    let bytes = try await body(upTo: 32 << 20)
    do {
      return try JSON.parse(bytes)
    } catch {
      throw .malformed("The request body is not valid JSON: \(error)")
    }
  }

  /// The body as it is.
  func body(upTo limit: Int) async throws(APIError) -> [UInt8] {
    do {
      let buffer = try await request.body.collect(upTo: limit)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw APIError(413, "The request body is too large.")
    } catch {
      throw .malformed("The request body ended early.")
    }
  }
}

extension Operation {
  /// The operation for a method and a path below the origin, with the path's parameters.
  static func match(method: String, path: String) -> (operation: Operation, parameters: [String: String])? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.first == "v1" else { return nil }
    let segments = parts.dropFirst()
    for template in templates[Shape(method: method, count: segments.count)] ?? [] {
      var parameters: [String: String] = [:]
      let fits = zip(template.segments, segments).allSatisfy { expected, actual in
        guard expected.hasPrefix("{") else { return expected == actual }
        parameters[String(expected.dropFirst().dropLast())] = PercentEncoding.decode(actual)
        return true
      }
      if fits { return (template.operation, parameters) }
    }
    return nil
  }

  private struct Shape: Hashable {
    let method: String
    let count: Int
  }

  private static let templates: [Shape: [(operation: Operation, segments: [Substring])]] = {
    var templates: [Shape: [(operation: Operation, segments: [Substring])]] = [:]
    for operation in allCases {
      let segments = operation.route.path.split(separator: "/")
      templates[Shape(method: operation.route.method, count: segments.count), default: []].append((operation, segments))
    }
    return templates
  }()
}

/// Percent encoding (RFC 3986, section 2.1).
enum PercentEncoding {
  /// The text with its escapes replaced; as it is where an escape is broken.
  static func decode(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(plusIsBlank && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with everything escaped but letters, digits and `-._~`.
  static func encode(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    return String(
      decoding: text.utf8.flatMap { byte -> [UInt8] in
        let isPlain = switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: true
        default: false
        }
        return isPlain ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      }, as: UTF8.self)
  }

  /// The names and values of a query.
  static func query(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        decode(sides[0], plusIsBlank: true), sides.count > 1 ? decode(sides[1], plusIsBlank: true) : ""
      )
    }
  }
}
