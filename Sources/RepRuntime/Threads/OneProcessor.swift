import CRepSupport

/// Keeps threads that hand something to each other, of which only one works at a time, on one processor.
///
/// The system wakes a thread on another processor while the one that wakes it has not gone to sleep yet, which takes
/// five times as long as going on where it was. So each stays where the first was for as long as it sleeps; while it
/// works it may go anywhere, and so may the threads that it starts. Does nothing where the system has no means for it.
struct OneProcessor {
  private enum State {
    case unknown
    case known(Int32, all: rep_processors)
    case unusable
  }
  private var state = State.unknown

  /// Keeps the calling thread to the processor.
  /// - Returns: whether ``leave()`` is to be called once it is awake.
  mutating func enter() -> Bool {
    if case .unknown = state {
      var all = rep_processors()
      let number = rep_current_processor(&all)
      state = number < 0 ? .unusable : .known(number, all: all)
    }
    guard case .known(let number, _) = state else { return false }
    if rep_keep_to_processor(number) { return true }
    state = .unusable
    return false
  }

  /// Lets the calling thread run anywhere again.
  func leave() {
    if case .known(_, var all) = state { rep_use_processors(&all) }
  }
}
