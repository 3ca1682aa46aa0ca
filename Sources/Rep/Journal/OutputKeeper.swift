import Crypto
import RepValue
import Replicate
import Synchronization

/// Copies the output files of a run's predictions while it is unfinished: the server deletes them after an hour.
///
/// Copies are named by their contents, so that equal files are kept once.
final class OutputKeeper: KeptFiles {
  /// Files fetched at once.
  private static let concurrentCopies = 4

  /// A file that a prediction has made.
  private struct OutputFile {
    let url: String
    let prediction: String
    /// Its place in the output, as a JSON pointer.
    let path: String
  }

  private struct State {
    var journal: (any Journal)?
    var left = 0
    var running = 0
    var queue: [OutputFile] = []
    var waiters: [CheckedContinuation<Void, Never>] = []
    /// Who waits for a copy that is being made, by its address.
    var pending: [String: [CheckedContinuation<Void, Never>]] = [:]
    /// Until when the server has the files that were finished in this process, in seconds since 1970.
    var servedUntil: [String: Double] = [:]
    var isClosed = false
  }

  /// A create may wait so many seconds before its model reads a file.
  private static let margin = 300.0

  private let client: ReplicateClient
  private let state = Mutex(State())

  init(_ client: ReplicateClient) { self.client = client }

  func open(_ journal: any Journal, limit: Int) {
    state.withLock { state in
      state.journal = journal
      state.left = limit - journal.keptBytes
    }
  }

  /// Copies the files of a finished prediction, in the background.
  func keep(_ record: RunRecord) {
    var files: [(url: String, path: String)] = []
    Self.collect(record.value["output"], "", into: &files)
    files.removeAll { !isOurs($0.url) }
    guard !files.isEmpty else { return }
    let until = record.keptUntil ?? TimeSource.system.now()
    for (url, path) in files {
      state.withLock { $0.servedUntil[url] = until }
      add(OutputFile(url: url, prediction: record.id, path: path))
    }
  }

  /// Waits until everything queued is copied.
  func finish() async {
    await withCheckedContinuation { continuation in
      let isIdle = state.withLock { state in
        guard state.running > 0 || !state.queue.isEmpty else { return true }
        state.waiters.append(continuation)
        return false
      }
      if isIdle { continuation.resume() }
    }
  }

  /// Copies nothing further.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.queue = [] }
      return state.queue.flatMap { state.pending.removeValue(forKey: $0.url) ?? [] }
    }
    for continuation in waiting { continuation.resume() }
  }

  // MARK: KeptFiles

  func copy(of url: String) async -> KeptFile? {
    await withCheckedContinuation { continuation in
      let isPending = state.withLock { state in
        guard state.pending[url] != nil else { return false }
        state.pending[url]?.append(continuation)
        return true
      }
      if !isPending { continuation.resume() }
    }
    return known(url)
  }

  func replacement(for url: String) async throws -> KeptFile? {
    let until = state.withLock { $0.servedUntil[url] }
    if let until, TimeSource.system.now() < until - Self.margin { return nil }
    // Of a run that is gone on with nobody knows what the server has kept: it is asked.
    guard isOurs(url), let kept = known(url), try await Saver(client).isGone(url) else { return nil }
    return kept
  }

  private func known(_ url: String) -> KeptFile? {
    guard let journal = state.withLock({ $0.journal }), let output = (try? journal.output(at: url)) ?? nil
    else { return nil }
    return KeptFile(path: journal.outputFolder + "/" + output.sha256, contentType: output.type)
  }

  // MARK: Copying

  /// Whether an address is of the service: a text that a model wrote may name any host.
  private func isOurs(_ url: String) -> Bool {
    guard let host = WebAddress(url)?.host else { return false }
    return host == client.configuration.baseURL.address.host
      || ["replicate.delivery", "replicate.com"].contains { host == $0 || host.hasSuffix("." + $0) }
  }

  private static func collect(_ value: Value, _ path: String, into files: inout [(url: String, path: String)]) {
    if let text = value.string {
      if text.hasPrefix("http"), Saver.isSavable(text) { files.append((text, path)) }
    } else if let items = value.array {
      for (index, item) in items.enumerated() { collect(item, "\(path)/\(index)", into: &files) }
    } else {
      for (key, item) in value.pairs ?? [] { collect(item, "\(path)/\(key)", into: &files) }
    }
  }

  private func add(_ file: OutputFile) {
    let starts = state.withLock { state in
      guard !state.isClosed, state.journal != nil, state.pending[file.url] == nil else { return false }
      state.queue.append(file)
      state.pending[file.url] = []
      guard state.running < Self.concurrentCopies else { return false }
      state.running += 1
      return true
    }
    guard starts else { return }
    Task.detached { await self.work() }
  }

  private func work() async {
    while let (file, journal, left) = take() {
      let size = await copy(file, journal, left)
      let waiting = state.withLock { state in
        state.left -= size
        return state.pending.removeValue(forKey: file.url) ?? []
      }
      for continuation in waiting { continuation.resume() }
    }
  }

  private func take() -> (OutputFile, any Journal, Int)? {
    var idle: [CheckedContinuation<Void, Never>] = []
    let next = state.withLock { state -> (OutputFile, any Journal, Int)? in
      if !state.queue.isEmpty, let journal = state.journal {
        return (state.queue.removeFirst(), journal, state.left)
      }
      state.running -= 1
      if state.running == 0 {
        idle = state.waiters
        state.waiters = []
      }
      return nil
    }
    for waiter in idle { waiter.resume() }
    return next
  }

  /// - Returns: the bytes that were added; none where the file is not kept.
  private func copy(
    _ file: OutputFile, _ journal: any Journal, _ left: Int
  ) async -> Int {
    guard left > 0, (try? journal.output(at: file.url)) ?? nil == nil else { return 0 }
    let folder = journal.outputFolder
    let temporary = "\(folder)/.\(file.prediction)-\(UInt32.random(in: 0 ... .max)).part"
    // A copy that cannot be made costs nothing but the safety that it would have given.
    guard let kept = try? await OutputCopy.fetch(file.url, to: temporary, in: folder, client) else { return 0 }
    journal.record(
      KeptOutput(
        url: file.url, prediction: file.prediction, path: file.path, sha256: kept.sha256, size: kept.size,
        type: kept.type))
    return kept.size
  }
}
