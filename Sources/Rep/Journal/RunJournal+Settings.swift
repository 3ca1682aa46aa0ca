import Crypto
import RepRuntime
import RepSyntax
import RepValue
import Replicate

extension RunJournal {
  /// How a run is written down and what it may cost.
  public struct Settings: Sendable {
    /// Seconds for which stored results of earlier runs are taken; nil takes none.
    public var cacheSeconds: Double?
    /// Seconds for which they are taken where the record hides the version: nobody can tell whether the model is the same.
    public var hiddenCacheSeconds = 7 * 86_400.0
    /// What the run may cost.
    public var budget = Budget()
    /// Pins a seed where a model's schema has one without a default and the script gives none.
    public var pinsSeeds = true
    /// Writes only creates down: the run will not be repeated, but what it has paid for must be found again.
    public var keepsCreatesOnly = false
    /// Buys again what was paid for and whose output is lost.
    public var repays = false
    /// Keeps copies of outputs until the run has ended well.
    public var keepsOutputs = true
    /// Bytes of copies at most; no further ones are made beyond it.
    public var keptBytes = 2_000_000_000
    /// Asks whether to go on when a run that is gone on with makes more new creates than a few; nil does not ask.
    public var confirm: (@Sendable (String) -> Bool)?
    /// Asks what becomes of creates that are not sent again without their owner's word; nil leaves them undecided.
    public var decide: (@Sendable (UndecidedCreates) async -> CreateDecision?)?
    /// The arguments that `args` gives: they belong to a run as its params do.
    public var arguments: [String] = []

    /// The usual settings.
    public init() {}
  }

  /// New creates of a run that is gone on with that nobody is asked about.
  static let fewCreates = 3
}

/// What was taken over from earlier attempts of a run, and what is new.
public struct ResumeReport: Sendable {
  /// Creates whose prediction was known.
  public internal(set) var reused = 0
  /// Creates without one.
  public internal(set) var new = 0
  /// Creates that took a stored result.
  public internal(set) var cached = 0
  /// What the script reads and is not as it was: files, environment variables.
  public internal(set) var changes: [String] = []
}

/// What tells a run from others, taken when it starts.
public struct RunIdentity: Sendable {
  /// The script's path, without links.
  public let path: String
  /// A digest of the texts of the script and its modules.
  public let program: [UInt8]
  let params: [String: Value]
  let shownParams: Value

  /// Takes the identity of a script that is about to run.
  public init(_ script: Script, path: String, params: [String: Value]) {
    self.path = path
    self.params = params
    var hash = SHA256()
    for source in script.program.sources {
      hash.update(data: Array("\(source.bytes.count):".utf8))
      hash.update(data: source.bytes)
    }
    program = Array(hash.finalize())
    var shown: Value = [:]
    for param in script.params {
      guard let value = params[param.name] else { continue }
      shown[param.name] = param.type == "secret" ? Value(Asked.mask) : Asked.shown(value)
    }
    shownParams = shown
  }

  /// The digest of the texts of a script and its modules, in hexadecimal.
  public static func digest(of script: Script) -> String {
    Hex.text(RunIdentity(script, path: "", params: [:]).program)
  }

  /// The digest of params and arguments under a journal's key.
  public func digest(arguments: [String], key: [UInt8]) -> [UInt8] {
    var value: Value = [:]
    for (name, param) in params { value[name] = param }
    value["arguments"] = Value(arguments.map { Value($0) })
    return ContentKey(key).digest("params", value)
  }

  func header(baseURL: String) -> RunHeader {
    RunHeader(
      script: path, program: program, params: [], shownParams: shownParams, account: "", baseURL: baseURL,
      seed: (0..<32).map { _ in UInt8.random(in: 0 ... .max) }, started: TimeSource.system.now(),
      owner: ProcessOwner.name)
  }
}
