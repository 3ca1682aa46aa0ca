import Foundation
import Testing

/// Whatever a file holds, the answer is an error with a place, never a crash.
@Suite(.timeLimit(.minutes(3)))
struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let status: Int32
    let errors: String
    var testDescription: String { name }

    init(_ name: String, _ text: String, status: Int32 = 3, errors: String) {
      self.init(name, Array(text.utf8), status: status, errors: errors)
    }

    init(_ name: String, _ bytes: [UInt8], status: Int32 = 3, errors: String) {
      (self.name, self.bytes, self.status, self.errors) = (name, bytes, status, errors)
    }
  }

  @Test(arguments: [
    Case("NUL bytes", [0x70, 0, 0, 0x31], errors: "NUL byte"),
    Case("invalid UTF-8", Array("print \"".utf8) + [0xFF, 0xFE, 0xC0] + Array("\"".utf8), errors: "not UTF-8"),
    Case("brackets", String(repeating: "[", count: 10_000), errors: "error[too-deep]"),
    Case("closing brackets", String(repeating: ")", count: 10_000), errors: "script.rep:1:1"),
    Case("deep blocks", String(repeating: "if true {", count: 10_000), errors: "error["),
    Case("minus signs", "let x = " + String(repeating: "- ", count: 100_000) + "1", errors: "error["),
    Case("not", "let x = " + String(repeating: "not ", count: 100_000) + "1", errors: "error["),
    Case("unterminated string", "print \"abc", errors: "script.rep:1:7"),
    Case("an image", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], errors: "error["),
    Case("an import of itself", "import \"script.rep\" as me", errors: "import each other"),
    Case("a missing import", "import \"no.rep\" as no", errors: "script.rep:1:8"),
    Case(
      "a list 100,000 deep", "var x = []\nfor i in 1..100000 { x = [x] }\nprint len(x)", status: 0, errors: ""),
    Case("recursion", "fn f() { [f()] }\nf()", status: 7, errors: "more calls"),
    Case("mutual recursion", "fn f() { g() + 1 }\nfn g() { f() + 1 }\nf()", status: 7, errors: "in fn"),
  ])
  func file(_ given: Case) async throws {
    let folder = try ScratchFolder()
    try folder.write(Data(given.bytes), to: "script.rep")
    let finished = try await RepProcess.run(["run", "script.rep"], in: folder.url)
    #expect(finished.status == given.status, "\(finished.errors.prefix(2_000))")
    #expect(given.errors.isEmpty || finished.errors.contains(given.errors), "\(finished.errors.prefix(2_000))")
    #expect(finished.errors.utf8.count < 100_000, "an error message must stay readable")
  }

  @Test("A line of 50 MB")
  func longLine() async throws {
    let folder = try ScratchFolder()
    var bytes = Data("let x = \"".utf8)
    bytes.append(Data(repeating: UInt8(ascii: "a"), count: 50 << 20))
    bytes.append(Data("\"\nprint len(x) +".utf8))
    try folder.write(bytes, to: "long.rep")
    let finished = try await RepProcess.run(["run", "long.rep"], in: folder.url)
    #expect(finished.status == 3)
    #expect(finished.errors.contains("long.rep:2:"), "\(finished.errors.prefix(2_000))")
  }

  @Test("Random bytes are refused or run, and never crash", arguments: 0..<40)
  func randomBytes(_ seed: UInt64) async throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let words = ["let ", "x", " = ", "{", "}", "[", "\"", "\\(", ")", "predict ", "<a: ", ">", "\n", "1..", "=>", "|>", "#", "é"]
    var text = ""
    for _ in 0..<200 { text += words[Int(next() % UInt64(words.count))] }
    let finished = try await RepProcess.run(["run", "--timeout", "5s", "-"], input: text)
    #expect([0, 1, 3].contains(finished.status), "status \(finished.status) for \(text.debugDescription)")
  }
}
