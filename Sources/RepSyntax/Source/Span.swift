/// A half-open range of UTF-8 byte offsets in one ``Source``.
public struct Span: Hashable, Sendable {
  @usableFromInline let lower: UInt32
  @usableFromInline let upper: UInt32

  /// The offset of the first byte.
  @inlinable public var start: Int { Int(lower) }
  /// The offset after the last byte.
  @inlinable public var end: Int { Int(upper) }
  /// How many bytes the span covers.
  @inlinable public var count: Int { end - start }

  /// Makes the span `start..<end`; an `end` before `start` gives an empty span at `start`.
  @inlinable public init(_ start: Int, _ end: Int) {
    lower = UInt32(clamping: start)
    upper = UInt32(clamping: max(start, end))
  }

  /// The smallest span that holds both.
  public func union(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}
