import Hummingbird
import RepValue

extension API {
  /// What a fault does before, or instead of, what is asked for; nil to go on with that.
  /// - Parameter call: the operation; nil for a file or a stream.
  func act(on fault: Fault.Effect, path: String, _ call: Call? = nil) async throws -> Reply? {
    switch fault {
    case .status(let status):
      return Reply(APIError(status, title: Self.title(of: status), "The simulator was told to answer so."))
    case .throttled(let seconds, let hint): return throttled(seconds: seconds, hint: hint)
    case .html(let status):
      return Reply(
        status: status,
        body: .text(
          "<!DOCTYPE html>\n<html><head><title>api.replicate.com | \(status)</title></head>"
            + "<body><h1>Error \(status)</h1><p>cloudflare</p></body></html>\n", type: "text/html; charset=UTF-8"))
    case .reset:
      tally.add { $0.statuses[0, default: 0] += 1 }
      throw Disconnect(isReset: true)
    case .acceptedLate(let delay):
      if let call, call.operation.isCreate { await performLate(call, after: delay) }
      return Reply(APIError(504, title: "Gateway Timeout", "The service took too long to answer."))
    case .delayed(let delay):
      try await clock.sleep(for: delay)
      return nil
    case .malformed:
      return Reply(status: 200, body: .bytes(Array(#"{"results": [}"#.utf8), type: "application/json"))
    case .huge(let size):
      let body = Array(#"{"results":[""#.utf8) + Array(repeating: UInt8(ascii: "x"), count: size) + Array(#""]}"#.utf8)
      return Reply(status: 200, body: .bytes(body, type: "application/json"))
    case .deep(let depth):
      let body =
        Array(repeating: UInt8(ascii: "["), count: depth) + Array(repeating: UInt8(ascii: "]"), count: depth)
      return Reply(status: 200, body: .bytes(body, type: "application/json"))
    case .redirect:
      return Reply(
        status: 307, headers: [("Location", "\(origins.delivery)/elsewhere\(path)")], body: .none)
    case .answerLost, .truncated, .slowBody, .next: return nil
    }
  }

  /// What a fault does to the reply that was due.
  func spoil(_ reply: Reply, by fault: Fault.Effect, _ call: Call? = nil) async throws -> Reply {
    switch fault {
    case .answerLost:
      tally.add { $0.statuses[0, default: 0] += 1 }
      throw Disconnect(isReset: false)
    case .truncated:
      return withBody(of: reply) { bytes, writer in
        try await writer.write(ByteBuffer(bytes: bytes.prefix(bytes.count / 2)))
        throw Disconnect(isReset: false)
      }
    case .slowBody(let duration):
      let clock = clock
      return withBody(of: reply) { bytes, writer in
        let pieces = 10
        for piece in 0..<pieces {
          try await clock.sleep(for: duration / pieces)
          let part = bytes[bytes.count * piece / pieces..<bytes.count * (piece + 1) / pieces]
          if !part.isEmpty { try await writer.write(ByteBuffer(bytes: part)) }
        }
      }
    case .next(let link):
      guard let call else { return reply }
      return withNext(link, reply, call)
    default: return reply
    }
  }

  private func withNext(_ link: Fault.NextLink, _ reply: Reply, _ call: Call) -> Reply {
    guard case .json(var page) = reply.body, page["results"].array != nil else { return reply }
    let path = call.request.uri.path
    if link == .endless {
      let number = call.queryValue("empty").flatMap { Int($0) } ?? 0
      if number > 0 { page["results"] = [] }
      page["next"] = Value("\(origins.api)\(path)?empty=\(number + 1)")
    }
    switch (link, page["next"].string, call.queryValue("cursor")) {
    case (.null, nil, _): page["next"] = "null"
    case (.http, let next?, _):
      page["next"] = Value("http://elsewhere.example" + path + next.drop { $0 != "?" })
    case (.same, _, let cursor?):
      page["next"] = Value("\(origins.api)\(path)?cursor=\(PercentEncoding.encode(cursor))")
    case (.circle, _, _?): page["next"] = Value("\(origins.api)\(path)?from=start")
    default: break
    }
    return .json(page, status: reply.status, headers: reply.headers)
  }

  /// The same reply with a known length, its body written by `write`.
  private func withBody(
    of reply: Reply,
    _ write: @escaping @Sendable (_ bytes: [UInt8], _ writer: inout any ResponseBodyWriter) async throws -> Void
  ) -> Reply {
    guard let contents = reply.contents else { return reply }
    var spoilt = reply
    spoilt.headers.append(("Content-Length", "\(contents.bytes.count)"))
    spoilt.body = .stream(type: contents.type ?? "application/octet-stream") { writer in
      try await write(contents.bytes, &writer)
    }
    return spoilt
  }

  private func throttled(seconds: Int, hint: Fault.WaitHint) -> Reply {
    var error = APIError.throttled(seconds: seconds)
    switch hint {
    case .seconds: break
    case .date:
      error.headers = [("Retry-After", (clock.now + .seconds(seconds)).httpDate)]
      error.retryAfter = nil
      error.detail = "Request was throttled."
    case .sentence:
      error.headers = []
      error.retryAfter = nil
      error.namesStatus = false
    case .none:
      error.headers = []
      error.retryAfter = nil
      error.detail = "Request was throttled."
    }
    return Reply(error)
  }

  /// Performs a create whose effect comes later: the answer that nobody gets any more is thrown away.
  private func performLate(_ call: Call, after delay: Duration) async {
    var late = call
    late.now = call.now + delay
    // A `Prefer` in it holds nothing open, because the record is of a time to come; a bad request has no effect.
    _ = try? await handle(late)
  }

  private static func title(of status: Int) -> String? {
    switch status {
    case 402: "Insufficient credit"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    default: nil
    }
  }
}
