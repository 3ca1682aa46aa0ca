import ArgumentParser
import Rep
import RepJournal
import RepValue
import Replicate

extension RunsCommand {
  /// How the API of a run is reached.
  struct API: ParsableArguments {
    @Option(name: .customLong("base-url"), help: ArgumentHelp("The API's address.", valueName: "url"))
    var baseURL: String?

    /// The client for the API of a run; what is wrong with token or address is said when it is used.
    func client(for header: RunHeader, settle: Double? = nil) -> ReplicateClient {
      var options = Engine.Options()
      if let settle { options.lookup.wait(settle) }
      let stored = Environment.isSet(TokenStore.variable) ? nil : TokenStore.stored
      return Engine(
        token: stored.map { .text($0) } ?? .environment, baseURL: baseURL ?? header.baseURL, options: options
      ).services.client
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Stop on the server what a run has left open, and give the run up.",
      discussion: """
        Creates without an answer are looked up first, which may take a little longer than --settle. Exit status 8 says \
        that nobody can tell about some whether they run.
        """)

    @OptionGroup var choice: Choice
    @OptionGroup var api: API

    @Option(
      help: ArgumentHelp("How long a create without an answer may take to be listed. (default: 2m)", valueName: "time"))
    var settle: TimeSpan?

    func run() throws {
      try Console.standard.reporting {
        let (journal, run) = try choice.take()
        guard run.header.ending?.state != .succeeded else {
          journal.release(choice.number)
          return Console.standard.print("run \(choice.number) ended well; nothing of it is canceled")
        }
        let client = api.client(for: run.header, settle: settle?.seconds)
        var open = run.calls.filter { $0.state == .open && !($0.status.map { RunStatus($0).isTerminal } ?? false) }
        let search = try lookUp(run, journal, client)
        open += search.found
        let ended = try blocking { [open] in try await Self.cancel(open, client) }
        for call in ended + search.absent { journal.record(call) }
        try blocking { [number = choice.number] in
          try await journal.end(number, RunEnding(.abandoned, message: "given up by `rep runs cancel`"))
        }
        for call in ended {
          let status = Console.standard.print("\(call.prediction ?? "") \(call.status ?? "")")
          guard status == .success else { return status }
        }
        let status = Console.standard.print(ended.isEmpty ? "nothing was open" : "\(ended.count) stopped")
        return search.unconfirmed.isEmpty ? status : .unresolved
      }
    }

    /// Creates without an answer, by what became of them.
    private struct Search {
      var found: [RecordedCall] = []
      /// Never accepted.
      var absent: [RecordedCall] = []
      var unconfirmed: [RecordedCall] = []
    }

    private func lookUp(_ run: RecordedRun, _ journal: SQLiteJournal, _ client: ReplicateClient) throws -> Search {
      var search = Search()
      let calls = run.calls.filter(\.isUndecided)
      guard !calls.isEmpty else { return search }
      Console.standard.note("looking for \(calls.count == 1 ? "1 create" : "\(calls.count) creates") without an answer")
      let undecided = UndecidedCreates(calls, in: journal, account: run.header.account, client)
      var left = Set(calls.map(\.id))
      for (var call, outcome) in try blocking({ try await undecided.lookUp() }) {
        switch outcome {
        case .adopted: search.found.append(call)
        case .absent where call.operation != Replicate.Operation.trainingsCreate.id:
          (call.state, call.reason) = (.refused, "never accepted")
          search.absent.append(call)
        // Trainings are dear: one that is not listed could still turn up.
        case .absent, .unresolved: continue
        }
        left.remove(call.id)
      }
      search.unconfirmed = calls.filter { left.contains($0.id) }
      if !search.absent.isEmpty { Console.standard.note("\(search.absent.count) never accepted") }
      for call in search.unconfirmed {
        Console.standard.note(
          "unconfirmed: \(call.name) \(call.reference) may run; see https://replicate.com/predictions")
      }
      return search
    }

    /// Cancels what runs; what has ended meanwhile is taken as it is.
    private static func cancel(_ calls: [RecordedCall], _ client: ReplicateClient) async throws -> [RecordedCall] {
      var ended: [RecordedCall] = []
      for var call in calls {
        guard let id = call.prediction else { continue }
        let isTraining = call.operation == Replicate.Operation.trainingsCreate.id
        let name = isTraining ? "training_id" : "prediction_id"
        let record = try await client.call(
          isTraining ? .trainingsGet : .predictionsGet, Replicate.Arguments([name: Value(id)]))
        call.adopt(record)
        if call.state == .open, let run = RunRecord(record) { call.adopt(try await client.cancel(run).value) }
        ended.append(call)
      }
      return ended
    }
  }
}
