import CRepSupport
import Foundation
import Synchronization
import Testing

/// A process that a test starts. Foundation's own lets every child inherit the pipes of those started meanwhile, so that
/// with tests side by side a pipe may never end.
final class ChildProcess: Sendable {
  /// The number of the process.
  private let identifier: pid_t
  private let isOver = Mutex(false)

  /// Held while a pipe is made, so that no child starts before the pipe is closed to children.
  static let lock = NSLock()

  /// Starts a program.
  /// - Parameters:
  ///   - descriptors: what the child gets as 0, 1 and 2.
  ///   - terminal: the path of a terminal that it gets instead of them, as the leader of a session of its own: Ctrl-C
  ///     typed there reaches it.
  init(
    _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String],
    descriptors: [Int32], terminal: String? = nil
  ) throws {
    // The shell changes the folder and becomes the program: not every C library can do it while spawning.
    // The first terminal that the leader of a session opens becomes its own.
    let redirection = terminal.map { " < '\($0)' > '\($0)' 2>&1" } ?? ""
    let shell = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"\(redirection)", folder.path, executable.path]
    var words = (shell + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var identifier: pid_t = 0
    let given = (0..<3).map { $0 < descriptors.count ? descriptors[$0] : -1 }
    let code = ChildProcess.lock.withLock {
      rep_spawn(&identifier, shell[0], &words, &variables, given, terminal == nil ? 0 : 1)
    }
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    self.identifier = identifier
  }

  /// No child outlives the test that started it.
  deinit {
    guard !isOver.withLock({ $0 }) else { return }
    kill(identifier, SIGKILL)
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
  }

  /// Whether it has ended, waited for or not.
  var hasEnded: Bool {
    isOver.withLock { isOver in
      var information = siginfo_t()
      return isOver || waitid(P_PID, id_t(identifier), &information, WEXITED | WNOHANG | WNOWAIT) == 0
        && information.si_signo != 0
    }
  }

  /// Sends a signal.
  func send(_ signal: Int32) {
    // Once it has been waited for, the number may be another process's.
    isOver.withLock { if !$0 { kill(identifier, signal) } }
  }

  /// How long is waited for an end. It measures nothing.
  private static let limit: DispatchTimeInterval = .seconds(170)

  /// Waits for the end on a thread of its own: 128 + signal for a process that a signal ended. To be called once.
  ///
  /// A process that does not end is killed, so that the test fails instead of standing still.
  func status() async -> Int32 {
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.limit) { [weak self] in self?.send(SIGKILL) }
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
        var status: Int32 = 0
        isOver.withLock { isOver in
          while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
          isOver = true
        }
        let signal = status & 0x7F
        continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
      }
    }
  }
}

/// A pipe whose ends no other child inherits.
final class TestPipe: Sendable {
  private let reading: Int32
  /// Given to a child; to be closed with ``closeWriting()`` once it has started.
  let writing: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    let code = ChildProcess.lock.withLock {
      let code = pipe(&ends)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return code
    }
    guard code == 0 else { throw POSIXError(.EMFILE) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit { close(reading) }

  func closeWriting() { close(writing) }

  /// Reads to the end or until `isEnough`; that is asked after every piece.
  func text(until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }) async -> String {
    let (text, ending) = await PatientReader.read(reading, until: isEnough)
    if ending == .late { Issue.record("it did not come; there is: \(text)") }
    return text
  }
}
