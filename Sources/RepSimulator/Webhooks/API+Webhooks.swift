import RepValue

extension PredictionRecord.Webhook {
  /// The webhook that a create's body asks for; nil where it asks for none.
  /// - Throws: `APIError` 422 for an address that is neither HTTPS nor on this machine.
  init?(_ body: Value, defaults: Set<Event>) throws(APIError) {
    guard let url = body["webhook"].string else { return nil }
    guard url.hasPrefix("https://") || (url.hasPrefix("http://") && Loopback.isHost(of: url)) else {
      throw .invalid([
        InvalidField(type: "format", field: "webhook", description: "Must be an HTTPS URL")
      ])
    }
    self.url = url
    let names = body["webhook_events_filter"].array?.compactMap(\.string) ?? []
    events = names.isEmpty ? defaults : Set(names.compactMap(Event.init(rawValue:)))
  }
}

extension API {
  /// Follows a prediction (or training) to its end and sends its webhook the events that it asked for.
  func sendWebhooks(for id: String, _ kind: PredictionRecord.Kind) async {
    let timeline: KeyPath<World, World.Timeline> & Sendable = kind == .prediction ? \.predictions : \.trainings
    var sent = Progress()
    while let record = world.withLock({ $0[keyPath: timeline][id] }), let webhook = record.webhook {
      let now = clock.now
      for event in sent.events(of: record, at: now) where webhook.events.contains(event) {
        let body = (try? JSON.bytes(view(record, at: now))) ?? []
        let isLast = event == .completed
        await webhooks.send(
          body, to: webhook.url, id: "msg_\(id)_\(sent.count)", attempts: isLast ? WebhookSender.attempts : 1,
          clock: clock)
        sent.count += 1
      }
      guard let change = record.nextChange(after: now) else { return }
      // Output and logs come at most once in 500 ms.
      let next = max(change, min(now + .milliseconds(500), record.completesAt))
      guard (try? await changes.wait(for: id, until: max(next, change), clock: clock)) != nil else { return }
    }
  }

  /// What a webhook has been told so far.
  private struct Progress {
    var count = 0
    private var hasStarted = false
    private var outputs = 0
    private var logs = 0

    /// What is new at `now`.
    mutating func events(of record: PredictionRecord, at now: Moment) -> [PredictionRecord.Webhook.Event] {
      var events: [PredictionRecord.Webhook.Event] = []
      let status = record.status(at: now)
      if !hasStarted, now >= record.startsAt, record.completesAt >= record.startsAt {
        hasStarted = true
        events.append(.start)
      }
      let steps = record.steps(at: now)
      let newLogs = steps.count { !$0.logs.isEmpty }
      let newOutputs = steps.reduce(0) { $0 + $1.outputs.count } + (status == .succeeded ? 1 : 0)
      if newLogs > logs { events.append(.logs) }
      if newOutputs > outputs { events.append(.output) }
      (logs, outputs) = (newLogs, newOutputs)
      if status.isTerminal { events.append(.completed) }
      return events
    }
  }
}
