import CReadline

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// GNU Readline, loaded when a prompt opens: `rep` works without it, and scripts start without its weight.
///
/// The names are those of the Readline manual (version 8), chapters *Readline Variables* and *Alternate Interface*.
struct ReadlineLibrary {
  let installHandler: @convention(c) (UnsafePointer<CChar>?, (@convention(c) (UnsafeMutablePointer<CChar>?) -> Void)?) -> Void
  let removeHandler: @convention(c) () -> Void
  let readCharacter: @convention(c) () -> Void
  let cleanUpSignal: @convention(c) () -> Void
  let freeLineState: @convention(c) () -> Void
  let resizeTerminal: @convention(c) () -> Void
  /// Asks for the terminal's size anew, without drawing.
  let readScreenSize: @convention(c) () -> Void
  let forceUpdate: @convention(c) () -> Int32
  let startNewLine: @convention(c) () -> Int32
  let redisplay: @convention(c) () -> Void
  let replaceLine: @convention(c) (UnsafePointer<CChar>?, Int32) -> Void
  let prepareTerminal: @convention(c) (Int32) -> Void
  let restoreTerminal: @convention(c) () -> Void
  let setEchoing: @convention(c) (Int32) -> Int32
  let addCommand: @convention(c) (UnsafePointer<CChar>?, Command?, Int32) -> Int32
  let bindKeys: @convention(c) (UnsafePointer<CChar>?, Command?) -> Int32
  let setVariable: @convention(c) (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
  let initialize: @convention(c) () -> Int32
  let addHistory: @convention(c) (UnsafePointer<CChar>?) -> Void
  let stifleHistory: @convention(c) (Int32) -> Void

  typealias Command = @convention(c) (Int32, Int32) -> Int32
  typealias Texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  typealias Completer = @convention(c) (UnsafePointer<CChar>?, Int32, Int32) -> Texts?
  typealias Lister = @convention(c) (Texts?, Int32, Int32) -> Void
  /// The stream, which is an opaque type here, and a byte or `EOF`.
  typealias KeyReader = @convention(c) (OpaquePointer?) -> Int32
  typealias Drawer = @convention(c) () -> Void
  typealias TerminalPreparer = @convention(c) (Int32) -> Void
  typealias WordBreaker = @convention(c) () -> UnsafeMutablePointer<CChar>?

  let programName: UnsafeMutablePointer<UnsafePointer<CChar>?>
  let screenSize: @convention(c) (UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?) -> Void
  let variable: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>?
  let output: UnsafeMutablePointer<UnsafeMutablePointer<FILE>?>
  /// What draws the line after each key.
  let drawer: UnsafeMutablePointer<Drawer?>
  /// The prompt, and what stands in its place during a search.
  let prompt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  let shownPrompt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  let keyReader: UnsafeMutablePointer<KeyReader?>
  let terminalPreparer: UnsafeMutablePointer<TerminalPreparer?>
  let line: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  let cursor: UnsafeMutablePointer<Int32>
  let completer: UnsafeMutablePointer<Completer?>
  let lister: UnsafeMutablePointer<Lister?>
  let wordBreaker: UnsafeMutablePointer<WordBreaker?>
  let isCompletionOver: UnsafeMutablePointer<Int32>
  let appendedCharacter: UnsafeMutablePointer<Int32>
  let sortsMatches: UnsafeMutablePointer<Int32>
  let completionType: UnsafeMutablePointer<Int32>
  let catchesSignals: UnsafeMutablePointer<Int32>
  let catchesResize: UnsafeMutablePointer<Int32>
  /// Whether Ctrl-D has ended a line: from then on, and until it is reset, an end of line is written at each line's end.
  /// Nil before Readline 8.2.
  let hasEnded: UnsafeMutablePointer<Int32>?

  /// The library under the names that systems give it. On macOS that of brew: what the system calls readline is
  /// another library.
  private static let paths = [
    "libreadline.so.8", "libreadline.so", "/opt/homebrew/opt/readline/lib/libreadline.dylib",
    "/usr/local/opt/readline/lib/libreadline.dylib",
  ]

  /// Loads the library; nil where there is none, or one that is too old.
  init?() {
    guard let handle = Self.paths.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { return nil }
    func symbol<Symbol>(_ name: String, _ type: Symbol.Type = Symbol.self) -> Symbol? {
      dlsym(handle, name).map { unsafeBitCast($0, to: Symbol.self) }
    }
    guard
      let installHandler: @convention(c) (
        UnsafePointer<CChar>?, (@convention(c) (UnsafeMutablePointer<CChar>?) -> Void)?
      ) -> Void = symbol("rl_callback_handler_install"),
      let removeHandler: @convention(c) () -> Void = symbol("rl_callback_handler_remove"),
      let readCharacter: @convention(c) () -> Void = symbol("rl_callback_read_char"),
      let cleanUpSignal: @convention(c) () -> Void = symbol("rl_callback_sigcleanup"),
      let freeLineState: @convention(c) () -> Void = symbol("rl_free_line_state"),
      let resizeTerminal: @convention(c) () -> Void = symbol("rl_resize_terminal"),
      let readScreenSize: @convention(c) () -> Void = symbol("rl_reset_screen_size"),
      let forceUpdate: @convention(c) () -> Int32 = symbol("rl_forced_update_display"),
      let startNewLine: @convention(c) () -> Int32 = symbol("rl_on_new_line"),
      let redisplay: @convention(c) () -> Void = symbol("rl_redisplay"),
      let replaceLine: @convention(c) (UnsafePointer<CChar>?, Int32) -> Void = symbol("rl_replace_line"),
      let prepareTerminal: @convention(c) (Int32) -> Void = symbol("rl_prep_terminal"),
      let restoreTerminal: @convention(c) () -> Void = symbol("rl_deprep_terminal"),
      let screenSize: @convention(c) (UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?) -> Void =
        symbol("rl_get_screen_size"),
      let variable: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>? = symbol("rl_variable_value"),
      let setEchoing: @convention(c) (Int32) -> Int32 = symbol("rl_tty_set_echoing"),
      let addCommand: @convention(c) (UnsafePointer<CChar>?, Command?, Int32) -> Int32 = symbol("rl_add_defun"),
      let bindKeys: @convention(c) (UnsafePointer<CChar>?, Command?) -> Int32 = symbol("rl_bind_keyseq_if_unbound"),
      let setVariable: @convention(c) (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32 = symbol("rl_variable_bind"),
      let initialize: @convention(c) () -> Int32 = symbol("rl_initialize"),
      let addHistory: @convention(c) (UnsafePointer<CChar>?) -> Void = symbol("add_history"),
      let stifleHistory: @convention(c) (Int32) -> Void = symbol("stifle_history")
    else { return nil }
    guard
      let programName: UnsafeMutablePointer<UnsafePointer<CChar>?> = symbol("rl_readline_name"),
      let output: UnsafeMutablePointer<UnsafeMutablePointer<FILE>?> = symbol("rl_outstream"),
      let drawer: UnsafeMutablePointer<Drawer?> = symbol("rl_redisplay_function"),
      let prompt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = symbol("rl_prompt"),
      let shownPrompt: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = symbol("rl_display_prompt"),
      let keyReader: UnsafeMutablePointer<KeyReader?> = symbol("rl_getc_function"),
      let terminalPreparer: UnsafeMutablePointer<TerminalPreparer?> = symbol("rl_prep_term_function"),
      let line: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = symbol("rl_line_buffer"),
      let cursor: UnsafeMutablePointer<Int32> = symbol("rl_point"),
      let completer: UnsafeMutablePointer<Completer?> = symbol("rl_attempted_completion_function"),
      let lister: UnsafeMutablePointer<Lister?> = symbol("rl_completion_display_matches_hook"),
      let wordBreaker: UnsafeMutablePointer<WordBreaker?> = symbol("rl_completion_word_break_hook"),
      let isCompletionOver: UnsafeMutablePointer<Int32> = symbol("rl_attempted_completion_over"),
      let appendedCharacter: UnsafeMutablePointer<Int32> = symbol("rl_completion_append_character"),
      let sortsMatches: UnsafeMutablePointer<Int32> = symbol("rl_sort_completion_matches"),
      let completionType: UnsafeMutablePointer<Int32> = symbol("rl_completion_type"),
      let catchesSignals: UnsafeMutablePointer<Int32> = symbol("rl_catch_signals"),
      let catchesResize: UnsafeMutablePointer<Int32> = symbol("rl_catch_sigwinch")
    else { return nil }
    (self.installHandler, self.removeHandler, self.readCharacter) = (installHandler, removeHandler, readCharacter)
    (self.cleanUpSignal, self.freeLineState, self.resizeTerminal) = (cleanUpSignal, freeLineState, resizeTerminal)
    (self.forceUpdate, self.startNewLine, self.redisplay) = (forceUpdate, startNewLine, redisplay)
    (self.readScreenSize, hasEnded) = (readScreenSize, symbol("rl_eof_found"))
    (self.replaceLine, self.prepareTerminal, self.restoreTerminal) = (replaceLine, prepareTerminal, restoreTerminal)
    (self.addCommand, self.bindKeys, self.setVariable) = (addCommand, bindKeys, setVariable)
    (self.initialize, self.addHistory, self.stifleHistory) = (initialize, addHistory, stifleHistory)
    (self.screenSize, self.variable, self.drawer) = (screenSize, variable, drawer)
    (self.prompt, self.shownPrompt, self.output) = (prompt, shownPrompt, output)
    (self.setEchoing, self.keyReader, self.terminalPreparer) = (setEchoing, keyReader, terminalPreparer)
    (self.programName, self.line, self.cursor) = (programName, line, cursor)
    (self.completer, self.lister, self.wordBreaker) = (completer, lister, wordBreaker)
    (self.isCompletionOver, self.appendedCharacter) = (isCompletionOver, appendedCharacter)
    (self.sortsMatches, self.completionType) = (sortsMatches, completionType)
    (self.catchesSignals, self.catchesResize) = (catchesSignals, catchesResize)
  }
}
