import Synchronization

/// How many bytes of answers one piece of work may have in memory at one time: the bodies that are being read, and what
/// they become, until their receiver has taken it over.
public final class AnswerAllowance: Sendable {
  /// Bytes at one time.
  public let limit: Int
  private let used = Mutex(0)

  /// An allowance that is not used yet.
  public init(limit: Int) { self.limit = limit }

  /// An allowance that does not suffice.
  public struct Exhausted: Error, Sendable {
    /// Bytes at one time.
    public let limit: Int
  }

  private func take(_ bytes: Int) throws(Exhausted) {
    let isAllowed = used.withLock { used in
      guard bytes <= limit - used else { return false }
      used += bytes
      return true
    }
    if !isAllowed { throw Exhausted(limit: limit) }
  }

  private func give(_ bytes: Int) { used.withLock { $0 -= bytes } }

  /// What one call has in memory; it is given back when the share goes.
  public final class Share: Sendable {
    /// The share of the running task's calls; nil where nobody counts.
    @TaskLocal public static var current: Share?

    private let allowance: AnswerAllowance
    private let state = Mutex((read: 0, kept: 0))

    /// A share of nothing as yet.
    public init(of allowance: AnswerAllowance) { self.allowance = allowance }

    deinit { allowance.give(state.withLock { $0.read + $0.kept }) }

    /// Counts bytes of a body that have arrived.
    /// - Throws: ``AnswerAllowance/Exhausted``.
    func read(_ bytes: Int) throws(Exhausted) {
      try allowance.take(bytes)
      state.withLock { $0.read += bytes }
    }

    /// Bytes of a body have gone.
    func drop(_ bytes: Int) {
      state.withLock { $0.read -= bytes }
      allowance.give(bytes)
    }

    /// Counts what stays of the latest answer, in place of that of the answer before.
    /// - Throws: ``AnswerAllowance/Exhausted``.
    func keep(_ bytes: Int) throws(Exhausted) {
      let more = bytes - state.withLock { $0.kept }
      if more > 0 { try allowance.take(more) } else { allowance.give(-more) }
      state.withLock { $0.kept += more }
    }
  }
}
