import RepSyntax
import RepValue

/// A function or method that the host gives to scripts, as a value: help, completion, static checks, `rep actions`,
/// the docs and the tests all read it.
public struct Builtin: Sendable {
  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name, as in `name: value`.
    public let name: String
    /// What it takes.
    public let types: ValueTypes
    /// True when the call must give it.
    public let isRequired: Bool
    /// True when it takes all remaining positional arguments, as a list.
    public let isRest: Bool
    /// True when it can only be given by name.
    public let isNamedOnly: Bool
    /// The texts that it takes, when there are few.
    public let allowedValues: [String]
    /// What it means, one line.
    public let summary: String

    /// Describes a parameter; required unless said otherwise.
    public init(
      _ name: String, _ types: ValueTypes = .any, isRequired: Bool = true, isRest: Bool = false,
      isNamedOnly: Bool = false, allowedValues: [String] = [], summary: String = ""
    ) {
      self.name = name
      self.types = types
      self.isRequired = isRequired && !isRest
      self.isRest = isRest
      self.isNamedOnly = isNamedOnly
      self.allowedValues = allowedValues
      self.summary = summary
    }

    /// An optional parameter: absent gives `Value.unset` to the body.
    public static func optional(
      _ name: String, _ types: ValueTypes = .any, isNamedOnly: Bool = false, allowedValues: [String] = [],
      summary: String = ""
    ) -> Parameter {
      Parameter(
        name, types, isRequired: false, isNamedOnly: isNamedOnly, allowedValues: allowedValues, summary: summary)
    }

    /// A parameter that takes all remaining positional arguments.
    public static func rest(_ name: String, _ types: ValueTypes = .any, summary: String = "") -> Parameter {
      Parameter(name, types, isRequired: false, isRest: true, summary: summary)
    }
  }

  /// What a call does besides giving a value.
  public struct Effects: OptionSet, Sendable, Hashable {
    /// One bit an effect.
    public let rawValue: UInt16
    /// Makes a set from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// Talks to the API or another host.
    public static let network = Effects(rawValue: 1 << 0)
    /// May cost money.
    public static let costsMoney = Effects(rawValue: 1 << 1)
    /// Reads files or folders.
    public static let readsFiles = Effects(rawValue: 1 << 2)
    /// Writes files or folders.
    public static let writesFiles = Effects(rawValue: 1 << 3)
    /// Reads a clock or waits for one.
    public static let clock = Effects(rawValue: 1 << 4)
    /// Draws random numbers.
    public static let random = Effects(rawValue: 1 << 5)
    /// Reads the environment or the arguments of the process.
    public static let environment = Effects(rawValue: 1 << 6)
    /// Writes to standard output or standard error; runs again when a run is resumed.
    public static let output = Effects(rawValue: 1 << 7)
    /// Calls a function of the embedding host.
    public static let host = Effects(rawValue: 1 << 8)
    /// Starts a prediction, which somebody should await.
    public static let startsPrediction = Effects(rawValue: 1 << 9)
    /// Changes the receiver, which must be a `var` (methods only).
    public static let mutatesReceiver = Effects(rawValue: 1 << 10)

    /// What passes the effect gate: everything whose answer may differ from run to run.
    public static let gated: Effects = [
      .network, .costsMoney, .readsFiles, .writesFiles, .clock, .random, .environment, .host,
    ]
  }

  /// What a call gives.
  public enum Result: Sendable {
    /// A value.
    case value
    /// Nothing: using the result is a static error (R13).
    case nothing
    /// A bool.
    case bool
  }

  /// What runs.
  public typealias Body = @Sendable (Arguments) throws(ScriptError) -> Value

  /// The dotted name: `print`, `models.get`, or a method's bare name.
  public let name: String
  /// For a method, the types of its receiver, which is argument 0; nil for a function.
  public let receiver: ValueTypes?
  /// For a method of a host's own type, the kind of that type's storage.
  public let hostKind: UInt8?
  /// The parameters; for a method without the receiver.
  public let parameters: [Parameter]
  /// What a call gives.
  public let result: Result
  /// What a call does.
  public let effects: Effects
  /// What a journal writes down of a call.
  public let recording: Recording
  /// What it is for, one line.
  public let summary: String
  /// Examples: Rep code, for pure built-ins as `code => result`.
  public let examples: [String]
  /// Further static checks of a call's literal arguments; see ``StaticCall``.
  public let check: (@Sendable (StaticCall) -> [StaticCall.Problem])?
  /// What runs.
  public let body: Body
  /// Set for a few built-ins of the language that have a node of their own for plain numbers and the like.
  var intrinsic: Intrinsic?

  /// Describes a function.
  public init(
    _ name: String, _ parameters: [Parameter] = [], result: Result = .value, effects: Effects = [],
    recording: Recording? = nil, summary: String, examples: [String] = [],
    check: (@Sendable (StaticCall) -> [StaticCall.Problem])? = nil, body: @escaping Body
  ) {
    self.name = name
    receiver = nil
    hostKind = nil
    self.parameters = parameters
    self.result = result
    self.effects = effects
    self.recording = recording ?? Recording(effects)
    self.summary = summary
    self.examples = examples
    self.check = check
    self.body = body
  }

  /// Describes a method of values of some types; the body finds the receiver in argument 0.
  public init(
    method name: String, of receiver: ValueTypes, _ parameters: [Parameter] = [], result: Result = .value,
    effects: Effects = [], summary: String, examples: [String] = [], hostKind: UInt8? = nil, body: @escaping Body
  ) {
    self.name = name
    self.receiver = receiver
    self.hostKind = hostKind
    self.parameters = parameters
    self.result = result
    self.effects = effects
    recording = Recording(effects)
    self.summary = summary
    self.examples = examples
    check = nil
    self.body = body
  }

  /// The parameters as the body counts them: a method's receiver first.
  var boundParameters: [Parameter] {
    guard let receiver else { return parameters }
    return [Parameter("self", receiver)] + parameters
  }
}

/// A call as far as it is known before the script runs, for ``Builtin/check``.
public struct StaticCall: Sendable {
  /// What is wrong with an argument.
  public struct Problem: Sendable {
    /// The parameter; nil for the call as a whole.
    public let parameter: String?
    /// What is wrong.
    public let message: String
    /// The way out.
    public let hint: String?

    /// Describes a problem.
    public init(parameter: String?, message: String, hint: String? = nil) {
      self.parameter = parameter
      self.message = message
      self.hint = hint
    }
  }

  /// The parameters that the call gives, with the value where it is a literal.
  public let given: [String: Value?]
  /// True when a spread may give more.
  public let hasSpread: Bool

  /// Collects what is known of a call.
  public init(given: [String: Value?], hasSpread: Bool) {
    self.given = given
    self.hasSpread = hasSpread
  }
}
