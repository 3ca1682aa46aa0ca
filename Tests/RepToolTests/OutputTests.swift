import Foundation
import Testing

/// Where results go, and what happens when nobody takes them.
@Suite(.timeLimit(.minutes(2)))
struct OutputTests {
  @Test("A reader that leaves ends the run quietly")
  func closedPipe() async throws {
    let finished = try await RepProcess.shell(
      "rep eval 'while true { print \"line\" }' | head -n 2; echo ${PIPESTATUS[0]}")
    #expect(finished.output == "line\nline\n141\n")
    #expect(finished.errors == "")
  }

  @Test(arguments: ["print 1", "for i in 1..100000 { print i }"])
  func closedOutput(_ script: String) async throws {
    let finished = try await RepProcess.shell("rep eval '\(script)' >&-")
    #expect(finished.status == 1)
    #expect(finished.errors.contains("cannot write to standard output"), "\(finished.errors)")
    #expect(finished.errors.components(separatedBy: "error").count == 2, "said once: \(finished.errors)")
  }

  @Test("A full disk is an error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() async throws {
    let finished = try await RepProcess.shell("rep eval 'print 1' >/dev/full; echo $? >&2; rep --help >/dev/full")
    #expect(finished.errors.contains("No space left on device"))
    #expect(finished.errors.contains("\n1\n"), "\(finished.errors)")
    #expect(finished.status == 1)
  }

  @Test("Nothing is lost or reordered in a long output")
  func longOutput() async throws {
    let finished = try await RepProcess.shell(
      "rep eval 'for i in 1..300000 { print i }' | sha256sum; seq 1 300000 | sha256sum")
    let sums = finished.output.split(separator: "\n")
    #expect(sums.count == 2)
    #expect(sums.first == sums.last)
  }

  @Test("What is printed and logged keeps its order")
  func order() async throws {
    let finished = try await RepProcess.shell("rep eval 'print 1; log 2; print 3; log 4' 2>&1")
    #expect(finished.output == "1\n2\n3\n4\n")
  }

  @Test("An error comes after what was printed before it")
  func errorOrder() async throws {
    let finished = try await RepProcess.shell("rep eval 'print 1; throw \"no\"' 2>&1 | head -n 2")
    #expect(finished.output == "1\nerror[user]: no\n")
  }

  @Test(arguments: [
    (["eval", "1 + 1"], "2\n"),
    (["eval", #""a\nb""#], "a\nb\n"),
    (["eval", "--json", #""a\nb""#], "\"a\\nb\"\n"),
    (["eval", "[1, {a: null}]"], "[1,{\"a\":null}]\n"),
    (["eval", "null"], ""),
    (["eval", "--json", "null"], "null\n"),
    (["eval", "--json", "12345678901234567890"], "12345678901234567890\n"),
    (["eval", "-1"], "-1\n"),
    (["eval", "--", "--1"], "1\n"),
    (["eval", "args()", "a", "b"], "[\"a\",\"b\"]\n"),
    (["eval", "print 1", "--quiet"], "1\n"),
    (["eval", "x => x"], "<fn>\n"),
  ])
  func values(_ arguments: [String], _ expected: String) async throws {
    let finished = try await RepProcess.run(arguments)
    #expect(finished.output == expected, "\(finished.errors)")
    #expect(finished.status == 0)
  }

  @Test("The value of a script is printed with --json only")
  func runValue() async throws {
    let plain = try await RepProcess.run(["run", "-"], input: "{a: 1}")
    #expect(plain.output == "")
    let json = try await RepProcess.run(["run", "-", "--json"], input: "print 7\n{a: 1}")
    #expect(json.output == "{\"a\":1}\n")
    #expect(json.errors == "7\n")
    let function = try await RepProcess.run(["run", "-", "--json"], input: "[x => x]")
    #expect(function.status == 1)
    #expect(function.errors.contains("a function cannot be written as JSON (at [0])"), "\(function.errors)")
  }

  @Test("A script on standard input needs no arguments")
  func scriptOnInput() async throws {
    let finished = try await RepProcess.run([], input: "print 6 * 7")
    #expect(finished.output == "42\n")
  }

  @Test("--quiet drops log lines and warnings, never errors")
  func quiet() async throws {
    let finished = try await RepProcess.run(["run", "--quiet", "-"], input: "log 1\nthrow \"no\"")
    #expect(finished.errors.hasPrefix("error[user]: no"))
  }

  @Test("Errors are plain where nobody sees colours")
  func colors() async throws {
    let finished = try await RepProcess.run(["eval", "nope"])
    #expect(!finished.errors.contains("\u{1B}"))
  }

  @Test("The place, the line, the hint and the calls are shown")
  func stack() async throws {
    let folder = try ScratchFolder()
    try folder.write("fn outer(x) { inner(x) }\nfn inner(x) { x.promt }\nouter({prompt: 1})\n", to: "stack.rep")
    let finished = try await RepProcess.run(["stack.rep"], in: folder.url)
    #expect(
      finished.errors == """
        error[key]: there is no key `promt`
         --> stack.rep:2:17
          |
        2 | fn inner(x) { x.promt }
          |                 ^^^^^
          in fn inner at stack.rep:2:17
          in fn outer at stack.rep:1:15
          at stack.rep:3:1
        hint: did you mean `prompt`?

        """)
  }
}
