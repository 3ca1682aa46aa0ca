/// What a script may use up. Each limit ends the script with an error of kind `limit` that no `try` sees (R31), and that
/// tells the host by ``ScriptError/limit`` which one it was.
///
/// The defaults suit a script of one's own; ``untrusted`` suits one of a stranger's.
public struct Limits: Sendable {
  /// Loop rounds, function calls, effects, and native work in units of 1,024 (grammar, appendix *Steps*).
  public var steps: Int
  /// Functions of the script that may be entered inside each other, in each body of a `parallel` of its own. 10,000 of
  /// them touch at most 16 MB of stack.
  public var callDepth: Int
  /// Bytes of the strings, lists, objects, functions and shared variables that the script holds at one time; nil for no
  /// limit. Stacks and what the engine itself keeps come on top. See ``MemoryMeter``.
  public var memory: Int?
  /// From start to end, waiting included; nil for no limit.
  public var duration: Duration?
  /// Predictions and trainings that may be created.
  public var predictions: Int
  /// Predictions and trainings that the script may have created and not seen end, at one time.
  public var concurrentPredictions: Int
  /// Bytes of local files that may be sent, as uploads or inside inputs.
  public var uploadBytes: Int
  /// Bytes of files that may be fetched: by `save` and `files.download`.
  public var downloadBytes: Int
  /// Bytes that `print` and `log` may write together.
  public var outputBytes: Int
  /// Bodies of one `parallel` that run at the same time when it has no `limit:`.
  public var bodies: Int
  /// Bytes of native stack for the main body, and a quarter as much for its variables: bounds the depth of calls too.
  /// Touched only as far as it is used.
  public var stackBytes: Int
  /// Bytes of native stack for each further body of a `parallel`.
  public var parallelStackBytes: Int

  /// Limits; what is not named is not limited, but for the depth of calls.
  public init(
    steps: Int = .max, callDepth: Int = 10_000, memory: Int? = nil, duration: Duration? = nil, predictions: Int = .max,
    concurrentPredictions: Int = .max, uploadBytes: Int = .max, downloadBytes: Int = .max, outputBytes: Int = .max,
    bodies: Int = 256, stackBytes: Int = Limits.usualStackBytes, parallelStackBytes: Int = 8 << 20
  ) {
    self.steps = steps
    self.callDepth = callDepth
    self.memory = memory
    self.duration = duration
    self.predictions = predictions
    self.concurrentPredictions = concurrentPredictions
    self.uploadBytes = uploadBytes
    self.downloadBytes = downloadBytes
    self.outputBytes = outputBytes
    self.bodies = bodies
    self.stackBytes = stackBytes
    self.parallelStackBytes = parallelStackBytes
  }

  #if DEBUG
    /// Bytes of native stack that suffice for the default depth of calls, in code that is not optimised.
    public static let usualStackBytes = 256 << 20
  #else
    /// Bytes of native stack that suffice for the default depth of calls.
    public static let usualStackBytes = 12 << 20
  #endif

  /// For a script of a stranger's: 100 million steps, 64 MB, a minute, 20 predictions of which 4 at a time, 100 MB up,
  /// 1 GB down, 1 MB of output.
  public static let untrusted = Limits(
    steps: 100_000_000, callDepth: 1_000, memory: 64 << 20, duration: .seconds(60), predictions: 20,
    concurrentPredictions: 4, uploadBytes: 100 << 20, downloadBytes: 1 << 30, outputBytes: 1 << 20, bodies: 16,
    stackBytes: 12 << 20, parallelStackBytes: 1 << 20)
}

extension Limits {
  /// The name of a limit, as ``ScriptError/limit`` gives it and as the field is called.
  public enum Field: String, Sendable, CaseIterable {
    /// ``Limits/steps``
    case steps
    /// ``Limits/callDepth``, or the stack: see ``Limits/stackBytes``.
    case callDepth
    /// ``Limits/memory``
    case memory
    /// ``Limits/duration``
    case duration
    /// ``Limits/predictions``
    case predictions
    /// ``Limits/concurrentPredictions``
    case concurrentPredictions
    /// ``Limits/uploadBytes``
    case uploadBytes
    /// ``Limits/downloadBytes``
    case downloadBytes
    /// ``Limits/outputBytes``
    case outputBytes
  }
}
