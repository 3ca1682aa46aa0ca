import RepRuntime
import RepSyntax
import RepValue
import Replicate
import Synchronization

/// Runs Rep scripts: the account that they use, what they may touch, and the built-ins that they see.
///
///     let engine = Engine(token: .environment, permissions: .all)
///     let script = try engine.compile("print await predict \"replicate/hello-world\" <text: \"Ada\">", name: "hi.rep")
///     let result = try await script.run()
///
/// An engine is cheap, holds no thread, and may be shared by any number of scripts.
public final class Engine: Sendable {
  /// What scripts may touch.
  public let permissions: Permissions
  /// What each run may use up.
  public let limits: Limits
  /// Why no call of the API can succeed: a token or an address that cannot be one. Nil where nothing is known to be
  /// wrong. Scripts that call the API get this error.
  public let configurationError: ReplicateError?
  /// What runs the scripts' calls.
  public let services: Services

  /// Makes an engine.
  /// - Parameters:
  ///   - token: where the API token comes from.
  ///   - baseURL: the API's address, with or without `/v1`; nil takes `REPLICATE_BASE_URL`, else the service itself.
  ///   - permissions: what scripts may touch; nothing by default.
  ///   - limits: what each run may use up.
  ///   - options: everything else that may be set.
  public init(
    token: TokenSource = .environment, baseURL: String? = nil, permissions: Permissions = Permissions(),
    limits: Limits = Limits(), options: Options = Options()
  ) {
    self.permissions = permissions
    self.limits = limits
    var configuration = ClientConfiguration()
    do throws(ReplicateError) {
      configuration = try token.configuration(baseURL: baseURL, options)
    } catch {
      configuration.problem = error
    }
    configurationError = configuration.problem
    // Answers are read outside a script's own memory: one must not take more than the script could hold.
    if let memory = limits.memory { configuration.answerLimit = min(configuration.answerLimit, max(1 << 20, memory / 4)) }
    services = Services(
      configuration: configuration, permissions: permissions, options: options)
    var builtins = BuiltinSet()
    builtins.add(contentsOf: Library.all)
    builtins.add(contentsOf: HostLibrary.all(services))
    builtins.add(contentsOf: ActionBuiltins.all(services))
    builtins.add(contentsOf: options.builtins)
    names = Mutex(Names(builtins: builtins))
  }

  /// What scripts can name, and the types of the host's objects so far.
  private struct Names {
    var builtins: BuiltinSet
    var hostTypes: UInt8 = 0
  }
  private let names: Mutex<Names>

  /// Everything that scripts can name.
  public var builtins: BuiltinSet { names.withLock { $0.builtins } }

  /// Adds a built-in, for scripts that are compiled from now on; one of the same name is replaced.
  public func add(_ builtin: Builtin) { names.withLock { $0.builtins.add(builtin) } }

  /// Gives scripts a constant, for scripts that are compiled from now on.
  ///
  ///     try engine.define("settings", Settings(width: 1024, model: "black-forest-labs/flux-schnell"))
  ///
  /// - Parameters:
  ///   - name: the name; dots make groups: `limits.width`. It replaces a built-in of the same name.
  ///   - value: what scripts see: whatever its `encode(to:)` gives.
  /// - Throws: ``ValueCodingError`` where the value has none in Rep.
  public func define(_ name: String, _ value: some Encodable) throws(ValueCodingError) {
    let constant = try Value(encoding: value)
    names.withLock { $0.builtins.add(name, constant) }
  }

  /// Makes a type of objects that scripts pass around without seeing into them; see ``HostObject``.
  /// - Parameters:
  ///   - name: what the built-in `type` calls them.
  ///   - type: the Swift type of what they stand for.
  /// - Precondition: an engine has at most 200 such types.
  public func registerType<Object: Sendable>(_ name: String, of type: Object.Type = Object.self) -> HostType<Object> {
    let index = names.withLock { names in
      names.hostTypes += 1
      return names.hostTypes
    }
    precondition(index <= 200, "an engine has at most 200 types of host objects")
    return HostType(name, kind: OpaqueKind.firstOfHost + index, self)
  }

  /// What may be set besides account, permissions and limits.
  public struct Options: Sendable {
    /// Checks inputs against the model's schema before a paid call.
    public var checksInputs = true
    /// Where schemas are kept for a day; nil keeps them in memory only.
    public var schemaFolder: String?
    /// Seconds from which on predictions that the script does not await yet are followed all the same.
    package var unawaitedPatience = UnawaitedRuns.usualPatience
    /// Sends the requests; nil uses the process's own connections.
    public var transport: (any Transport)?
    /// Remembers creates and which prediction serves which call; nil keeps that in memory.
    public var ledger: (any CreateLedger)?
    /// The folder in which the processes of this machine share what they know of rate limits; nil shares nothing.
    public var limitsFolder: String?
    /// The folder in which the processes of this user share what they have uploaded, so that nothing is uploaded again
    /// before it expires; nil keeps that in memory.
    public var uploadsFolder: String?
    /// How creates without an answer are looked up.
    public var lookup = LookupPolicy()
    /// The arguments that the built-in `args` gives.
    public var arguments: [String] = []
    /// Answers `ask`; nil makes `ask` an error.
    public var ask: (@Sendable (String) -> String?)?
    /// Receives webhooks for `webhooks.listen`; nil makes that an error. The target `RepWebhooks` has one.
    public var webhookReceiver: (any WebhookReceiver)?
    /// The folder that relative paths in scripts start from; nil for the working directory.
    public var folder: String?
    /// The threads that scripts run on: how many scripts have one, and how many compute at a time. Engines that share a
    /// pool share its bounds.
    public var threads: ThreadPool = .shared
    /// Further built-ins; they replace those of the same name.
    public var builtins: [Builtin] = []
    /// Whether hot shapes of code run nodes of their own; off, every operation runs its reference node.
    public var specializes = true
    /// Whether what a script's variables hold at its end is released. A process that ends with its only run saves the
    /// time with false.
    public var releasesValues = true

    /// The usual options.
    public init() {}
  }

  /// Parses, resolves and compiles a script, with all diagnostics.
  /// - Parameters:
  ///   - source: the script's text.
  ///   - loader: finds imported modules; nil for files that may be read.
  ///   - makesProgram: false to look for mistakes only, which takes half the time and makes no program.
  public func check(
    _ source: Source, loader: (any ModuleLoader)? = nil, makesProgram: Bool = true
  ) -> Compilation {
    let loader = loader ?? FileModuleLoader(permissions: permissions, folder: services.folder)
    guard makesProgram else { return Program.inspect(source, builtins: builtins, loader: loader) }
    return Program.compile(
      source, builtins: builtins, loader: loader, specializes: services.options.specializes)
  }

  /// Compiles a script.
  /// - Throws: ``CompilationError`` with every diagnostic.
  public func compile(_ source: Source, loader: (any ModuleLoader)? = nil) throws(CompilationError) -> Script {
    let compilation = check(source, loader: loader)
    guard let program = compilation.program else { throw CompilationError(messages: compilation.messages) }
    return Script(engine: self, program: program, warnings: compilation.messages)
  }

  /// Compiles a script.
  /// - Throws: ``CompilationError`` with every diagnostic.
  public func compile(_ text: String, name: String = "<script>") throws(CompilationError) -> Script {
    try compile(Source(name: name, text: text))
  }
}

/// Where the API token comes from. Scripts cannot read it.
public enum TokenSource: Sendable {
  /// `REPLICATE_API_TOKEN`.
  case environment
  /// The token itself.
  case text(String)
  /// None: calls of the API fail with kind `auth`.
  case none

  func configuration(
    baseURL: String?, _ options: Engine.Options
  ) throws(ReplicateError) -> ClientConfiguration {
    var configuration = try ClientConfiguration.environment { name in
      // A token of the environment is not even looked at unless it is wanted.
      if name == "REPLICATE_API_TOKEN", !isEnvironment { return nil }
      return Environment.variable(name)
    }
    if case .text(let text) = self { configuration.token = try APIToken(text) }
    if let baseURL { configuration.baseURL = try BaseURL(baseURL) }
    configuration.onRetry = { RunEvents.current?.send(.retrying($0)) }
    configuration.onWait = { RunEvents.current?.send(.waiting($0)) }
    configuration.onLookup = { RunEvents.current?.send(.lookup($0)) }
    configuration.limitsFolder = options.limitsFolder
    configuration.lookup = options.lookup
    // A create that a script no longer wants has had its time when it is canceled here; see ``OpenRuns``.
    configuration.lookup.grace = 0
    return configuration
  }

  private var isEnvironment: Bool {
    if case .environment = self { return true }
    return false
  }
}

/// A script that did not compile.
public struct CompilationError: Error, Sendable, CustomStringConvertible {
  /// All errors and warnings, each with its text.
  public let messages: [Compilation.Message]

  /// The messages as the command line shows them, without colour.
  public var description: String {
    messages.map { DiagnosticRenderer().render($0.diagnostic, in: $0.source) }.joined(separator: "\n")
  }
}
