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
