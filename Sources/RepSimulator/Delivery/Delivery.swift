import Hummingbird
import RepValue

/// The other origin: output files, event streams, and whatever else must never be told the token.
struct Delivery: Sendable {
  let api: API

  func respond(to request: Request) async throws -> Reply {
    let path = request.uri.path
    // What was meant for another server, which had this port before, is none of this one's.
    if api.accepts(request.headers[.authorization]) {
      api.tally.add { $0.tokensSeenElsewhere += 1 }
      if api.configuration.refusesTokenElsewhere { return Reply(.unauthenticated) }
    }
    let parts = path.split(separator: "/").map(String.init)
    switch (request.method, parts.first) {
    case (_, "elsewhere"):
      api.tally.add { $0.redirectsFollowed += 1 }
      return .json(["detail": "You followed a redirect to another origin."])
    case (.get, "delivery"), (.head, "delivery"):
      return try await reply(to: path, "delivery") { file(path) }
    case (.get, "v1") where parts.count == 3 && ["streams", "files"].contains(parts[1]):
      return try await reply(to: path, "streams") { stream(parts[2], request) }
    default: return Reply(.notFound)
    }
  }

  private func reply(to path: String, _ place: String, _ usual: () -> Reply) async throws -> Reply {
    guard let fault = api.faults.next(atPlace: place) else { return usual() }
    if let instead = try await api.act(on: fault, path: path) { return instead }
    return try await api.spoil(usual(), by: fault)
  }

  private func file(_ path: String) -> Reply {
    let now = api.clock.now
    let (stored, record) = api.world.withLock { world in
      let stored = world.artifacts[path]
      return (stored, stored.flatMap { world.record($0.predictionID) })
    }
    // A file appears when its prediction has come so far, and goes with its data.
    guard let stored, let record, now >= record.startsAt,
      !record.isDataRemoved(at: now, retention: api.configuration.outputRetention)
    else { return Reply(status: 404, body: .text("Not Found", type: "text/plain")) }
    api.tally.add { $0.deliveries += 1 }
    return Reply(
      status: 200, headers: [("Cache-Control", "public, max-age=3600")],
      body: .bytes(stored.artifact.contents(), type: stored.artifact.contentType))
  }

  private func stream(_ id: String, _ request: Request) -> Reply {
    guard let record = api.world.withLock({ $0.predictions[id] }), record.createdAt <= api.clock.now else {
      return Reply(.notFound)
    }
    let lastEventID = request.headers.first { $0.name.canonicalName == "last-event-id" }?.value
    api.tally.add { tally in
      tally.streams += 1
      if lastEventID != nil { tally.streamsResumed += 1 }
    }
    let events = EventStream(api: api, id: id, lastEventID: lastEventID)
    return Reply(
      status: 200, headers: [("Cache-Control", "no-store")],
      body: .stream(type: "text/event-stream") { writer in try await events.write(to: &writer) })
  }
}

extension World {
  /// A prediction, training or example by id.
  func record(_ id: String) -> PredictionRecord? {
    predictions[id] ?? trainings[id] ?? examples.values.lazy.joined().first { $0.id == id }
  }
}
