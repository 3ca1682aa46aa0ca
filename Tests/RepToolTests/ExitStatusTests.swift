import Foundation
import RepSimulator
import Testing

/// The exit status of every sort of end, which scripts and schedulers decide by.
@Suite(.timeLimit(.minutes(2)))
struct ExitStatusTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    /// Part of what standard error says.
    let errors: String
    var input = ""
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., status: Int32, errors: String = "", input: String = "") {
      (self.arguments, self.status, self.errors, self.input) = (arguments, status, errors, input)
    }
  }

  @Test(arguments: [
    Case("eval", "1 + 1", status: 0),
    Case("run", "-", status: 0, input: "let x = 1"),
    // 1: an uncaught error
    Case("eval", #"throw "no""#, status: 1, errors: "error[user]: no"),
    Case("eval", "{a: 1}.b", status: 1, errors: "error[key]"),
    Case("eval", "[][1]", status: 1, errors: "error[index]"),
    Case("eval", "9223372036854775807 + 1", status: 1, errors: "error[number]"),
    Case("eval", "match 1 { 2 => 3 }", status: 1, errors: "error[match]"),
    Case("eval", #"throw {kind: "mine", message: "own"}"#, status: 1, errors: "error[mine]: own"),
    Case("eval", "--local", #"models.get("nobody/nothing")"#, status: 1, errors: "error[not_found]"),
    Case(
      "eval", "--local", #"await predict "black-forest-labs/flux-schnell" <promt: "x">"#, status: 1,
      errors: "did you mean `prompt`?"),
    // 2: the command line
    Case("run", status: 2, errors: "no script is named"),
    Case("eval", status: 2, errors: "no text is given"),
    Case("run", "missing.rep", status: 2, errors: "cannot read missing.rep: No such file or directory"),
    Case("missing.rep", status: 2, errors: "cannot read missing.rep"),
    Case("chekc", "x.rep", status: 2, errors: "did you mean the command `rep check`?"),
    Case("run", "/", status: 2, errors: "cannot read /: Is a directory"),
    Case("--lcoal", status: 2, errors: "Unknown option"),
    Case("run", "--lcoal", "x.rep", status: 2, errors: "did you mean --local?"),
    Case("run", "--timeout", "soon", "-", status: 2, errors: "soon"),
    Case("run", "-", "--cuont", "3", status: 2, errors: "did you mean --count?", input: "param count: int = 1"),
    Case("run", "-", status: 2, errors: "the script needs --count", input: "param count: int"),
    Case("actions", "modles.get", status: 2, errors: "did you mean models.get?"),
    Case("call", "models.get", "model_onwer=x", status: 2, errors: "did you mean model_owner?"),
    Case("call", "models.get", status: 2, errors: "needs model_owner, model_name"),
    Case("call", "models.get", "model_owner", status: 2, errors: "key=value"),
    Case("serve", "--fault", "nonsense", status: 2, errors: "nonsense"),
    Case("serve", "--port", "99999", status: 2, errors: "0 to 65535"),
    Case("serve", "--status-word", "succeeded", status: 2, errors: "status=word"),
    Case("serve", "--cut-streams", "0", status: 2, errors: "1 byte"),
    Case("eval", "--base-url", "ftp://x", "1", status: 2, errors: "not an http or https address"),
    // 3: the script
    Case("eval", "1 +", status: 3, errors: "<eval>:1:"),
    Case("eval", "prnt 1", status: 3, errors: "did you mean `print`?"),
    Case("eval", #"models.get "a/b", modle_name: "x""#, status: 3, errors: "modle_name"),
    Case("check", "-", status: 3, errors: "<stdin>:1:1", input: "nonsense"),
    // 4: token and credit
    Case("eval", "account.get()", status: 4, errors: "--local"),
    Case("call", "account.get", status: 4, errors: "REPLICATE_API_TOKEN"),
    Case("eval", #"throw {kind: "credit", message: "m"}"#, status: 4, errors: "error[credit]"),
    // 5: the model
    Case(
      "eval", "--local", "--no-preflight", #"await predict "rep/always-fails" <>"#, status: 5, errors: "error[model_failed]"),
    Case("eval", #"throw {kind: "canceled", message: "m"}"#, status: 5),
    Case("eval", #"throw {kind: "aborted", message: "m"}"#, status: 5),
    // 6: the service
    Case("eval", #"throw {kind: "throttled", message: "m"}"#, status: 6),
    Case("eval", #"throw {kind: "server", message: "m"}"#, status: 6),
    // 7: limits
    Case("eval", "fn f(n) { f(n + 1) + 1 }; f(0)", status: 7, errors: "error[limit]"),
    Case("eval", #"throw {kind: "permission", message: "m"}"#, status: 7),
    Case("eval", #"throw {kind: "unresolved", message: "m"}"#, status: 8),
    Case("eval", "--timeout", "200ms", "while true { }", status: 124, errors: "error[limit]"),
    Case("eval", "--timeout=200ms", "sleep 1h", status: 124, errors: "error[limit]"),
  ])
  func status(_ given: Case) async throws {
    let folder = try ScratchFolder()
    let finished = try await RepProcess.run(given.arguments, input: given.input, in: folder.url)
    #expect(finished.status == given.status, "\(finished.errors)")
    #expect(given.errors.isEmpty || finished.errors.contains(given.errors), "\(finished.errors)")
    if given.status == 0 { #expect(finished.errors == "") }
  }

  /// Nothing listens on a port that was just closed.
  @Test func noConnectionIsSix() async throws {
    let simulator = Simulator()
    let address = try await simulator.start()
    await simulator.stop()
    let finished = try await RepProcess.run(
      ["call", "predictions.create", "version=replicate/hello-world", #"input={"text": "Ada"}"#, "--base-url", address],
      environment: ["REPLICATE_API_TOKEN": "r8_local"])
    #expect(finished.status == 6, "\(finished.errors)")
    #expect(finished.output.contains(#""kind":"network""#), "\(finished.output)")
  }

  @Test func noCreditIsFour() async throws {
    var configuration = Simulator.Configuration()
    configuration.hasCredit = false
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    let finished = try await RepProcess.run(
      ["eval", #"await predict "replicate/hello-world" <text: "Ada">"#],
      environment: ["REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address])
    await simulator.stop()
    #expect(finished.status == 4, "\(finished.errors)")
    #expect(finished.errors.contains("error[credit]"), "\(finished.errors)")
    #expect(finished.errors.contains("https://replicate.com/account/billing"), "\(finished.errors)")
  }
}
