import Synchronization

/// How many bytes the calls and downloads of one piece of work may still send and fetch.
///
/// ``current`` is what the running task's calls count against: the bodies of requests and of answers, and the files that
/// ``Saver`` fetches.
public final class TransferAllowance: Sendable {
  /// The allowance of the running task; nil for no limit.
  @TaskLocal public static var current: TransferAllowance?

  /// Which way bytes go.
  public enum Direction: Sendable {
    /// To the API.
    case upload
    /// From the API, and from where its answers say that files are.
    case download
  }

  /// An allowance that is used up.
  public struct Exhausted: Error, Sendable {
    /// Which way.
    public let direction: Direction
    /// The bytes that were allowed.
    public let limit: Int
  }

  private let uploads: Int
  private let downloads: Int
  private let left: Mutex<(uploads: Int, downloads: Int)>

  /// An allowance of so many bytes each way.
  public init(uploads: Int, downloads: Int) {
    (self.uploads, self.downloads) = (uploads, downloads)
    left = Mutex((uploads, downloads))
  }

  /// Counts bytes of the running task before they are sent, or once they have arrived.
  /// - Throws: ``Exhausted``.
  static func take(_ bytes: Int, _ direction: Direction) throws(Exhausted) {
    guard let allowance = current else { return }
    let isAllowed = allowance.left.withLock { left in
      switch direction {
      case .upload:
        guard bytes <= left.uploads else { return false }
        left.uploads -= bytes
      case .download:
        guard bytes <= left.downloads else { return false }
        left.downloads -= bytes
      }
      return true
    }
    guard !isAllowed else { return }
    throw Exhausted(direction: direction, limit: direction == .upload ? allowance.uploads : allowance.downloads)
  }
}

extension HTTPBody {
  /// Its length in bytes.
  var length: Int {
    switch self {
    case .none: 0
    case .bytes(let bytes): bytes.readableBytes
    case .stream(let length, _): length
    }
  }
}
