import RepRuntime
import RepValue
import Replicate

/// `await`, `settle` and `stream`.
enum AwaitBuiltins {
  static func all(_ services: Services) -> [Builtin] {
    [
      Builtin(
        "await", [Builtin.Parameter("value", [.object, .list], summary: "a prediction, a training, or several in a list or object")],
        effects: .network, recording: .outcome,
        summary: "The output of predictions and trainings, once they are done; a failed one throws.",
        examples: [#"await predict "replicate/hello-world" <text: "Ada">"#]
      ) { (arguments) throws(ScriptError) in
        try finish(arguments, services) { (record) throws(ScriptError) in
          do throws(ReplicateError) { return try record.output() } catch { throw ScriptError(error) }
        }
      },
      Builtin(
        "settle", [Builtin.Parameter("value", [.object, .list], summary: "a prediction, a training, or several in a list or object")],
        effects: .network,
        summary: "The finished records of predictions and trainings, however they ended.",
        examples: [#"settle predict "replicate/hello-world" <text: "Ada">"#]
      ) { (arguments) throws(ScriptError) in
        try finish(arguments, services) { (record) throws(ScriptError) in record.value }
      },
      Builtin(
        // What is read from it is written down, piece by piece.
        "stream", [Builtin.Parameter("prediction", .object, summary: "a prediction that runs")], effects: .network,
        recording: .repeats,
        summary: "The output of a prediction piece by piece, as it is produced.",
        examples: [#"for chunk in stream predict "meta/meta-llama-3-8b-instruct" <prompt: "hi"> { print chunk, end: "" }"#]
      ) { (arguments) throws(ScriptError) in
        guard let run = RunRecord(arguments[0]) else {
          throw ScriptError(
            .type, "`stream` takes a prediction, got an object without `id`, `status` and `urls.get`")
        }
        return .opaque(OutputSequence(run, services))
      },
    ]
  }

  /// Follows every run in a value to its end and gives the value with each one replaced.
  private static func finish(
    _ arguments: Arguments, _ services: Services,
    _ replace: (RunRecord) throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    let value = arguments[0]
    var runs: [RunRecord] = []
    try find(value, "", into: &runs)
    let scope = arguments.context.pointee.scope
    var finished: [String: RunRecord] = [:]
    var open: [RunRecord] = []
    for run in runs where !run.isTerminal {
      if let record = arguments.runContext?.finished[run.id] {
        finished[run.id] = record
      } else {
        open.append(run)
      }
    }
    if !open.isEmpty {
      for run in open { services.watch.watch(run, for: arguments.events) }
      let unfinished = open
      let found = try arguments.waiting { () async throws in
        try await services.follower.follow(unfinished)
      }
      for record in found {
        finished[record.id] = record
        arguments.runContext?.finished.add(record)
        scope.finish(record.id)
      }
    }
    return try rebuild(value) { (run) throws(ScriptError) in try replace(finished[run.id] ?? run) }
  }

  private static func find(_ value: Value, _ path: String, into runs: inout [RunRecord]) throws(ScriptError) {
    if let run = RunRecord(value) {
      runs.append(run)
      return
    }
    switch value {
    case .list(let list):
      for index in 0..<list.count { try find(list.elements[index], "\(path)[\(index)]", into: &runs) }
    case .object(let object) where !looksLikeRun(object):
      for index in 0..<object.count {
        let entry = object.entries[index]
        try find(entry.value, path.isEmpty ? entry.key.text : "\(path).\(entry.key.text)", into: &runs)
      }
    default:
      let place = path.isEmpty ? "" : " at `\(path)`"
      throw ScriptError(
        .type, "`await` takes predictions and trainings, got \(value.typeName)\(place)",
        hint: value.string != nil ? "this looks like an output already: leave out the `await`" : nil)
    }
  }

  /// An object that was meant to be a run but lacks a part gets an error of its own, not of its first field.
  private static func looksLikeRun(_ object: ObjectStorage) -> Bool {
    object.isEmpty || (object.value(for: "id") != nil && object.value(for: "status") != nil)
  }

  private static func rebuild(
    _ value: Value, _ replace: (RunRecord) throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    if let run = RunRecord(value) { return try replace(run) }
    switch value {
    case .list(let list):
      let rebuilt = ListStorage(minimumCapacity: list.count)
      for index in 0..<list.count { rebuilt.append(try rebuild(list.elements[index], replace)) }
      return .list(rebuilt)
    case .object(let object):
      let rebuilt = ObjectStorage(minimumCapacity: object.count)
      for index in 0..<object.count {
        rebuilt.set(object.entries[index].key, try rebuild(object.entries[index].value, replace))
      }
      return .object(rebuilt)
    default: return value
    }
  }
}

/// The output of a running prediction, read once, piece by piece.
final class OutputSequence: SequenceStorage, @unchecked Sendable {
  private let run: RunRecord
  private let services: Services
  private var isRead = false

  init(_ run: RunRecord, _ services: Services) {
    self.run = run
    self.services = services
    super.init(kind: OpaqueKind.stream)
  }

  override var typeName: String { "stream" }

  override func makeIterator() throws(ScriptError) -> SequenceIterator {
    guard !isRead else {
      throw ScriptError(.type, "a stream is read once", hint: "keep its pieces: `let pieces = collect(s)`")
    }
    isRead = true
    return OutputIterator(run, services)
  }
}

private final class OutputIterator: SequenceIterator {
  private let run: RunRecord
  private let services: Services
  private let stream: OutputStream
  /// What a journal knows of the stream, or is told of it; made when the first piece is asked for.
  private var recorded: RecordedStream?
  private var hasBegun = false
  /// Counts what the stream has in memory besides its pieces; nil where that has no limit.
  private var share: AnswerAllowance.Share?
  private var pieces: [OutputEvent] = []
  private var position = 0

  init(_ run: RunRecord, _ services: Services) {
    (self.run, self.services) = (run, services)
    stream = OutputStream(run, client: services.client)
  }

  override func next(_ context: ContextPointer) throws(ScriptError) -> Value? {
    if !hasBegun {
      hasBegun = true
      recorded = try context.pointee.run.gate.journal?.stream(of: run.id, context)
      let kept = context.pointee.run.hostState as? RunContext
      share = kept?.answers.map(AnswerAllowance.Share.init(of:))
      kept?.unawaited?.streamed(run.id)
    }
    if let recorded, recorded.isComplete { return try again(recorded, context) }
    while true {
      while position < pieces.count {
        let piece = pieces[position]
        position += 1
        guard case .output(let text) = piece else { continue }
        recorded?.add(text)
        return Value(text)
      }
      // As many as have arrived: a wait for each would cost more than the piece itself.
      let (stream, share) = (stream, share)
      do throws(ScriptError) {
        pieces = try context.pointee.wait { () async throws(ScriptError) in
          do {
            return try await AnswerAllowance.Share.$current.withValue(share) { try await stream.nextPieces() }
          } catch {
            throw ScriptError.wrapping(error)
          }
        }
      } catch {
        ended(error.kind, context)
        recorded?.end(error, context)
        throw error
      }
      position = 0
      guard !pieces.isEmpty else {
        ended(nil, context)
        recorded?.end(nil, context)
        return nil
      }
    }
  }

  /// The next piece of a stream that the journal has.
  private func again(_ recorded: RecordedStream, _ context: ContextPointer) throws(ScriptError) -> Value? {
    do throws(ScriptError) {
      if let piece = try recorded.next(context) { return piece }
    } catch {
      ended(error.kind, context)
      throw error
    }
    ended(nil, context)
    return nil
  }

  /// Makes known how the run ended, where that is why the stream did.
  private func ended(_ kind: ErrorKind?, _ context: ContextPointer) {
    let status: String
    switch kind {
    case nil: status = "succeeded"
    case .modelFailed?: status = "failed"
    case .canceled?: status = "canceled"
    case .aborted?: status = "aborted"
    default: return
    }
    context.pointee.scope.finish(run.id)
    services.watch.streamed(run, status: status)
  }
}
