import CRepSupport

/// A variable that is captured and reassigned: closures and their surroundings share it.
public final class CellStorage: @unchecked Sendable {
  /// What the variable holds now.
  @inlinable public var value: Value {
    @inline(__always) get { storedValue }
    @inline(__always) set { storedValue = newValue }
  }

  // Stored behind accessors that are inlined: seen from another module, `@exclusivity(unchecked)` on a stored property
  // has no effect, and each access would be checked at run time.
  @exclusivity(unchecked) @usableFromInline final var storedValue: Value
  /// The number of the meter that the cell is charged to.
  @usableFromInline final let meter: UInt32
  @usableFromInline static let bytes = 48

  /// Calls `body` with the variable's address, for changing its value where it lies.
  @inlinable
  public func withValuePointer<Result, Failure: Error>(
    _ body: (UnsafeMutablePointer<Value>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeMutablePointer(to: &storedValue, body)
  }

  /// A cell that holds `value`.
  @inlinable
  public init(_ value: Value) {
    storedValue = value
    meter = rep_meter_charge(Self.bytes)
  }

  @inlinable
  deinit {
    rep_meter_credit(meter, Self.bytes)
    if value.isContainer { Release.contents(of: self) }
  }
}

/// A function of a script or of the host. The runtime subclasses it for closures and built-ins.
open class FunctionStorage: @unchecked Sendable {
  /// Which subclass this is: cheaper to ask than a cast. The numbers are the runtime's.
  public final let kind: UInt8
  /// The number of the meter that the function is charged to.
  private final let meter: UInt32
  private final let bytes: UInt32

  /// A function of the given kind.
  /// - Parameters:
  ///   - kind: tells the classes of functions apart.
  ///   - captureCount: how many values it carries.
  public init(kind: UInt8 = 0, captureCount: Int = 0) {
    self.kind = kind
    bytes = 96 + UInt32(truncatingIfNeeded: captureCount) * 16
    meter = rep_meter_charge(Int(bytes))
  }

  deinit { rep_meter_credit(meter, Int(bytes)) }

  /// The name to print; nil for a function without one.
  open var name: String? { nil }

  /// Whether another function is the same one (rule R26).
  open func isEqual(to other: FunctionStorage) -> Bool { self === other }
}

/// A thing of the host that scripts pass around: a file, a page, a stream.
open class OpaqueStorage: @unchecked Sendable {
  /// Which subclass this is: cheaper to ask than a cast. The numbers are the runtime's.
  public final let kind: UInt8
  /// The number of the meter that the thing is charged to.
  private final let meter: UInt32
  private static let bytes = 160

  /// A thing of the given kind.
  public init(kind: UInt8 = 0) {
    self.kind = kind
    meter = rep_meter_charge(Self.bytes)
  }

  deinit { rep_meter_credit(meter, Self.bytes) }

  /// What the built-in `type` calls it.
  open var typeName: String { "opaque" }

  /// What `print` shows.
  open var displayText: String { "<\(typeName)>" }

  /// What stands for it in JSON; nil makes it an error there (rule R27).
  open var jsonValue: Value? { nil }

  /// Whether another thing is the same one; files compare by path, pages and streams only with themselves (rule R26).
  open func isEqual(to other: OpaqueStorage) -> Bool { self === other }
}
