/// What a script may use up. Each limit ends the script with an error of kind `limit` that no `try` sees (R31).
public struct Limits: Sendable {
  /// Loop rounds, function calls, effects, and native work in units of 1,024 (grammar, appendix *Steps*).
  public var steps: Int
  /// Functions of the script that may be entered inside each other, in each body of a `parallel` of its own.
  public var callDepth: Int
  /// From start to end, waiting included; nil for no limit.
  public var duration: Duration?
  /// Bytes of native stack for the main body: bounds the depth of calls. Touched only as far as it is used.
  public var stackBytes: Int
  /// Bytes of native stack for each further body of a `parallel`.
  public var parallelStackBytes: Int
  /// Bodies of one `parallel` that run at the same time when it has no `limit:`.
  public var bodies: Int
  /// Bytes that `print` and `log` may write together.
  public var outputBytes: Int

  /// Limits; the defaults suit a script of one's own.
  public init(
    steps: Int = .max, callDepth: Int = .max, duration: Duration? = nil, stackBytes: Int = 512 << 20, parallelStackBytes: Int = 8 << 20,
    bodies: Int = 256, outputBytes: Int = .max
  ) {
    self.steps = steps
    self.callDepth = callDepth
    self.duration = duration
    self.stackBytes = stackBytes
    self.parallelStackBytes = parallelStackBytes
    self.bodies = bodies
    self.outputBytes = outputBytes
  }
}
