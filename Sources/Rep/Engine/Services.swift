import RepRuntime
import RepValue
import Replicate

/// What the built-ins of one engine share: the client and what stands on it.
public final class Services: Sendable {
  /// Calls the API.
  public let client: ReplicateClient
  /// Makes the calls that must not be made twice, and passes on all others.
  public let creates: CreateResolver
  /// Starts runs by reference.
  public let runner: ModelRunner
  /// Follows runs to their end.
  public let follower: Follower
  /// Knows the inputs of models.
  public let schemas: SchemaStore
  /// Turns local files into inputs.
  public let uploader: Uploader
  let saver: Saver
  /// Brings the creates of runs to their journals.
  let ledger = RunLedger()
  let watch = RunWatch()
  let permissions: Permissions
  let options: Engine.Options
  let files: FileAccess

  init(configuration: ClientConfiguration, permissions: Permissions, options: Engine.Options) {
    var configuration = configuration
    let api = configuration.baseURL.address.host
    configuration.mayDownload = { permissions.allowsDownload(from: $0, api: api) }
    if let transport = options.transport {
      client = ReplicateClient(configuration, transport: transport)
    } else {
      client = ReplicateClient(configuration)
    }
    let schemas = SchemaStore(
      client, cache: options.schemaFolder.map { SchemaCache(folder: $0, baseURL: configuration.baseURL) },
      time: configuration.time)
    self.schemas = schemas
    creates = CreateResolver(client, ledger: options.ledger ?? ledger) { try await schemas.secretKeys(of: $0) }
    runner = ModelRunner(creates, time: configuration.time)
    follower = Follower(client, time: configuration.time) { [watch] record in watch.changed(record) }
    let kept = options.uploadsFolder.map { [configuration] folder in
      KeptUploads(folder: folder, base: configuration.baseURL, token: configuration.token)
    }
    uploader = Uploader(client, kept: kept, time: configuration.time)
    saver = Saver(client)
    files = FileAccess(permissions: permissions, folder: options.folder)
    self.permissions = permissions
    self.options = options
  }

  var folder: String? { options.folder }
}

extension ScriptError {
  /// A failure of the API or of a file as a script sees it.
  convenience init(_ error: ReplicateError) {
    var details: ObjectStorage?
    if case .object(let record) = error.record { details = record }
    self.init(ErrorKind(rawValue: error.kind.rawValue), error.message, hint: error.hint, details: details)
  }

  /// A limit of what may be sent or fetched that is used up.
  convenience init(_ error: TransferAllowance.Exhausted) {
    switch error.direction {
    case .upload: self.init(.uploadBytes, "the script would send more than its limit of \(error.limit) bytes")
    case .download: self.init(.downloadBytes, "the script would fetch more than its limit of \(error.limit) bytes")
    }
  }

  /// Answers that take more memory than they may.
  convenience init(_ error: AnswerAllowance.Exhausted) {
    self.init(
      .memory, "answers of the server took more than \(error.limit) bytes at one time, a quarter of the script's memory",
      hint: "ask for less at a time")
  }

  /// Whatever an asynchronous operation threw.
  static func wrapping(_ error: any Error) -> ScriptError {
    switch error {
    case let error as ScriptError: error
    case let error as ReplicateError: ScriptError(error)
    case let error as JournalError: ScriptError(error)
    case let error as TransferAllowance.Exhausted: ScriptError(error)
    case let error as AnswerAllowance.Exhausted: ScriptError(error)
    case is CancellationError: ScriptError(.interrupted, "the wait was cancelled", isCatchable: false)
    default: ScriptError(.io, "\(error)")
    }
  }
}

extension Arguments {
  /// The journal of the run that calls.
  var journal: RunJournal? { context.pointee.run.gate.journal }

  /// Runs an asynchronous operation of a service while the script waits.
  func waiting<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
  ) throws(ScriptError) -> Result {
    let events = events
    let journal = journal
    let call = journal?.callName(at: context.pointee.place)
    let transfers = runContext?.transfers
    // Given back when the script has the answer, whose memory is its own from then on.
    let share = runContext?.answers.map(AnswerAllowance.Share.init(of:))
    defer { withExtendedLifetime(share) {} }
    return try context.pointee.wait { () async throws(ScriptError) in
      do {
        return try await RunEvents.$current.withValue(events) {
          try await TransferAllowance.$current.withValue(transfers) {
            try await AnswerAllowance.Share.$current.withValue(share) {
              guard let journal else { return try await operation() }
              return try await CreateContext.$call.withValue(call) {
                try await KeptFilesContext.$current.withValue(journal.kept) { try await operation() }
              }
            }
          }
        }
      } catch {
        throw ScriptError.wrapping(error)
      }
    }
  }
}

/// The arguments of a built-in; the client has arguments of its own.
typealias Arguments = RepRuntime.Arguments
