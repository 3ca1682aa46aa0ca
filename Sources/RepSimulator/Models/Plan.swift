import RepValue

/// What a model is going to do with one input, known from the start: when it begins, what it writes when, how it ends.
///
/// A prediction's state at any moment follows from its plan, so there are no timers to race with and equal seeds
/// give equal histories.
struct Plan: Sendable {
  struct Step: Sendable {
    /// How long after the model began.
    var offset: Duration
    var logs = ""
    /// Further pieces of the output.
    var outputs: [Value] = []
  }

  enum Outcome: Sendable {
    case succeeded(Value)
    case failed(String)
  }

  /// From creation to the model's beginning.
  var queued: Duration
  /// From the model's beginning to its end.
  var running: Duration
  /// In the order of their offsets, none beyond `running`.
  var steps: [Step]
  var outcome: Outcome
  /// Beside the times: token counts and the like.
  var metrics: Value = [:]

  /// A model that writes `logs`, evenly spread over `running`, and then has its result.
  static func result(
    _ output: Value, queued: Duration, running: Duration, logs: [String] = []
  ) -> Plan {
    Plan(
      queued: queued, running: running, steps: evenly(logs.map { Step(offset: .zero, logs: $0) }, over: running),
      outcome: .succeeded(output))
  }

  /// A model that gives `pieces` one after the other, evenly spread over `running`; its output is the list of them.
  static func pieces(_ pieces: [Value], queued: Duration, running: Duration, metrics: Value = [:]) -> Plan {
    Plan(
      queued: queued, running: running,
      steps: evenly(pieces.map { Step(offset: .zero, outputs: [$0]) }, over: running),
      outcome: .succeeded(Value(pieces)), metrics: metrics)
  }

  static func failure(_ error: String, queued: Duration, running: Duration, logs: [String] = []) -> Plan {
    Plan(
      queued: queued, running: running, steps: evenly(logs.map { Step(offset: .zero, logs: $0) }, over: running),
      outcome: .failed(error))
  }

  private static func evenly(_ steps: [Step], over running: Duration) -> [Step] {
    steps.enumerated().map { index, step in
      var step = step
      step.offset = running * (index + 1) / (steps.count + 1)
      return step
    }
  }

  /// The same plan with every length of time multiplied.
  func paced(by factor: Double) -> Plan {
    guard factor != 1 else { return self }
    var plan = self
    plan.queued = queued * factor
    plan.running = running * factor
    for index in plan.steps.indices { plan.steps[index].offset = steps[index].offset * factor }
    return plan
  }
}
