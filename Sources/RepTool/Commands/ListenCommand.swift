import ArgumentParser
import Rep
import RepSyntax
import RepValue

/// `rep listen --port N`
struct ListenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Receive webhooks and print their events as JSON lines.",
    discussion: """
      rep listen --port 8080 | jq .status

      Each event is a line of standard output: the prediction or training as the webhook brought it, with the id of \
      the delivery as "webhook_id" in front. Requests whose signature or time does not fit are refused, and an event \
      that comes twice is printed once. Replicate sends to \
      HTTPS addresses only: put a tunnel or a proxy with a certificate in front. The signing secret is that of the \
      account, unless REPLICATE_WEBHOOK_SIGNING_SECRET holds one. Ctrl-C ends it.
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port = 8080

  @Option(help: "The address to listen on. Anything but a loopback address lets other machines in.")
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("End after this many events.", valueName: "number"))
  var count: Int?

  @Option(help: ArgumentHelp("Stop after this long: 30s, 5m, 1h30m.", valueName: "time"))
  var timeout: TimeSpan?

  @Flag(help: "Do not say where it listens.")
  var quiet = false

  @Option(
    name: .customLong("base-url"),
    help: ArgumentHelp("The API's address, with or without /v1. (default: $REPLICATE_BASE_URL)", valueName: "url"))
  var baseURL: String?

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("a port is a number from 0 to 65535") }
    guard count ?? 1 > 0 else { throw ValidationError("the number of events is at least 1") }
  }

  /// The command is a script: signals, time limit and output are those of every script.
  private static let script = """
    param port: int
    param host: string
    param secret: any = null
    param count: int
    let events = if secret == null { webhooks.listen(port, host:) } else { webhooks.listen(port, host:, secret:) }
    log "rep: listening on \\(events.url)"
    var left = count
    for event in events {
      print json.text(if type(event) == "object" { {webhook_id: events.id, ...event} } else { event })
      left -= 1
      if left == 0 { break }
    }
    """

  func run() throws {
    var options = RunOptions()
    options.timeout = timeout?.duration
    options.isQuiet = quiet
    options.baseURL = baseURL
    let session = try ScriptSession(options)
    guard let script = session.compile(Source(name: "<listen>", text: Self.script)) else {
      throw ExitStatus.invalidScript.thrown
    }
    var params: [String: Value] = ["port": .int(port), "host": Value(host), "count": .int(count ?? -1)]
    if let secret = Environment.text("REPLICATE_WEBHOOK_SIGNING_SECRET") { params["secret"] = Value(secret) }
    let status = session.run(script, params: params)
    // Ctrl-C is how it is ended, not how it fails.
    guard status == .success || status == .interrupted else { throw status.thrown }
  }
}
