import Foundation
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

  /// Starts `rep` and waits for its prompt.
  /// - Parameters:
  ///   - home: the folder of an earlier session, whose history and token it shares.
  ///   - environment: replaces variables; nil removes one.
  init(
    _ arguments: [String] = ["repl", "--local"], home: ScratchFolder? = nil, environment: [String: String?] = [:],
    columns: Int = 200, lines: Int = 50
  ) async throws {
    let home = try home ?? ScratchFolder()
    self.home = home
    terminal = try TestTerminal(columns: columns, lines: lines)
    var variables: [String: String?] = [
      "HOME": home.url.path, "XDG_STATE_HOME": nil, "XDG_CONFIG_HOME": nil, "XDG_CACHE_HOME": nil, "INPUTRC": nil,
      "TERM": "xterm-256color", "NO_COLOR": nil, "COLORTERM": nil, "LANG": "C.UTF-8", "EDITOR": nil, "VISUAL": nil,
    ]
    for (name, value) in environment { variables[name] = value }
    process = try RepProcess.start(
      arguments: arguments, in: home.url, environment: variables, terminal: terminal.path)
  }

  /// Types text; Return is `\r`.
  func type(_ text: String) { terminal.type(text) }

  /// Types a line and waits for what shows after it.
  @discardableResult
  func enter(_ line: String, _ expected: String) async -> String {
    type(line + "\r")
    return await expect(expected)
  }

  /// Waits until a text shows that nobody has waited for yet, and gives all that came until then. Escape sequences
  /// and carriage returns are left out.
  @discardableResult
  func expect(_ text: String) async -> String {
    if let found = take(text) { return found }
    let before = unread.withLock { $0 }
    let more = await terminal.text { piece in Self.plain(before + piece).contains(text) }
    all.withLock { $0 += more }
    unread.withLock { $0 += more }
    return take(text) ?? "(the session ended without it)"
  }

  /// Ends the session by Ctrl-D and gives its status.
  func leave() async -> Int32 {
    type("\u{4}")
    return await end()
  }

  /// Waits for the end and gives the status.
  func end() async -> Int32 {
    let status = await process.status()
    terminal.closeChildSide()
    let more = await terminal.text()
    all.withLock { $0 += more }
    unread.withLock { $0 += more }
    return status
  }

  /// All that was written to the terminal, as it was.
  var bytes: String { all.withLock { $0 } }

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
