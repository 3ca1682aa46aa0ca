import RepRuntime
import RepValue
import Replicate

/// Effects on files and clocks, each with a rule of its own.
extension RunJournal {
  // MARK: What is read

  /// Performs a read and reports whether it gave something else than in the recorded run.
  func fingerprint(
    _ effect: Effect, _ body: () throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    let asked = Asked.arguments(effect)
    let value = try body()
    let digest: [UInt8]
    if effect.name.hasPrefix("read"), let path = path(asked["path"]), let file = FileDigests.shared.digest(of: path) {
      digest = Array(file.utf8)
    } else {
      digest = self.digest("", value)
    }
    let content = self.digest(effect.name, asked)
    let answer = Answer.value(Value(Hex.text(ContentKey(header.seed).digest(digest))))
    if let row = recorded(effect, content) {
      if case .value(let before)? = Answer(row.answer, secrets, services), case .value(let now) = answer, before != now {
        changed(effect.name, asked)
        record(effect, content, Asked.shown(asked), answer, waited: false)
      }
      return value
    }
    if case .recording = storage { return value }
    record(effect, content, Asked.shown(asked), answer, waited: false)
    return value
  }

  /// Something that the script reads has changed: calls are matched by what they ask for from now on.
  private func changed(_ name: String, _ asked: Value) {
    let what = asked["path"].string ?? asked["name"].string ?? asked["pattern"].string ?? name
    state.withLock { state in
      state.replay.matchesByContent = true
      if !state.report.changes.contains(what) { state.report.changes.append(what) }
    }
  }

  /// The file that a path argument means.
  private func path(_ value: Value) -> String? {
    if case .opaque(let opaque) = value { return (opaque as? LocalFileValue)?.path }
    guard let text = value.string else { return nil }
    return text.hasPrefix("/") ? text : services.folder.map { "\($0)/\(text)" } ?? text
  }

  // MARK: Waiting

  /// Waits until a moment that is written down when the wait begins: a run that is repeated waits for the rest only.
  func wait(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    let seconds = try effect.call.map { (_, arguments) throws(ScriptError) in try arguments.double(0) } ?? effect.detail.double ?? 0
    guard seconds >= 0 else { return try body() }
    let content = digest(effect.name, .float(seconds))
    let now = TimeSource.system.now()
    var rest = min(seconds, 1e9)
    var until = now + rest
    if let row = recorded(effect, content), case .value(let moment)? = Answer(row.answer, secrets, services) {
      until = moment.double ?? until
      rest = max(0, until - now)
      if let number = row.delivered {
        if until <= now { effect.context.pointee.deliver(number) }
        if until <= now { return .null }
      }
    } else if case .recording = storage {
      return .null
    } else {
      write(effect, content, until, delivered: nil)
    }
    try effect.context.pointee.sleep(rest)
    write(effect, content, until, delivered: effect.context.pointee.deliver())
    return .null
  }

  private func write(_ effect: Effect, _ content: [UInt8], _ until: Double, delivered: Int?) {
    guard let bytes = Answer.value(.float(until)).bytes(secrets) else { return }
    add(
      RecordedEffect(
        place: effect.place, name: effect.name, content: content, delivered: delivered, answer: bytes, asked: []))
  }

  // MARK: What is written

  /// Writes files under the names that they had in the recorded run, if they are not there any more.
  func save(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    let asked = Asked.arguments(effect)
    let content = digest(effect.name, asked)
    if let row = recorded(effect, content), let answer = Answer(row.answer, secrets, services) {
      let files = state.withLock { $0.saved[row.place] ?? [] }
      try restore(files, asked["value"], effect, row.delivered)
      return try again(row, answer, effect)
    }
    try refuseIfRecording(effect, asked)
    let waits = effect.context.pointee.waitCount
    try beginSave(effect, content, asked)
    let answer = try Answer(of: body)
    if case .value(let value) = answer {
      let paths = Self.savedPaths(asked["value"], value)
      let files = try effect.context.pointee.wait { () async throws(ScriptError) in
        paths.map { SavedFile(path: $0, sha256: FileDigests.shared.digest(of: $0) ?? "") }
      }
      if !files.isEmpty { add(files, at: effect.place) }
    }
    record(effect, content, Asked.shown(asked), answer, waited: effect.context.pointee.waitCount != waits)
    return try answer.get()
  }

  static let saveBegun = "save/begun"

  /// Writes down that files are about to appear: a process that is killed then cannot say any more which names they got,
  /// and the next one must not give them a second name.
  private func beginSave(_ effect: Effect, _ content: [UInt8], _ asked: Value) throws(ScriptError) {
    let place = effect.place
    state.withLock { state in
      guard resumed != nil, state.replay.effect(at: place, Self.saveBegun, state.keyed(content)) != nil else { return }
      state.begunSaves.insert(place)
    }
    guard let answer = Answer.value(true).bytes(secrets) else { return }
    add(
      RecordedEffect(
        place: place, name: Self.saveBegun, content: content, delivered: nil, answer: answer,
        asked: secrets.hide(in: (try? JSON.bytes(Asked.shown(asked))) ?? [])))
    try flush(effect)
  }

  /// The save that runs at a place: where one was killed there, what it left is taken over, but for files that other
  /// saves of the run are known to have made.
  func saveAttempt(at place: EffectPlace) -> Saver.Attempt {
    let digest: [UInt8] = ContentKey(header.seed).digest(Array("\(place.thread) \(place.ordinal)".utf8))
    let name = Hex.text(digest.prefix(8))
    guard state.withLock({ $0.begunSaves.contains(place) }) else { return Saver.Attempt(name: name, adopts: nil) }
    return Saver.Attempt(name: name) { [self] path in adopt(path, for: place) }
  }

  /// - Returns: whether no other save of the run has made or taken over the file.
  private func adopt(_ path: String, for place: EffectPlace) -> Bool {
    state.withLock { state in
      let isKnown = state.saved.contains { other, files in other != place && files.contains { $0.path == path } }
      return !isKnown && state.adopted.insert(path).inserted
    }
  }

  private func add(_ files: [SavedFile], at place: EffectPlace) {
    state.withLock { state in
      if let journal = state.journal, let run = state.run {
        journal.record(files, at: place, of: run)
      } else if case .later = storage {
        state.earlyFiles.append((files, place))
      }
    }
  }

  /// Fetches the files again that are gone or have changed since they were saved.
  private func restore(
    _ files: [SavedFile], _ value: Value, _ effect: Effect, _ number: Int?
  ) throws(ScriptError) {
    var urls: [String] = []
    Self.savableTexts(value, into: &urls)
    guard urls.count == files.count else { return }
    let gone = zip(files, urls).filter { file, _ in FileDigests.shared.digest(of: file.path) != file.sha256 }
    guard !gone.isEmpty else { return }
    if let number { effect.context.pointee.announce(number) }
    let (saver, kept) = (services.saver, kept)
    try effect.context.pointee.wait { () async throws(ScriptError) in
      do {
        try await KeptFilesContext.$current.withValue(kept) {
          for (file, url) in gone { try await saver.restore(url, at: file.path) }
        }
      } catch {
        throw ScriptError.wrapping(error)
      }
    }
  }

  /// The paths that stand in a saved value where URLs stood before.
  private static func savedPaths(_ value: Value, _ saved: Value) -> [String] {
    if let text = value.string { return Saver.isSavable(text) ? [saved.string].compactMap { $0 } : [] }
    if let items = value.array { return items.indices.flatMap { savedPaths(items[$0], saved[$0]) } }
    return (value.pairs ?? []).flatMap { savedPaths($0.value, saved[$0.key]) }
  }

  static func savableTexts(_ value: Value, into texts: inout [String]) {
    if let text = value.string {
      if Saver.isSavable(text) { texts.append(text) }
    } else if let items = value.array {
      for item in items { savableTexts(item, into: &texts) }
    } else {
      for (_, item) in value.pairs ?? [] { savableTexts(item, into: &texts) }
    }
  }

  /// Adds to a file once: the size that it had before is written down first, and tells whether it happened.
  func append(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    let asked = Asked.arguments(effect)
    let content = digest(effect.name, asked)
    guard let path = path(asked["path"]) else { return try body() }
    if let row = recorded(effect, content), case .value(let before)? = Answer(row.answer, secrets, services) {
      if let number = row.delivered { effect.context.pointee.deliver(number) }
      guard before["done"].bool != true, let size = before["size"].int else { return .null }
      // Killed around the write: whatever was added behind the old end was this.
      if (LocalFile.size(of: path) ?? 0) != size { return .null }
    }
    if case .recording = storage { return try body() }
    let size = LocalFile.size(of: path) ?? 0
    let waits = effect.context.pointee.waitCount
    record(effect, content, Asked.shown(asked), .value(["size": .int(size)]), waited: false)
    try flush(effect)
    let value = try body()
    record(
      effect, content, Asked.shown(asked), .value(["size": .int(size), "done": true]),
      waited: effect.context.pointee.waitCount != waits)
    return value
  }

  /// Waits until what was recorded outlives this process.
  private func flush(_ effect: Effect) throws(ScriptError) {
    guard let journal = state.withLock({ $0.journal }) else { return }
    try effect.context.pointee.wait { () async throws(ScriptError) in
      do { try await journal.flush() } catch { throw ScriptError.wrapping(error) }
    }
  }
}
