import ArgumentParser
import Rep
import RepJournal
import RepRuntime
import RepValue
import Replicate

extension RunsCommand {
  /// How the API of a run is reached.
  struct API: ParsableArguments {
    @Option(name: .customLong("base-url"), help: ArgumentHelp("The API's address.", valueName: "url"))
    var baseURL: String?

    /// The client for the API of a run; what is wrong with token or address is said when it is used.
    func client(for header: RunHeader) -> ReplicateClient {
      Engine(baseURL: baseURL ?? header.baseURL).services.client
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Stop on the server what a run has left open, and give the run up.")

    @OptionGroup var place: Place
    @OptionGroup var api: API

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let recorded = try journal.load(number)
        guard recorded.header.ending?.state != .succeeded else {
          return Console.standard.print("run \(number) ended well; nothing of it is canceled")
        }
        guard try journal.hold(number) else {
          throw JournalError("run \(number) is running (\(recorded.header.owner))", hint: "stop it with Ctrl-C or kill")
        }
        let client = api.client(for: recorded.header)
        let open = recorded.calls.filter { $0.state == .open }
        let ended = try blocking { try await Self.cancel(open, client) }
        for call in ended { journal.record(call) }
        try blocking { [number] in
          try await journal.end(number, RunEnding(.abandoned, message: "given up by `rep runs cancel`"))
        }
        let unanswered = recorded.calls.count { [.intended, .unanswered, .unresolved].contains($0.state) }
        for call in ended {
          let status = Console.standard.print("\(call.prediction ?? "") \(call.status ?? "")")
          guard status == .success else { return status }
        }
        if unanswered > 0 {
          Console.standard.note("\(unanswered) without an answer may be running: see https://replicate.com/predictions")
        }
        return Console.standard.print(ended.isEmpty ? "nothing was open" : "\(ended.count) stopped")
      }
    }

    private static func cancel(_ calls: [RecordedCall], _ client: ReplicateClient) async throws -> [RecordedCall] {
      var ended: [RecordedCall] = []
      for var call in calls {
        guard let record = call.record, let run = RunRecord(try JSON.parse(record)) else { continue }
        let final = try await client.cancel(run)
        call.status = final.value["status"].string
        if final.isTerminal { call.state = .done }
        call.record = try JSON.bytes(final.value)
        ended.append(call)
      }
      return ended
    }
  }

  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resolve", abstract: "Decide what became of creates without an answer.",
      discussion: """
        Without a choice the creates are listed, with the account's predictions of that time that none of them has. \
        A call is named as `rep runs show` names it, such as 0:3; without one, all are meant.
        """)

    @OptionGroup var place: Place
    @OptionGroup var api: API

    @Option(help: ArgumentHelp("This prediction or training is the call's.", valueName: "id"))
    var adopt: String?

    @Flag(help: "It was never accepted: send it again.")
    var resend = false

    @Flag(name: .customLong("give-up"), help: "Do without it: in the script its create fails.")
    var givesUp = false

    @Argument(help: ArgumentHelp("The run's number.", valueName: "run"))
    var number: Int

    @Argument(help: "The call.")
    var call: String?

    func validate() throws {
      guard [adopt != nil, resend, givesUp].count(where: { $0 }) <= 1 else {
        throw ValidationError("choose one of --adopt, --resend and --give-up")
      }
    }

    func run() throws {
      try Console.standard.reporting {
        let journal = try place.open()
        let recorded = try journal.load(number)
        guard try journal.hold(number) else {
          throw JournalError("run \(number) is running (\(recorded.header.owner))", hint: "stop it first")
        }
        defer { journal.release(number) }
        let open = recorded.calls.filter { open in
          [.intended, .unanswered, .unresolved].contains(open.state)
            && (call == nil || call == "\(open.place.thread):\(open.place.ordinal)")
        }
        guard !open.isEmpty else { return Console.standard.print("nothing is unresolved") }
        let client = api.client(for: recorded.header)
        if let adopt {
          return try self.adopt(adopt, open, journal, recorded.header, client)
        }
        guard resend || givesUp else { return try list(open, journal, recorded.header, client) }
        for var call in open {
          call.state = .refused
          call.reason = resend ? "to be sent again" : RunJournal.givenUp
          journal.record(call)
        }
        try blocking { try await journal.flush() }
        let what = open.count == 1 ? "1 create" : "\(open.count) creates"
        return Console.standard.print(
          resend ? "\(what) will be sent again when the script runs" : "\(what) given up")
      }
    }

    private func adopt(
      _ id: String, _ open: [RecordedCall], _ journal: SQLiteJournal, _ header: RunHeader, _ client: ReplicateClient
    ) throws -> ExitStatus {
      guard open.count == 1, var call = open.first else {
        throw UsageError("--adopt is for one call", hint: "name it: rep runs resolve \(number) CALL --adopt \(id)")
      }
      let operation: Replicate.Operation = call.operation == "trainings.create" ? .trainingsGet : .predictionsGet
      let name = call.operation == "trainings.create" ? "training_id" : "prediction_id"
      let record = try blocking { try await client.call(operation, Replicate.Arguments([name: Value(id)])) }
      guard try journal.claim(id, account: header.account, call: call.id) else {
        throw JournalError("\(id) serves another call already")
      }
      call.adopt(record)
      let adopted = call
      journal.record(adopted)
      try blocking { try await journal.flush() }
      return Console.standard.print("\(id) serves call \(call.place.thread):\(call.place.ordinal)")
    }

    /// The creates without an answer, and what of the account's list could be theirs.
    private func list(
      _ open: [RecordedCall], _ journal: SQLiteJournal, _ header: RunHeader, _ client: ReplicateClient
    ) throws -> ExitStatus {
      var rows = [["CALL", "MODEL", "SENT", "WHY"]]
      for call in open {
        rows.append([
          "\(call.place.thread):\(call.place.ordinal)", call.reference, call.sentLow.map(RunTimes.text) ?? "–",
          call.reason ?? call.state.rawValue,
        ])
      }
      var status = Console.standard.print(TextTable.columns(rows))
      guard status == .success, let first = open.compactMap(\.sentLow).min() else { return status }
      let page = try blocking {
        try await client.call(.predictionsList, ["created_after": .float((first - 5).rounded(.down))])
      }
      let listed = page["results"].array ?? []
      let claimed = try journal.claimed(among: listed.compactMap { $0["id"].string }, account: header.account)
      let free = listed.filter { $0["id"].string.map { !claimed.contains($0) } ?? false }
      var shown = [["ID", "MODEL", "CREATED", "STATUS"]]
      for record in free.prefix(20) {
        shown.append(["id", "model", "created_at", "status"].map { record[$0].string ?? "–" })
      }
      status = Console.standard.print(
        free.isEmpty
          ? "\nthe account lists nothing since then that serves no call"
          : "\nlisted since then, serving no call:\n" + TextTable.columns(shown))
      return status
    }
  }
}
