import Foundation
import Testing

/// A pseudo-terminal that a child gets as its descriptors, and that remembers all that was written to it.
final class TestTerminal: Sendable {
  private let reading: Int32
  /// The path of the child's side.
  let path: String
  /// The child's side; to be closed with ``closeChildSide()`` once the child has started.
  let childSide: Int32

  init(columns: Int, lines: Int) throws {
    let (reading, childSide, path) = ChildProcess.lock.withLock { () -> (Int32, Int32, String) in
      guard let (main, name) = Self.open() else { return (-1, -1, "") }
      let child = Foundation.open(name, O_RDWR | O_NOCTTY)
      for end in [main, child] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return (main, child, name)
    }
    guard childSide >= 0 else { throw POSIXError(.ENXIO) }
    (self.reading, self.childSide, self.path) = (reading, childSide, path)
    resize(columns: columns, lines: lines)
  }

  /// Gives the terminal another size; whoever runs on it is told by SIGWINCH.
  func resize(columns: Int, lines: Int) {
    var size = winsize(ws_row: UInt16(lines), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(reading, UInt(TIOCSWINSZ), &size)
  }

  /// Whether what is typed shows, and is given on line by line: how a shell leaves its terminal.
  var isAsShellsLeaveIt: Bool {
    var settings = termios()
    let wanted = tcflag_t(ECHO) | tcflag_t(ICANON)
    return tcgetattr(reading, &settings) == 0 && settings.c_lflag & wanted == wanted
  }

  deinit { close(reading) }

  /// A new pseudo-terminal and the path of its other side.
  private static func open() -> (Int32, String)? {
    #if canImport(Darwin)
      let main = posix_openpt(O_RDWR | O_NOCTTY)
      guard main >= 0, grantpt(main) == 0, unlockpt(main) == 0, let name = ptsname(main) else { return nil }
      return (main, String(cString: name))
    #else
      // Glibc hides the functions from Swift; these are what they do. `TIOCSPTLCK` unlocks, `TIOCGPTN` gives the number.
      let main = Foundation.open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, number): (Int32, UInt32) = (0, 0)
      guard main >= 0, ioctl(main, 0x4004_5431, &locked) == 0, ioctl(main, 0x8004_5430, &number) == 0 else { return nil }
      return (main, "/dev/pts/\(number)")
    #endif
  }

  func closeChildSide() { close(childSide) }

  /// Types text.
  func type(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(reading, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// All that a child writes until it has closed its side, or until `isEnough`.
  func text(until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }) async -> String {
    let (text, ending) = await text(of: nil, until: isEnough)
    if ending == .late { Issue.record("it did not come; there is: \(text)") }
    return text
  }

  /// What a child writes until its end, or until `isEnough`, and why reading ended.
  func text(
    of writer: ChildProcess?, until isEnough: @escaping @Sendable (String) -> Bool
  ) async -> (text: String, ending: PatientReader.Ending) {
    await PatientReader.read(reading, writer: writer, until: isEnough)
  }
}

/// What a terminal shows after a text: enough of ECMA-48 for lines that are redrawn in place.
struct ScreenText {
  /// The lines, those that were scrolled away included.
  private(set) var lines: [String] = [""]
  private var row = 0
  private var column = 0
  private let height: Int

  init(_ text: String, height: Int) {
    self.height = height
    let scalars = Array(text.unicodeScalars)
    var at = 0
    while at < scalars.count {
      let scalar = scalars[at]
      at += 1
      switch scalar {
      case "\r": column = 0
      case "\n":
        row += 1
        if row == lines.count { lines.append("") }
      case "\u{1B}" where at < scalars.count && scalars[at] == "[":
        var number = 0
        at += 1
        while at < scalars.count, let digit = scalars[at].properties.numericType == .decimal ? Int(String(scalars[at])) : nil {
          number = number * 10 + digit
          at += 1
        }
        if at < scalars.count { control(scalars[at], number) }
        at += 1
      default: put(scalar)
      }
    }
  }

  /// The text on the screen, without empty lines at the end.
  var text: String {
    var shown = lines
    while shown.last == "" { shown.removeLast() }
    return shown.joined(separator: "\n")
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    var line = Array(lines[row].unicodeScalars)
    while line.count <= column { line.append(" ") }
    line[column] = scalar
    column += 1
    lines[row] = String(String.UnicodeScalarView(line))
  }

  private mutating func control(_ final: Unicode.Scalar, _ number: Int) {
    switch final {
    // What has been scrolled away cannot be reached.
    case "A": row = max(row - max(1, number), lines.count - height, 0)
    case "K": lines[row] = String(lines[row].prefix(column))
    case "J":
      lines[row] = String(lines[row].prefix(column))
      lines.removeLast(lines.count - row - 1)
    default: break
    }
  }
}
