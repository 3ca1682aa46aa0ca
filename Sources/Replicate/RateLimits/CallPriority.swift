/// Which calls go first where a rate limit lets only some go.
enum CallPriority: Int, CaseIterable, Sendable {
  /// Cancels and look-ups of creates without an answer: they save money, so others leave them some room.
  case urgent
  case single
  case list

  /// Set while creates without an answer are looked up.
  @TaskLocal static var isUrgent = false
  /// Set while the states of runs are read: that leaves a part of each class to everybody else.
  @TaskLocal static var isPolling = false

  init(_ operation: Operation) {
    let isCancel = operation == .predictionsCancel || operation == .trainingsCancel
    self = isCancel || Self.isUrgent ? .urgent : operation.response == .page ? .list : .single
  }
}
