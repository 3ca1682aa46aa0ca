/// Where `print` or `log` write.
public protocol OutputSink: Sendable {
  /// Takes bytes in order.
  /// - Throws: kind `io` when they cannot be written, or `limit` when the host has had enough.
  func write(_ bytes: UnsafeRawBufferPointer) throws(ScriptError)
}

/// Throws output away: the default of an embedded script.
public struct DiscardedOutput: OutputSink {
  /// A sink that throws output away.
  public init() {}
  /// Does nothing.
  public func write(_ bytes: UnsafeRawBufferPointer) {}
}
