import Rep
import RepSyntax
import Replicate
import Synchronization

/// Shows on standard error how a run goes: live on a terminal, else as plain lines that come rarely.
///
/// Events come on any thread; the drawing is the main thread's.
final class ProgressReporter: Sendable {
  private struct State {
    var tally = RunTally()
    var notes: [String] = []
    /// When each sentence was said last.
    var said: [String: Double] = [:]
    var isAwaited = true
    var frame = 0
    var lastLine: Double
  }

  /// Milliseconds between two drawings of the live view.
  private static let interval: Int32 = 100
  /// Seconds between two plain lines, and between two equal sentences.
  private static let plainInterval = 15.0
  /// Waits below this many seconds are not worth a sentence.
  private static let shortWait = 2.0

  private let screen: LiveScreen
  private let console: Console
  private let time: TimeSource
  private let began: Double
  private let wake: @Sendable () -> Void
  private let state: Mutex<State>

  /// - Parameter wake: called when there is something to draw while the main thread may be asleep.
  init(
    screen: LiveScreen = .standard, console: Console = .standard, time: TimeSource = .system,
    wake: @escaping @Sendable () -> Void
  ) {
    (self.screen, self.console, self.time, self.wake) = (screen, console, time, wake)
    began = time.monotonic()
    state = Mutex(State(lastLine: began))
  }

  /// Takes an event of the run.
  func note(_ event: RunEvent) {
    let now = time.monotonic()
    let wakes = state.withLock { state in
      state.tally.note(event, at: now)
      if let (topic, sentence) = sentence(for: event) { say(sentence, of: topic, now, &state) }
      let isWoken = state.isAwaited
      state.isAwaited = false
      return isWoken
    }
    if wakes { wake() }
  }

  /// Draws, and gives the milliseconds after which to draw again; nil while there is nothing to show.
  func draw() -> Int32? {
    let now = time.monotonic()
    let (tally, notes, frame) = state.withLock { state in
      defer { state.notes = [] }
      state.frame += 1
      return (state.tally, state.notes, state.frame)
    }
    for note in notes { console.note(note) }
    let isBusy = !tally.open.isEmpty || !tally.sending.isEmpty || tally.waiting(at: now).calls > 0
    if screen.isLive { drawLive(tally, now, frame) } else if isBusy { writePlain(tally, now) }
    guard isBusy else {
      state.withLock { $0.isAwaited = true }
      return nil
    }
    return screen.isLive ? Self.interval : Int32(Self.plainInterval * 1_000)
  }

  /// Takes the live view away; of a run with several predictions the summary stays.
  func end() {
    _ = draw()
    screen.clear()
    let tally = state.withLock { $0.tally }
    guard screen.isLive, tally.done > 1 else { return }
    console.note(ProgressView(width: 1_000, height: 1).summary(tally, began: began, now: time.monotonic()))
  }

  private func drawLive(_ tally: RunTally, _ now: Double, _ frame: Int) {
    let size = screen.size
    // The last column stays free, because some terminals fold a line that fills it, and so does the first line, because
    // some take an erased screen for history.
    var view = ProgressView(width: max(1, size.columns - 1), height: max(1, size.lines - 2))
    view.usesColor = console.usesColor
    view.usesBlocks = Self.isUnicode
    let lines = view.lines(tally, began: began, now: now, frame: frame)
    var plain = view
    plain.usesColor = false
    let widths = plain.lines(tally, began: began, now: now, frame: frame).map { DisplayWidth.of($0) }
    screen.show(lines, widths: widths)
  }

  private func writePlain(_ tally: RunTally, _ now: Double) {
    let isDue = state.withLock { state in
      guard now - state.lastLine >= Self.plainInterval else { return false }
      state.lastLine = now
      return true
    }
    if isDue { console.note(ProgressView(width: 1_000, height: 1).summary(tally, began: began, now: now)) }
  }

  /// What an event is worth to somebody who waits, beside the view; nil for nothing. Of one topic not everything is
  /// said.
  private func sentence(for event: RunEvent) -> (topic: String, text: String)? {
    switch event {
    case .waiting(let notice):
      guard !screen.isLive, notice.delay >= Self.shortWait else { return nil }
      let text = "waiting for the rate limit of \(notice.operation)"
      return (text, "\(text) for \(ProgressView.time(notice.delay))")
    case .retrying(let notice):
      guard !(screen.isLive && notice.error.kind == .throttled) else { return nil }
      return (notice.text, notice.text)
    case .lookup(let notice): return (notice.text, notice.text)
    case .sending, .answered, .created, .changed, .finished, .saved: return nil
    }
  }

  private func say(_ sentence: String, of topic: String, _ now: Double, _ state: inout State) {
    if let last = state.said[topic], now - last < Self.plainInterval { return }
    if state.said.count > 100 { state.said.removeAll() }
    state.said[topic] = now
    state.notes.append(sentence)
  }

  /// Whether the locale says UTF-8, as POSIX orders its variables.
  private static let isUnicode: Bool = {
    let locale = Environment.text("LC_ALL") ?? Environment.text("LC_CTYPE") ?? Environment.text("LANG") ?? ""
    let name = locale.lowercased()
    return name.hasSuffix("utf-8") || name.hasSuffix("utf8")
  }()
}

extension RetryNotice {
  /// What to tell whoever waits.
  var text: String {
    "\(error.message); trying again in \(ProgressView.time(delay))"
  }
}
