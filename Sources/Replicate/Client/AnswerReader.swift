import NIOCore
import RepValue

/// Reads an answer's body whole, within bounds.
enum AnswerReader {
  /// Why a body is of no use.
  enum Failure: Error {
    case tooLarge(limit: Int)
    case interrupted(TransportError)
    case notJSON(String)
  }

  /// Room made at once for an answer of known length: more is made as the bytes come.
  private static let largestReserve = 1 << 20

  /// Reads at most `limit` bytes, which count as read in the running task's share of its allowance.
  ///
  /// - Throws: ``Failure``, ``AnswerAllowance/Exhausted``, or `CancellationError`.
  static func read(_ response: HTTPResponse, limit: Int) async throws -> [UInt8] {
    let length = response.headers.first(name: "content-length").flatMap(Int.init) ?? 0
    guard length <= limit else { throw Failure.tooLarge(limit: limit) }
    let share = AnswerAllowance.Share.current
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, min(length, largestReserve)))
    do {
      var pieces = response.body.makeAsyncIterator()
      while let piece = try await pieces.next(isolation: nil) {
        try share?.read(piece.readableBytes)
        guard bytes.count + piece.readableBytes <= limit else { throw Failure.tooLarge(limit: limit) }
        bytes.append(contentsOf: piece.readableBytesView)
      }
    } catch let error as TransportError {
      throw Failure.interrupted(error)
    }
    return bytes
  }

  /// Reads what there is of an error's body: a lost rest takes nothing away from the status.
  static func readStart(_ response: HTTPResponse, limit: Int) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      var pieces = response.body.makeAsyncIterator()
      while bytes.count < limit, let piece = try await pieces.next(isolation: nil) {
        bytes.append(contentsOf: piece.readableBytesView.prefix(limit - bytes.count))
      }
    } catch is TransportError {
      return bytes
    }
    return bytes
  }
}
