import Foundation
import RepSimulator
import Synchronization
import Testing

/// `rep` at a pseudo-terminal: what is typed, and what shows.
final class PromptSession: Sendable {
  let terminal: TestTerminal
  let process: ChildProcess
  /// Where the session keeps its files.
  let home: ScratchFolder
  private let unread = Mutex("")
  private let all = Mutex("")

  /// What showed before the first prompt.
  let greeting: String

  /// Something that was waited for and did not show.
  struct Missing: Error, CustomStringConvertible {
    let text: String
    let screen: String
    var description: String { "\(text.debugDescription) did not show; there is:\n\(screen)" }
  }

  /// Starts `rep` and waits for its prompt.
  /// - Parameters:
  ///   - prompt: what shows once it can be typed to.
  ///   - home: the folder of an earlier session, whose history and token it shares.
  ///   - environment: replaces variables; nil removes one.
  init(
    _ arguments: [String] = ["repl", "--local"], prompt: String = "rep> ", home: ScratchFolder? = nil,
    environment: [String: String?] = [:], columns: Int = 200, lines: Int = 50
  ) async throws {
    let home = try home ?? ScratchFolder()
    self.home = home
    let terminal = try TestTerminal(columns: columns, lines: lines)
    var variables: [String: String?] = [
      "HOME": home.url.path, "XDG_STATE_HOME": nil, "XDG_CONFIG_HOME": nil, "XDG_CACHE_HOME": nil, "INPUTRC": nil,
      "TERM": "xterm-256color", "NO_COLOR": nil, "COLORTERM": nil, "LANG": "C.UTF-8", "EDITOR": nil, "VISUAL": nil,
    ]
    for (name, value) in environment { variables[name] = value }
    let process = try RepProcess.start(
      arguments: arguments, in: home.url, environment: variables, terminal: terminal.path)
    (self.terminal, self.process) = (terminal, process)
    let (text, ending) = await terminal.text(of: process) { Self.plain($0).contains(prompt) }
    guard ending == .enough else { throw Missing(text: prompt, screen: text) }
    all.withLock { $0 = text }
    let parts = Self.plain(text).components(separatedBy: prompt)
    greeting = parts[0]
    unread.withLock { $0 = parts.dropFirst().joined(separator: prompt) }
  }

  /// Types text; Return is `\r`.
  func type(_ text: String) { terminal.type(text) }

  /// Types a line, waits for what shows after it, and then for the next prompt.
  /// - Returns: what came until then.
  @discardableResult
  func enter(_ line: String, _ expected: String = "rep> ") async throws -> String {
    type(line + "\r")
    let text = try await expect(expected)
    return expected.hasSuffix("> ") ? text : try await text + expect("rep> ")
  }

  /// Types a line that goes on running, and waits for what it shows.
  func start(_ line: String, showing expected: String) async throws {
    type(line + "\r")
    try await expect(expected)
  }

  /// Waits until a text shows that nobody has waited for yet, and gives all that came until then. Escape sequences
  /// and carriage returns are left out.
  @discardableResult
  func expect(_ text: String) async throws -> String {
    if let found = take(text) { return found }
    let before = unread.withLock { $0 }
    let (more, _) = await terminal.text(of: process) { piece in Self.plain(before + piece).contains(text) }
    all.withLock { $0 += more }
    unread.withLock { $0 += more }
    guard let found = take(text) else { throw Missing(text: text, screen: plainText) }
    return found
  }

  /// Waits until what was written, escape sequences included, ends with a text. What came before is not waited for again.
  func settle(endingWith ending: String) async throws {
    defer { unread.withLock { $0 = "" } }
    let before = bytes
    if before.hasSuffix(ending) { return }
    let (more, _) = await terminal.text(of: process) { (before + $0).hasSuffix(ending) }
    all.withLock { $0 += more }
    guard bytes.hasSuffix(ending) else { throw Missing(text: ending, screen: plainText) }
  }

  /// Types Ctrl-C and waits for the prompt after it.
  func interrupt() async throws {
    type("\u{3}")
    try await expect("^C")
    try await expect("rep> ")
  }

  /// Ends the session by Ctrl-D and gives its status.
  func leave() async throws -> Int32 {
    type("\u{4}")
    return try await end()
  }

  /// Waits for the end and gives the status.
  func end() async throws -> Int32 {
    terminal.closeChildSide()
    let (more, ending) = await terminal.text(of: process) { _ in false }
    all.withLock { $0 += more }
    unread.withLock { $0 += more }
    guard ending == .end else { throw Missing(text: "the end", screen: plainText) }
    return await process.status()
  }

  /// All that was written to the terminal, as it was.
  var bytes: String { all.withLock { $0 } }

  /// All that was written to the terminal, without escape sequences.
  var plainText: String { Self.plain(bytes) }

  /// What came since the last text that was waited for.
  var rest: String { Self.plain(unread.withLock { $0 }) }

  private func take(_ text: String) -> String? {
    unread.withLock { unread in
      let plain = Self.plain(unread)
      guard let range = plain.range(of: text) else { return nil }
      unread = String(plain[range.upperBound...])
      return String(plain[..<range.upperBound])
    }
  }

  /// Text without escape sequences (ECMA-48), bells and carriage returns.
  static func plain(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var scalars = text.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      switch scalar {
      case "\u{1B}":
        guard let kind = scalars.next() else { break }
        if kind == "[" {
          while let next = scalars.next(), !("@"..."~").contains(next) { _ = next }
        } else if kind == "]" {
          while let next = scalars.next(), next != "\u{7}" { _ = next }
        }
      case "\r", "\u{7}": break
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension PromptSession {
  /// Runs a body with a service whose slow model never ends by itself.
  static func withSlowService(_ body: ([String: String?]) async throws -> Void) async throws {
    var configuration = Simulator.Configuration()
    configuration.slowModelDuration = .seconds(600)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    do {
      try await body(["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address])
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }
}
