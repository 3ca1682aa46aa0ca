import ArgumentParser
import Rep
import RepJournal
import RepValue
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension RunsCommand {
  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resolve", abstract: "Decide what became of creates without an answer.",
      discussion: """
        Without a choice the creates are listed, with the account's predictions of that time that none of them has; on a \
        terminal a question follows. A call is named as `rep runs show` names it, such as 0:3; without one, all are meant.
        """)

    @OptionGroup var choice: Choice
    @OptionGroup var api: API

    @Option(help: ArgumentHelp("This prediction or training is the call's.", valueName: "id"))
    var adopt: String?

    @Flag(help: "It was never accepted: send it again.")
    var resend = false

    @Flag(name: .customLong("give-up"), help: "Do without it: in the script its create fails.")
    var givesUp = false

    @Argument(help: "The call.")
    var call: String?

    func validate() throws {
      guard [adopt != nil, resend, givesUp].count(where: { $0 }) <= 1 else {
        throw ValidationError("choose one of --adopt, --resend and --give-up")
      }
    }

    func run() throws {
      try Console.standard.reporting {
        let (journal, run) = try choice.take()
        defer { journal.release(choice.number) }
        let calls = run.calls.filter { $0.isUndecided && (call == nil || call == $0.name) }
        guard !calls.isEmpty else { return Console.standard.print("nothing is unresolved") }
        let client = api.client(for: run.header)
        if let adopt { return try self.adopt(adopt, calls, journal, run.header, client) }
        if resend || givesUp { return try decide(resend ? .resend : .giveUp, calls, journal) }
        let undecided = UndecidedCreates(calls, in: journal, account: run.header.account, client)
        let status = Console.standard.print(UndecidedQuestion.table(calls) + "\n\n" + (try UndecidedQuestion.list(undecided)))
        guard status == .success, isatty(0) == 1, isatty(1) == 1 else { return status }
        switch UndecidedQuestion.choice(Question.ask("[s]end again, [g]ive up, or leave it (--adopt ID takes a listed one)")) {
        case .decision(.resend): return try decide(.resend, calls, journal)
        case .decision(.giveUp): return try decide(.giveUp, calls, journal)
        default: return .success
        }
      }
    }

    private func decide(
      _ decision: CreateDecision, _ calls: [RecordedCall], _ journal: SQLiteJournal
    ) throws -> ExitStatus {
      for var call in calls {
        call.state = .refused
        call.reason = decision == .resend ? "to be sent again" : RunJournal.givenUp
        journal.record(call)
      }
      try blocking { try await journal.flush() }
      let what = calls.count == 1 ? "1 create" : "\(calls.count) creates"
      return Console.standard.print(
        decision == .resend ? "\(what) will be sent again when the script runs" : "\(what) given up")
    }

    private func adopt(
      _ id: String, _ calls: [RecordedCall], _ journal: SQLiteJournal, _ header: RunHeader, _ client: ReplicateClient
    ) throws -> ExitStatus {
      guard calls.count == 1, var call = calls.first else {
        throw UsageError(
          "--adopt is for one call", hint: "name it: rep runs resolve \(choice.number) CALL --adopt \(id)")
      }
      let isTraining = call.operation == Replicate.Operation.trainingsCreate.id
      let record = try blocking {
        try await client.call(
          isTraining ? .trainingsGet : .predictionsGet,
          Replicate.Arguments([isTraining ? "training_id" : "prediction_id": Value(id)]))
      }
      call.adopt(record)
      call.account = header.account
      guard try journal.claim(call) else { throw JournalError("\(id) serves another call already") }
      return Console.standard.print("\(id) serves call \(call.name)")
    }
  }
}
