import Rep
import RepRuntime
import Synchronization

/// Cancels what a script left running when it did not end well (R32), and says what became of it: it is about money.
struct RunCleanup {
  let handle: RunHandle
  let wake: WakePipe
  let console: Console

  /// The cancelling gets this long, in milliseconds: the look-up of creates without an answer included.
  private static let patience: Int32 = 10_000
  /// Ids that are named; of more only the number is.
  private static let namedAtMost = 8

  /// Leaves everything running, and says what that is.
  func leave() {
    let open = handle.run.scope.openWork
    let creates = open.filter(\.isCreate)
    let runs = open.filter { !$0.isCreate }.map(\.id).sorted()
    if !runs.isEmpty { console.note("left running: \(Self.names(runs))") }
    if !creates.isEmpty { console.note("\(Self.count(creates.count, "create")) had no answer yet and may run as well") }
  }

  /// Cancels what is open and waits for it.
  /// - Parameter all: false waits only for what the script itself is still canceling, because a `within` ran out.
  /// - Returns: the ids of what was canceled because the script has ended.
  @discardableResult
  func cancel(all: Bool) -> [String] {
    let stopping = all ? handle.stopOpenWork() : handle.run.scope.stoppingWork
    guard !stopping.isEmpty else { return [] }
    // Outlives this call where the waiting is given up.
    let box = Box()
    let wake = wake
    Task.detached {
      var endings: [OpenWork.Ending] = []
      for work in stopping { endings.append(await work.value) }
      box.value.withLock { [endings] in $0 = endings }
      wake.send(.finished)
    }
    while true {
      switch wake.next(within: Self.patience) {
      case .finished:
        if let endings = box.value.withLock({ $0 }) {
          report(endings, all: all)
          return all ? endings.compactMap { if case .canceled(let id) = $0 { id } else { nil } } : []
        }
      case .output, .progress, .notice, .resized, .suspend, .input: continue
      case .interrupt, .terminate, nil:
        console.note("gave up waiting: \(Self.count(stopping.count, "prediction")) may still be running")
        return []
      }
    }
  }

  private func report(_ endings: [OpenWork.Ending], all: Bool) {
    var canceled: [String] = []
    var unconfirmed: [String] = []
    for ending in endings {
      switch ending {
      case .canceled(let name): canceled.append(name)
      case .unconfirmed(let name): unconfirmed.append(name)
      case .over: break
      }
    }
    // What a `within` canceled is the script's business, unless it may go on costing money.
    if all, !canceled.isEmpty { console.note("canceled what was still running: \(Self.names(canceled.sorted()))") }
    if !unconfirmed.isEmpty {
      console.note("may still be running, unconfirmed: \(Self.names(unconfirmed.sorted())); see predictions.list")
    }
  }

  private static func names(_ names: [String]) -> String {
    guard names.count > namedAtMost else { return names.joined(separator: ", ") }
    return names.prefix(namedAtMost).joined(separator: ", ") + " and \(names.count - namedAtMost) more"
  }

  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

private final class Box: Sendable {
  let value = Mutex<[OpenWork.Ending]?>(nil)
}
