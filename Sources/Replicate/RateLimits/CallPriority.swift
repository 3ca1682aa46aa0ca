/// Which calls go first where a rate limit lets only some go.
enum CallPriority {
  /// Look-ups of creates without an answer, and cancels: they save money, so others leave them some room.
  @TaskLocal static var isUrgent = false
}
