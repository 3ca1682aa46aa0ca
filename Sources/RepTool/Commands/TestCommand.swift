import ArgumentParser
import Rep
import RepRuntime
import RepSyntax
import Synchronization

/// `rep test FILE…`
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the `test` blocks of scripts.",
    discussion: """
      Each file runs against a simulator of its own, so that its top-level code costs nothing; \
      --live runs it against the API. Params without default are given as flags behind one file: \
      rep test poster.rep --subject x
      """)

  @Flag(help: "Run against the API, with the token of the environment.")
  var live = false

  @Option(help: ArgumentHelp("Stop each file after this long.", valueName: "time"))
  var timeout: TimeSpan?

  @Flag(help: "Only failures and the last line.")
  var quiet = false

  @Argument(parsing: .allUnrecognized, help: "The scripts, and params of theirs.", completion: .file(extensions: ["rep"]))
  var words: [String]

  func run() throws {
    let isFlag: (String) -> Bool = { $0.hasPrefix("-") && $0 != "-" }
    let files = Array(words.prefix { !isFlag($0) })
    guard !files.isEmpty else { throw UsageError("no script is named", hint: "rep test FILE") }
    guard files.count == words.count || files.count == 1 else {
      throw UsageError("params can be given to one script at a time")
    }
    let tally = TestTally(isQuiet: quiet)
    var worst = ExitStatus.success
    for file in files {
      let status = try run(file, Array(words.dropFirst(files.count)), tally)
      if worst == .success { worst = status }
    }
    let (passed, failed) = tally.counts
    let summary = "\(passed + failed) \(passed + failed == 1 ? "test" : "tests"), \(failed) failed"
    let printed = Console.standard.print(summary)
    if failed > 0, worst == .success { worst = .scriptError }
    if worst == .success { worst = printed }
    guard worst == .success else { throw worst.thrown }
  }

  private func run(_ file: String, _ rest: [String], _ tally: TestTally) throws -> ExitStatus {
    let source = try ScriptFile.read(file)
    var options = RunOptions()
    options.isLocal = !live
    options.timeout = timeout?.duration
    options.isQuiet = quiet
    let session = try ScriptSession(options)
    guard let script = session.compile(source) else { return .invalidScript }
    let given = try ScriptArguments(rest, for: script.params)
    return session.run(
      script, params: given.params,
      goal: .tests { name, failure in tally.report(name, in: file, failure, to: session.output) })
  }
}

/// Counts tests and shows them as they end.
private final class TestTally: Sendable {
  private let results = Mutex((passed: 0, failed: 0))
  private let isQuiet: Bool

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  var counts: (passed: Int, failed: Int) { results.withLock { $0 } }

  func report(_ name: String, in file: String, _ failure: ScriptError?, to output: BufferedOutput) {
    results.withLock { results in
      if failure == nil { results.passed += 1 } else { results.failed += 1 }
    }
    if failure == nil, isQuiet { return }
    output.write(line: "\(failure == nil ? "ok    " : "FAILED") \(file): \(name)")
    guard let failure else { return }
    output.flush()
    Console.standard.complain(Report(failure))
  }
}
