import Hummingbird
import RepValue

/// What an operation answers.
struct Reply: Sendable {
  enum Body: Sendable {
    case none
    case json(Value)
    case text(String, type: String)
    case bytes([UInt8], type: String)
    /// Written piece by piece, until the closure returns.
    case stream(type: String, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
  }

  var status: Int
  var headers: [(name: String, value: String)] = []
  var body: Body

  static func json(
    _ value: Value, status: Int = 200, headers: [(name: String, value: String)] = []
  ) -> Reply {
    Reply(status: status, headers: headers, body: .json(value))
  }

  static func empty(_ status: Int) -> Reply {
    Reply(status: status, body: .none)
  }

  init(status: Int, headers: [(name: String, value: String)] = [], body: Body) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  init(_ error: APIError) {
    self.init(
      status: error.status, headers: error.headers,
      body: .bytes(Self.bytes(error.body), type: "application/problem+json"))
  }

  /// The body as bytes and its type; nil for a stream.
  var contents: (bytes: [UInt8], type: String?)? {
    switch body {
    case .none: ([], nil)
    case .json(let value): (Self.bytes(value), "application/json")
    case .text(let text, let type): (Array(text.utf8), type)
    case .bytes(let bytes, let type): (bytes, type)
    case .stream: nil
    }
  }

  /// JSON text. What the server builds can always be written; anything else would be a function in an answer.
  private static func bytes(_ value: Value) -> [UInt8] {
    (try? JSON.bytes(value)) ?? Array("null".utf8)
  }

  /// The HTTP response, without the `Date` that the server adds.
  func response() -> Response {
    var fields = HTTPFields()
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    switch body {
    case .stream(let type, let write):
      fields[.contentType] = type
      return Response(
        status: .init(code: status), headers: fields,
        body: ResponseBody { writer in
          try await write(&writer)
          try await writer.finish(nil)
        })
    default:
      let (bytes, type) = contents ?? ([], nil)
      if let type { fields[.contentType] = type }
      // RFC 9110, section 8.6: no length on 204.
      if status != 204 { fields[.contentLength] = String(bytes.count) }
      return Response(status: .init(code: status), headers: fields, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
  }
}

/// Ends a connection without the answer that was due.
struct Disconnect: Error, Sendable {
  /// Send a reset instead of an orderly end.
  var isReset: Bool
}

/// A header field; the type that `HTTPFields` holds.
typealias HTTPField = HTTPFields.Element
