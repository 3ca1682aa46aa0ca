import RepRuntime
import RepValue

/// A parameter of a host function: its name, which scripts use in `name: value`, and what it is when it is not given.
///
///     engine.register("resize", ["width", .init("height", default: 512)]) { (width: Int, height: Int) in … }
public struct HostParameter: Sendable, ExpressibleByStringLiteral {
  /// Its name.
  public let name: String
  /// What stands for it when the call does not give it; nil where the call must, unless its Swift type is optional.
  public let defaultValue: Value?
  /// Whether it takes all remaining positional arguments; its Swift type must be an array.
  public let isRest: Bool
  /// What it means, one line.
  public let help: String

  /// A parameter that the call must give, unless its Swift type is optional or it has a default.
  public init(_ name: String, default defaultValue: Value? = nil, help: String = "") {
    (self.name, self.defaultValue, self.help) = (name, defaultValue, help)
    isRest = false
  }

  private init(rest name: String, help: String) {
    (self.name, self.help) = (name, help)
    defaultValue = nil
    isRest = true
  }

  /// A parameter that takes all remaining positional arguments, for a Swift array.
  public static func rest(_ name: String, help: String = "") -> HostParameter { HostParameter(rest: name, help: help) }

  /// A parameter by its name alone.
  public init(stringLiteral name: String) { self.init(name) }
}

/// How a resumed or replayed run treats a host function.
public enum HostRecording: Sendable {
  /// Its result is kept in the journal and given again; it may run twice if the process dies before that is written.
  case recorded
  /// It depends on its arguments only: it runs again, and nothing is kept. Costs the least.
  case pure
}
