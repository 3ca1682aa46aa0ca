import RepRuntime
import RepValue
import Replicate
import Synchronization

/// What the built-ins keep for one run of a script.
final class RunContext: Sendable {
  let events: RunEvents
  let finished: FinishedRecords
  let allowance: RunAllowance
  /// What was started and is not awaited yet; nil where the host follows all that is started.
  let unawaited: UnawaitedRuns?
  /// Counts what is sent and fetched; nil where neither is limited.
  let transfers: TransferAllowance?
  /// Bounds the answers that are being read, which are not the script's own memory yet; nil where that has no limit.
  let answers: AnswerAllowance?

  /// - Parameter services: follows what the run starts; nil where the host does.
  init(_ events: RunEvents, _ limits: Limits, following services: Services?) {
    self.events = events
    // These records are not the script's own memory, which is counted.
    let finished = FinishedRecords(capacity: min(FinishedRecords.usualCapacity, (limits.memory ?? .max) / 8))
    self.finished = finished
    unawaited = services.map { UnawaitedRuns($0, finished: finished) }
    let allowance = RunAllowance(limits)
    self.allowance = allowance
    let isLimited = limits.uploadBytes < .max || limits.downloadBytes < .max
    transfers = isLimited ? TransferAllowance(uploads: limits.uploadBytes, downloads: limits.downloadBytes) : nil
    answers = limits.memory.map { AnswerAllowance(limit: max(4 << 20, $0 / 4)) }
    events.listen { event in
      if case .finished(let record) = event { allowance.ended(record.id) }
    }
  }
}

extension Arguments {
  /// What is kept for the run that calls.
  var runContext: RunContext? { context.pointee.run.hostState as? RunContext }

  /// The events of the run that calls.
  var events: RunEvents? { runContext?.events }
}

/// The final records that a run has seen: a script holds a prediction as it was when it was created, and may await it
/// as often as it likes.
final class FinishedRecords: Sendable {
  /// Bytes of records kept, about; beyond it the oldest are forgotten, and awaiting one again costs a call.
  static let usualCapacity = 64 << 20
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  private struct State {
    var records: [String: (record: RunRecord, bytes: Int)] = [:]
    /// The ids, oldest first from `head` on.
    var order: [String] = []
    var head = 0
    var bytes = 0
  }
  private let state = Mutex(State())

  /// The final record of a prediction or training, if it was seen.
  subscript(id: String) -> RunRecord? { state.withLock { $0.records[id]?.record } }

  /// Keeps a final record.
  func add(_ record: RunRecord) {
    guard record.isTerminal else { return }
    let bytes = Self.bytes(record.value)
    state.withLock { state in
      guard state.records[record.id] == nil else { return }
      state.records[record.id] = (record, bytes)
      state.order.append(record.id)
      state.bytes += bytes
      while state.bytes > capacity, state.head < state.order.count {
        state.bytes -= state.records.removeValue(forKey: state.order[state.head])?.bytes ?? 0
        state.head += 1
      }
      if state.head > 1_024, state.head * 2 > state.order.count {
        state.order.removeFirst(state.head)
        state.head = 0
      }
    }
  }

  /// About what a value takes in memory.
  private static func bytes(_ value: Value) -> Int {
    switch value {
    case .string(let text): 48 + text.count
    case .list(let list): (0..<list.count).reduce(64) { $0 + 16 + bytes(list.elements[$1]) }
    case .object(let object): (0..<object.count).reduce(96) { $0 + 40 + bytes(object.entries[$1].value) }
    default: 16
    }
  }
}
