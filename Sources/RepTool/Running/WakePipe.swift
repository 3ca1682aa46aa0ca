import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where signal handlers write to; a handler can hold nothing of its own.
private let signalDescriptor = Atomic<Int32>(-1)

/// What the main thread waits on while others work: a pipe, because a signal handler may write to one.
struct WakePipe: Sendable {
  /// What may have happened.
  enum Event: UInt8 {
    /// The work is done.
    case finished
    /// Output waits to be written.
    case output
    /// SIGINT.
    case interrupt
    /// SIGTERM, or the terminal has gone.
    case terminate
    /// There is something to show.
    case progress
    /// At a prompt: there is something to tell.
    case notice
    /// SIGWINCH.
    case resized
    /// SIGTSTP.
    case suspend
    /// Something can be read; see ``next(orInputOn:)``.
    case input
  }

  private let reading: Int32
  private let writing: Int32

  /// Nil when the process has no descriptors left.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A full pipe wakes as well as a fuller one.
    _ = fcntl(writing, F_SETFL, O_NONBLOCK)
  }

  /// Wakes the reader.
  func send(_ event: Event) {
    var byte = event.rawValue
    _ = write(writing, &byte, 1)
  }

  /// The next event; nil when none comes within the milliseconds given.
  func next(within milliseconds: Int32?) -> Event? {
    var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    let count = poll(&waiting, 1, milliseconds ?? -1)
    // A signal ends the wait, and has written its event.
    if count < 0 && errno == EINTR { return next(within: 0) }
    guard count > 0 else { return nil }
    var byte: UInt8 = 0
    guard read(reading, &byte, 1) == 1 else { return nil }
    return Event(rawValue: byte)
  }

  /// The next event, or that another descriptor can be read.
  func next(orInputOn descriptor: Int32) -> Event? {
    var waiting = [
      pollfd(fd: reading, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&waiting, 2, -1)
    if count < 0 { return errno == EINTR ? next(within: 0) : nil }
    if waiting[0].revents != 0 { return next(within: 0) }
    return waiting[1].revents != 0 ? .input : nil
  }

  /// From now on SIGWINCH and SIGTSTP arrive as events too: a prompt is open.
  func receiveTerminalSignals() {
    handle(SIGWINCH) { _ in forward(.resized) }
    handle(SIGTSTP) { _ in forward(.suspend) }
  }

  /// From now on SIGINT, SIGTERM and SIGHUP arrive as events.
  func receiveSignals() {
    signalDescriptor.store(writing, ordering: .relaxed)
    handle(SIGINT) { _ in forward(.interrupt) }
    handle(SIGTERM) { _ in forward(.terminate) }
    handle(SIGHUP) { _ in forward(.terminate) }
  }

  private func handle(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    action.sa_flags = Int32(SA_RESTART)
    sigaction(signal, &action, nil)
  }
}

/// Runs inside a signal handler: no allocation, no lock.
private func forward(_ event: WakePipe.Event) {
  let saved = errno
  var byte = event.rawValue
  _ = write(signalDescriptor.load(ordering: .relaxed), &byte, 1)
  errno = saved
}
