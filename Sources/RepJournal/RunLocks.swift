import Rep
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which runs of a journal are alive: each holds a lock on a file of its own (flock(2)), which a kill lets go and a
/// suspended process keeps.
final class RunLocks: Sendable {
  private let path: String
  private let held = Mutex<[Int: Int32]>([:])

  init(journal path: String) { self.path = path }

  deinit {
    for run in held.withLock({ Array($0.keys) }) { release(run) }
  }

  /// Takes a run; false where another process has it.
  func take(_ run: Int) throws(JournalError) -> Bool {
    if held.withLock({ $0[run] != nil }) { return true }
    let file = name(run)
    while true {
      let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw JournalFile.failure("cannot lock the run in", file) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        return false
      }
      // Whoever had it may have removed the file between the two calls: then the lock is one on nothing.
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_nlink > 0 else {
        close(descriptor)
        continue
      }
      held.withLock { $0[run] = descriptor }
      return true
    }
  }

  /// Lets a run go.
  func release(_ run: Int) {
    guard let descriptor = held.withLock({ $0.removeValue(forKey: run) }) else { return }
    // Removed while it is held, so that nobody takes a lock on a file that is about to vanish and keeps it.
    unlink(name(run))
    close(descriptor)
  }

  /// Whether any process has a run.
  func isTaken(_ run: Int) -> Bool {
    if held.withLock({ $0[run] != nil }) { return true }
    let descriptor = open(name(run), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return true }
    return false
  }

  private func name(_ run: Int) -> String { "\(path).run-\(run)" }
}
