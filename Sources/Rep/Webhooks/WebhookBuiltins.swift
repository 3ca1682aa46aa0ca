import RepRuntime
import RepValue
import Replicate

/// `webhooks.verify` and `webhooks.listen`.
enum WebhookBuiltins {
  private typealias Parameter = Builtin.Parameter

  static func all(_ services: Services) -> [Builtin] { [verify(services), listen(services)] }

  private static let secret = Parameter.optional(
    "secret", .string, isNamedOnly: true, summary: "the signing secret, whsec_…; asked of the API by default")

  private static func verify(_ services: Services) -> Builtin {
    Builtin(
      "webhooks.verify",
      [
        Parameter("headers", .object, summary: "the request's headers"),
        Parameter("body", .string, summary: "the request's body as it came"),
        secret,
        .optional("tolerance", .number, isNamedOnly: true, summary: "how old a request may be; 5m by default"),
      ],
      result: .bool, effects: [.network, .clock],
      summary: "Whether a webhook's signature is Replicate's and fresh.",
      examples: [#"webhooks.verify(headers, body)"#]
    ) { (arguments) throws(ScriptError) in
      var headers: [String: String] = [:]
      try arguments.object(0).forEach { name, value in headers[name.text.lowercased()] = value.string }
      let body = Array(try arguments.string(1).buffer)
      let secret = try secret(arguments, 2, services)
      guard WebhookSignature.isReadable(secret: secret) else { throw unreadableSecret }
      let tolerance = arguments.has(3) ? try arguments.double(3) : WebhookSignature.defaultTolerance
      do throws(WebhookSignature.Refusal) {
        try WebhookSignature.verify(
          body: body, header: { headers[$0] }, secret: secret, now: services.client.configuration.time.now(),
          tolerance: tolerance)
        return .bool(true)
      } catch {
        return .bool(false)
      }
    }
  }

  private static func listen(_ services: Services) -> Builtin {
    Builtin(
      "webhooks.listen",
      [
        Parameter("port", .int, summary: "the port to listen on; 0 takes a free one"),
        .optional(
          "host", .string, isNamedOnly: true,
          summary: "the address to listen on; 127.0.0.1, which only this machine reaches, by default"),
        secret,
      ],
      effects: [.network, .clock], recording: .repeats,
      summary: "The events of webhooks as they come: signatures are verified, and each event is given once.",
      examples: ["for p in webhooks.listen port: 8080 { print p.id, p.status }"]
    ) { (arguments) throws(ScriptError) in
      guard let receiver = services.options.webhookReceiver else {
        throw ScriptError(.permission, "the host of this script has no listener for webhooks")
      }
      let port = try arguments.int(0)
      guard (0...65_535).contains(port) else {
        throw ScriptError(.argument, "`port` of `webhooks.listen` is a number from 0 to 65535, got \(port)")
      }
      let host = arguments.has(1) ? try arguments.text(1) : "127.0.0.1"
      let secret = try secret(arguments, 2, services)
      guard WebhookSignature.isReadable(secret: secret) else { throw unreadableSecret }
      let inbox = WebhookInbox(secret: secret, time: services.client.configuration.time)
      let listener = try arguments.waiting { () async throws in
        do {
          return try await receiver.listen(host: host, port: port, bodyLimit: WebhookInbox.bodyLimit) { request in
            inbox.take(request)
          }
        } catch {
          throw ScriptError(.io, "cannot listen on \(host):\(port): \(error)", hint: "`port: 0` takes a free port")
        }
      }
      return .opaque(WebhookSequence(inbox, listener, host))
    }
  }

  /// The secret that is given, else that of the account.
  private static func secret(
    _ arguments: Arguments, _ index: Int, _ services: Services
  ) throws(ScriptError) -> String {
    if arguments.has(index) { return try arguments.text(index) }
    let answer = try arguments.waiting { () async throws in try await services.client.call(.webhookSecretGet) }
    return answer["key"].string ?? ""
  }

  private static var unreadableSecret: ScriptError {
    ScriptError(
      .argument, WebhookSignature.Refusal.secretUnreadable.message,
      hint: "it is the `key` of webhooks.default.secret.get")
  }
}

/// The events that come to a port, until the value is gone. `.port` is the port's number, `.url` its address, `.id` the
/// `webhook-id` of the event that was given last.
private final class WebhookSequence: SequenceStorage, MemberContainer, @unchecked Sendable {
  private let inbox: WebhookInbox
  private let listener: any WebhookListener
  private let host: String
  // Touched only by the script thread that holds the baton.
  fileprivate var lastID: String?

  init(_ inbox: WebhookInbox, _ listener: any WebhookListener, _ host: String) {
    (self.inbox, self.listener, self.host) = (inbox, listener, host)
    super.init(kind: OpaqueKind.stream)
  }

  deinit {
    let listener = listener
    Task.detached { await listener.stop() }
  }

  override var typeName: String { "stream" }
  override var displayText: String { "<webhooks of port \(listener.port)>" }

  func member(named key: StringStorage) -> Value? {
    switch key.text {
    case "port": .int(listener.port)
    case "id": lastID.map { Value($0) } ?? .null
    case "url": Value("http://\(host.contains(":") ? "[\(host)]" : host):\(listener.port)")
    default: nil
    }
  }

  override func makeIterator() throws(ScriptError) -> SequenceIterator { WebhookIterator(self, inbox) }
}

private final class WebhookIterator: SequenceIterator {
  /// Keeps the port open as long as it is read.
  private let sequence: WebhookSequence
  private let inbox: WebhookInbox

  init(_ sequence: WebhookSequence, _ inbox: WebhookInbox) { (self.sequence, self.inbox) = (sequence, inbox) }

  override func next(_ context: ContextPointer) throws(ScriptError) -> Value? {
    let inbox = inbox
    let event = try context.pointee.wait { () async throws(ScriptError) in
      do { return try await inbox.next() } catch { throw ScriptError.wrapping(error) }
    }
    sequence.lastID = event.id
    return event.value
  }
}
