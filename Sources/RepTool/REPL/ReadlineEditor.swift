import RepREPL
import RepSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Readline knows one line at a time, and calls back without a context. Used by the main thread only.
nonisolated(unsafe) private var active: ReadlineEditor?

/// Lines edited by GNU Readline: history, reverse search, completion, the key bindings of the user's `.inputrc`.
///
/// Readline's callback interface is used, so that between two keys signals and finished predictions are noticed.
final class ReadlineEditor: LineEditor {
  private let library: ReadlineLibrary
  private let wake: WakePipe
  private let history: HistoryFile?
  private let usesColor: Bool
  private var result: LineResult?
  /// The lines of an unfinished input before the current one.
  private var earlier = ""
  private var wantsEditor = false
  private var completion: Completion?
  private var lastEntry: String?
  private var promptWidth = 0
  /// The size of the terminal for which the line was drawn.
  private var drawnSize = ReadlineEditor.terminalSize
  /// Whether something on the line has a colour.
  private var isColored = false

  /// What to show above the prompt, from ``REPL/takeNotices()``.
  var notices: () -> [String] = { [] }
  /// Offers ways to go on, from ``REPL/complete(_:isRepeated:)``.
  var complete: (String, Bool) -> Completion?  = { _, _ in nil }

  /// - Parameter entries: inputs of earlier sessions, oldest first.
  init(_ library: ReadlineLibrary, _ wake: WakePipe, history: HistoryFile?, entries: [String], usesColor: Bool) {
    (self.library, self.wake, self.history, self.usesColor) = (library, wake, history, usesColor)
    active = self
    // `$if rep` in an .inputrc; readline keeps the pointer.
    library.programName.pointee = UnsafePointer(strdup("rep"))
    library.terminalPreparer.pointee = { active?.prepareTerminal($0) }
    library.keyReader.pointee = { _ in TypedKeys.standard.wait().map { Int32($0) } ?? EOF }
    library.catchesSignals.pointee = 0
    library.catchesResize.pointee = 0
    _ = library.setVariable("enable-bracketed-paste", "on")
    _ = library.addCommand("edit-in-editor", { _, _ in active?.askForEditor() ?? 0 }, -1)
    _ = library.initialize()
    usePainter(usesColor)
    _ = library.bindKeys("\\C-x\\C-e", { _, _ in active?.askForEditor() ?? 0 })
    library.completer.pointee = { _, _, _ in active?.matches() }
    library.lister.pointee = { matches, count, _ in active?.list(matches, Int(count)) }
    library.wordBreaker.pointee = { active?.wordBreaks() }
    library.sortsMatches.pointee = 0
    library.stifleHistory(Int32(HistoryPolicy.limit))
    for entry in entries { library.addHistory(entry) }
    lastEntry = entries.last
  }

  // MARK: Reading

  func readLine(prompt: String, after earlier: String) -> LineResult {
    self.earlier = earlier
    (promptWidth, isColored) = (DisplayWidth.of(prompt), false)
    result = nil
    // Readline puts back what it finds whenever a line ends.
    TerminalState.readKeys()
    library.installHandler(painted(prompt)) { active?.receive($0) }
    while result == nil { handle(wake.next(orInputOn: TypedKeys.standard.descriptor)) }
    return result ?? .end
  }

  private func painted(_ prompt: String) -> String {
    // The bytes 1 and 2 enclose what takes no room on the screen.
    usesColor ? "\u{1}\u{1B}[1;36m\u{2}\(prompt)\u{1}\u{1B}[0m\u{2}" : prompt
  }

  private func handle(_ event: WakePipe.Event?) {
    switch event {
    case .input:
      guard TypedKeys.standard.fill() else { return }
      // A key may be faster than the signal.
      if hasNewSize { resize() }
      library.readCharacter()
      if wantsEditor { editLine() }
    case .interrupt: abandonLine()
    case .resized: resize()
    case .suspend: suspend()
    case .terminate:
      library.removeHandler()
      ReplCommand.terminate()
    case .notice: showNotices()
    default: break
    }
  }

  /// Takes a whole line; nil is Ctrl-D on an empty one.
  private func receive(_ line: UnsafeMutablePointer<CChar>?) {
    // Where it has told the terminal that it pastes no more, Readline has ended the line itself.
    let isLineEnded = library.hasEnded?.pointee == 1 && isOn("enable-bracketed-paste")
    library.hasEnded?.pointee = 0
    library.removeHandler()
    guard let line else {
      if !isLineEnded { _ = Console.standard.print("") }
      result = .end
      return
    }
    // A script that was pasted from elsewhere may end its lines by carriage returns.
    result = .line(String(cString: line).split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\n"))
    free(line)
  }

  /// Ctrl-C: what is typed stays on the screen, with a mark behind it.
  private func abandonLine() {
    // These draw the line, or what a search has found, so they come before anything else is written.
    library.cleanUpSignal()
    library.freeLineState()
    library.cursor.pointee = library.line.pointee.map { Int32(strlen($0)) } ?? 0
    usesColor ? draw() : library.redisplay()
    _ = Console.standard.print("^C")
    library.removeHandler()
    result = .interrupted
  }

  func remember(_ entry: String) {
    guard HistoryPolicy.keeps(entry), entry != lastEntry else { return }
    lastEntry = entry
    library.addHistory(entry)
    history?.append(entry)
  }

  func edit(_ text: String) -> String? { ExternalEditor.edit(text) }

  // MARK: Colours

  /// Readline draws what has changed, in one colour; then the line is written over itself, in its colours. The letters
  /// are the same, so nothing flickers.
  private func draw() {
    library.redisplay()
    guard let line = library.line.pointee.map({ String(cString: $0) }), showsWholeLine else { return }
    let painted = LinePainter.painted(line, after: earlier)
    guard painted != nil || isColored else { return }
    let folded = self.folded(line)
    isColored = folded != nil && painted != nil
    guard let folded else { return }
    // Behind what Readline has not written yet, so that both arrive at once.
    fputs(folded.overwriting(with: painted ?? line, promptWidth: promptWidth), library.output.pointee)
    fflush(library.output.pointee)
  }

  /// Where the characters of the line stand, by the size of the screen that Readline knows.
  private func folded(_ line: String) -> FoldedLine? {
    var (lines, columns): (Int32, Int32) = (0, 0)
    library.screenSize(&lines, &columns)
    return FoldedLine(
      line, cursorOffset: Int(library.cursor.pointee), promptWidth: promptWidth, columns: Int(columns), lines: Int(lines))
  }

  /// Readline neither asks what a terminal can do nor folds lines anew where somebody else draws them, so it is told only
  /// once it has begun, and not while the terminal changes its size.
  private func usePainter(_ isUsed: Bool) {
    library.drawer.pointee = isUsed ? { active?.draw() } : library.redisplay
  }

  /// Terminals of today fold what stands on them anew when their width changes, and keep the cursor at its character:
  /// from there the line is taken away and drawn again. Where its place is not known Readline does what it can.
  private func resize() {
    drawnSize = Self.terminalSize
    let line = library.line.pointee.map { String(cString: $0) } ?? ""
    guard showsWholeLine else { return redrawByReadline() }
    library.readScreenSize()
    let place = folded(line)
    guard place != nil || line.isEmpty else { return redrawByReadline() }
    _ = Console.standard.print(place?.erasing ?? "\r\u{1B}[K", terminator: "")
    _ = library.startNewLine()
    _ = library.forceUpdate()
  }

  private var hasNewSize: Bool {
    let size = Self.terminalSize
    return size.ws_col != drawnSize.ws_col || size.ws_row != drawnSize.ws_row
  }

  /// All zero where the terminal does not say.
  private static var terminalSize: winsize {
    var size = winsize()
    _ = ioctl(0, UInt(TIOCGWINSZ), &size)
    return size
  }

  private func redrawByReadline() {
    usePainter(false)
    library.resizeTerminal()
    usePainter(usesColor)
    if usesColor { draw() }
  }

  /// False during a search and where settings of the user's `.inputrc` change what stands on the line.
  private var showsWholeLine: Bool {
    guard library.shownPrompt.pointee == library.prompt.pointee else { return false }
    return !isOn("horizontal-scroll-mode") && !isOn("show-mode-in-prompt")
  }

  /// Whether a setting of Readline is on.
  private func isOn(_ name: String) -> Bool { library.variable(name).map { String(cString: $0) } == "on" }

  // MARK: Interruptions

  private func showNotices() {
    let lines = notices()
    guard !lines.isEmpty else { return }
    _ = Console.standard.print("\r\u{1B}[J" + lines.joined(separator: "\n"))
    _ = library.startNewLine()
    _ = library.forceUpdate()
  }

  private func suspend() {
    library.restoreTerminal()
    TerminalState.suspend()
    prepareTerminal(1)
    resize()
    _ = library.forceUpdate()
  }

  /// Readline takes a terminal that does not echo for one where nothing may show, such as a password. Here it is we who
  /// have turned the echo off.
  private func prepareTerminal(_ usesEightBits: Int32) {
    library.prepareTerminal(usesEightBits)
    _ = library.setEchoing(1)
  }

  private func askForEditor() -> Int32 {
    wantsEditor = true
    return 0
  }

  private func editLine() {
    wantsEditor = false
    library.restoreTerminal()
    _ = Console.standard.print("")
    let text = library.line.pointee.map { String(cString: $0) } ?? ""
    let edited = ExternalEditor.edit(text)
    prepareTerminal(1)
    if let edited { library.replaceLine(edited, 0) }
    library.cursor.pointee = Int32((edited ?? text).utf8.count)
    _ = library.startNewLine()
    library.redisplay()
  }

  // MARK: Completion

  /// Readline asks first where the word begins: one character before it is a break for once.
  private func wordBreaks() -> UnsafeMutablePointer<CChar>? {
    let before = textBeforeCursor
    let isRepeated = library.completionType.pointee == Int32(UInt8(ascii: "?"))
    completion = complete(earlier.isEmpty ? before : earlier + "\n" + before, isRepeated)
    let replaced = completion?.replaced ?? 0
    let scalars = before.unicodeScalars
    let boundary = scalars.dropLast(replaced).last
    // Readline looks at bytes; the last one of the character before the word cannot be inside it.
    let byte = boundary.flatMap { String($0).utf8.last } ?? 1
    breaks[0] = CChar(bitPattern: byte)
    breaks[1] = 0
    return breaks
  }

  /// Read by Readline after ``wordBreaks()`` has returned.
  private let breaks = UnsafeMutablePointer<CChar>.allocate(capacity: 2)

  private var textBeforeCursor: String {
    guard let line = library.line.pointee else { return "" }
    let bytes = UnsafeRawBufferPointer(start: line, count: Int(library.cursor.pointee))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The matches as Readline wants them: their common beginning, then each of them; it frees them.
  private func matches() -> ReadlineLibrary.Texts? {
    // Never the files of the working folder, which is what Readline would offer itself.
    library.isCompletionOver.pointee = 1
    library.appendedCharacter.pointee = 0
    let texts = (completion?.candidates ?? []).map(\.text)
    guard let first = texts.first else { return nil }
    let typed = String(String.UnicodeScalarView(textBeforeCursor.unicodeScalars.suffix(completion?.replaced ?? 0)))
    var common = Self.commonPrefix(of: texts)
    // Models that a search found need not begin with what is typed, which stays until one is chosen.
    if !common.hasPrefix(typed) { common = typed }
    let all = texts.count == 1 ? [first] : [common] + texts
    guard let memory = calloc(all.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.stride) else { return nil }
    let list = memory.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: all.count + 1)
    for (index, text) in all.enumerated() { list[index] = strdup(text) }
    return list
  }

  private static func commonPrefix(of texts: [String]) -> String {
    var prefix = Array(texts[0].unicodeScalars)
    for text in texts.dropFirst() {
      prefix = Array(zip(prefix, text.unicodeScalars).prefix { $0 == $1 }.map(\.0))
    }
    return String(String.UnicodeScalarView(prefix))
  }

  /// Shows the ways to go on: with what they are where there is room, else in columns.
  private func list(_ matches: ReadlineLibrary.Texts?, _ count: Int) {
    let candidates = completion?.candidates ?? []
    let size = LiveScreen.standard.size
    var text = "\n"
    let longest = candidates.map { DisplayWidth.of($0.text) }.max() ?? 0
    if candidates.count <= max(size.lines - 3, 5), candidates.contains(where: { !$0.detail.isEmpty }) {
      for candidate in candidates {
        var line = "  " + candidate.text
        if !candidate.detail.isEmpty {
          let room = size.columns - longest - 5
          let padding = String(repeating: " ", count: longest - DisplayWidth.of(candidate.text) + 2)
          if room > 8 { line += padding + faint(Self.cut(candidate.detail, room)) }
        }
        text += line + "\n"
      }
    } else {
      let perLine = max(1, size.columns / (longest + 2))
      let shown = candidates.prefix(perLine * max(size.lines - 3, 3))
      for (index, candidate) in shown.enumerated() {
        let isLast = index % perLine == perLine - 1 || index == shown.count - 1
        text += candidate.text
        text += isLast ? "\n" : String(repeating: " ", count: longest + 2 - DisplayWidth.of(candidate.text))
      }
      if shown.count < candidates.count { text += faint("… \(candidates.count - shown.count) more") + "\n" }
    }
    _ = Console.standard.print(text, terminator: "")
    _ = library.startNewLine()
    _ = library.forceUpdate()
  }

  private func faint(_ text: String) -> String { usesColor ? "\u{1B}[2m\(text)\u{1B}[0m" : text }

  private static func cut(_ text: String, _ width: Int) -> String {
    let line = Printable.text(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    return line.count > width ? line.prefix(width - 1) + "…" : line
  }
}
