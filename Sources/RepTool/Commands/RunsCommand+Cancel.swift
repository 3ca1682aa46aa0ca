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
    func client(for header: RunHeader) -> ReplicateClient {
      Engine(baseURL: baseURL ?? header.baseURL).services.client
    }
  }

  struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "cancel", abstract: "Stop on the server what a run has left open, and give the run up.")

    @OptionGroup var choice: Choice
    @OptionGroup var api: API

    func run() throws {
      try Console.standard.reporting {
        let (journal, run) = try choice.take()
        guard run.header.ending?.state != .succeeded else {
          journal.release(choice.number)
          return Console.standard.print("run \(choice.number) ended well; nothing of it is canceled")
        }
        let client = api.client(for: run.header)
        let open = run.calls.filter { $0.state == .open }
        let ended = try blocking { try await Self.cancel(open, client) }
        for call in ended { journal.record(call) }
        try blocking { [number = choice.number] in
          try await journal.end(number, RunEnding(.abandoned, message: "given up by `rep runs cancel`"))
        }
        for call in ended {
          let status = Console.standard.print("\(call.prediction ?? "") \(call.status ?? "")")
          guard status == .success else { return status }
        }
        let undecided = run.calls.count(where: \.isUndecided)
        if undecided > 0 {
          Console.standard.note("\(undecided) without an answer may be running: see https://replicate.com/predictions")
        }
        return Console.standard.print(ended.isEmpty ? "nothing was open" : "\(ended.count) stopped")
      }
    }

    private static func cancel(_ calls: [RecordedCall], _ client: ReplicateClient) async throws -> [RecordedCall] {
      var ended: [RecordedCall] = []
      for var call in calls {
        guard let record = call.record, let run = RunRecord(try JSON.parse(record)) else { continue }
        call.adopt(try await client.cancel(run).value)
        ended.append(call)
      }
      return ended
    }
  }
}
