import Foundation
import RepSimulator
import RepValue
import Testing

/// What `rep run` does where its journal cannot be used, and what it asks whoever sits at the terminal.
@Suite(.timeLimit(.minutes(5)))
struct JournalTests {
  private static let script = "print await predict \"replicate/hello-world\" <text: \"Ada\">\n"

  /// A journal that cannot be used.
  struct Obstacle: Sendable, CustomTestStringConvertible {
    let name: String
    /// What is done in the script's folder before.
    var before = ":"
    /// What the shell does that becomes `rep run`.
    var setup = ":"
    var flags = ""
    /// Part of what is said.
    let words: String

    var testDescription: String { name }
  }

  static let obstacles = [
    Obstacle(
      name: "a corrupt file", before: "mkdir .rep; head -c 8192 /dev/urandom > .rep/journal.db", words: "is damaged"),
    Obstacle(
      name: "pages that are damaged",
      // Whoever ends last and in peace moves what is in the log beside the file into it.
      before: """
        rep run a.rep; while [ -e .rep/journal.db-wal ]; do rep runs; done; \
        dd if=/dev/urandom of=.rep/journal.db bs=4096 seek=1 count=200 conv=notrunc
        """, words: "is damaged"),
    Obstacle(
      name: "a SQLite file of something else", before: "mkdir .rep; printf '%s' \"$FOREIGN\" | base64 -d > .rep/journal.db",
      words: "something else"),
    Obstacle(name: "a place that is no folder", flags: "--journal a.rep/journal.db", words: "not a directory"),
    Obstacle(name: "a folder instead of a file", before: "mkdir -p .rep/journal.db", words: "is a directory"),
    // The system's limit on files stands for the disk's; a process that ignores the signal is told instead.
    Obstacle(name: "a full disk", setup: "trap '' XFSZ; ulimit -f 4", words: "cannot be written"),
    Obstacle(name: "a run that ended well", before: "rep run a.rep", flags: "--resume 1", words: "ended well"),
  ]

  @Test("A journal that cannot be used is an error before any money is spent", arguments: obstacles)
  func obstacle(_ obstacle: Obstacle) async throws {
    let server = try await Server([])
    let folder = try ScratchFolder()
    try folder.write(Self.script, to: "a.rep")
    let environment = server.environment.merging(["HOME": folder.url.path, "FOREIGN": Self.foreign]) { $1 }
    _ = try await RepProcess.shell(obstacle.before, in: folder.url, environment: environment)
    let before = try await server.creates()
    let finished = try await RepProcess.shell(
      "\(obstacle.setup); exec rep run \(obstacle.flags) a.rep", in: folder.url, environment: environment)
    #expect(finished.status == 1, "\(finished.errors)")
    #expect(finished.errors.contains(obstacle.words), "\(finished.errors)")
    #expect(finished.errors.contains("help: ") || finished.errors.contains("hint"), "\(finished.errors)")
    #expect(try await server.creates() == before)
    _ = await server.stop()
  }

  /// What makes a shell's command heed the modes of files: root does once it has given up the power not to.
  private static let heedingModes = geteuid() == 0 ? "setpriv --bounding-set -dac_override,-dac_read_search " : ""
  private static let canHeedModes = geteuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(
    "A script in a folder that cannot be written keeps its journal in the user's state folder",
    .enabled(if: canHeedModes))
  func readOnlyFolder() async throws {
    let server = try await Server([])
    let folder = try ScratchFolder()
    try folder.write(Self.script + "throw \"no\"", to: "scripts/a.rep")
    let scripts = folder.url.appendingPathComponent("scripts").path
    #expect(chmod(scripts, 0o555) == 0)
    defer { chmod(scripts, 0o755) }
    let environment = server.environment.merging(["HOME": folder.url.path, "XDG_STATE_HOME": folder.url.path + "/state"]) { $1 }
    for _ in 1...2 {
      let finished = try await RepProcess.shell(
        "exec \(Self.heedingModes)rep run scripts/a.rep", in: folder.url, environment: environment)
      #expect(finished.output == "hello Ada\n", "\(finished.errors)")
    }
    #expect(folder.exists("state/rep/journals"))
    #expect(!folder.exists("scripts/.rep"))
    #expect(try await server.creates() == 1)
    _ = await server.stop()
  }

  @Test("A journal of a newer version is refused")
  func newer() async throws {
    let server = try await Server([])
    let folder = try ScratchFolder()
    try folder.write(Self.script + "throw \"no\"", to: "a.rep")
    let environment = server.environment.merging(["HOME": folder.url.path]) { $1 }
    _ = try await RepProcess.run(["run", "a.rep"], in: folder.url, environment: environment)
    // `PRAGMA user_version` is the big-endian number at offset 60 of the file (SQLite file format, section 1.3.12).
    let file = folder.url.appendingPathComponent(".rep/journal.db")
    var bytes = try Data(contentsOf: file)
    bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    try bytes.write(to: file)
    for name in [".rep/journal.db-wal", ".rep/journal.db-shm"] where folder.exists(name) {
      try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
    }
    let finished = try await RepProcess.run(["run", "a.rep"], in: folder.url, environment: environment)
    #expect(finished.status == 1)
    #expect(finished.errors.contains("written by a newer rep"), "\(finished.errors)")
    #expect(try await server.creates() == 1)
    _ = await server.stop()
  }

  // MARK: Questions

  @Test(
    "A training without an answer is put to whoever sits at the terminal",
    arguments: [("s", 0, 1), ("l\ng", 5, 0), ("", 8, 0)] as [(String, Int32, Int)])
  func training(_ answer: String, _ status: Int32, _ creates: Int) async throws {
    let server = try await Server(["--fault", "500@trainings.create=first:1", "--model-time", "0.01"])
    let folder = try ScratchFolder()
    try folder.write(Self.training, to: "train.rep")
    let environment = server.environment.merging(["HOME": folder.url.path, "TERM": "xterm"]) { $1 }
    let (text, ended) = try await atTerminal(
      ["run", "--settle", "0s", "train.rep"], in: folder, environment, when: "[l]ist", typing: answer + "\n")
    #expect(ended == status, "\(text)")
    #expect(text.contains("1 create of "), "\(text)")
    #expect(text.contains("listed since then and serving no call: none"), "\(text)")
    if answer.hasPrefix("l") { #expect(text.contains("0:1   ostris/flux-dev-lora-trainer"), "\(text)") }
    #expect(try await server.creates() == creates)
    _ = await server.stop()
  }

  @Test("Without a terminal it is left to `rep runs resolve`")
  func resolving() async throws {
    let server = try await Server(["--fault", "500@trainings.create=first:1", "--model-time", "0.01"])
    let folder = try ScratchFolder()
    try folder.write(Self.training, to: "train.rep")
    let environment = server.environment.merging(["HOME": folder.url.path]) { $1 }
    for _ in 1...2 {
      let undecided = try await RepProcess.run(["run", "--settle", "0s", "train.rep"], in: folder.url, environment: environment)
      #expect(undecided.status == 8)
      #expect(undecided.errors.contains("rep runs resolve 1"), "\(undecided.errors)")
    }
    let shown = try await RepProcess.run(["runs", "resolve", "1"], in: folder.url, environment: environment)
    #expect(shown.output.contains("0:1"), "\(shown.output)\(shown.errors)")
    let decided = try await RepProcess.run(["runs", "resolve", "1", "0:1", "--resend"], in: folder.url, environment: environment)
    #expect(decided.output == "1 create will be sent again when the script runs\n", "\(decided.errors)")
    let finished = try await RepProcess.run(["run", "train.rep"], in: folder.url, environment: environment)
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(try await server.creates() == 1)
    _ = await server.stop()
  }

  @Test("More than a few new creates of a run that is gone on with are asked about", arguments: [("n", 4), ("y", 9)])
  func goingOn(_ answer: String, _ creates: Int) async throws {
    let server = try await Server([])
    let folder = try ScratchFolder()
    let script = { (count: Int) in
      "for n in 0..<\(count) { print await predict \"replicate/hello-world\" <text: \"\\(n)\"> }\nthrow \"no\"\n"
    }
    let environment = server.environment.merging(["HOME": folder.url.path, "TERM": "xterm"]) { $1 }
    try folder.write(script(1), to: "a.rep")
    _ = try await RepProcess.run(["run", "a.rep"], in: folder.url, environment: environment)
    try folder.write(script(9), to: "a.rep")
    let (text, _) = try await atTerminal(["run", "a.rep"], in: folder, environment, when: "[y/N]", typing: answer + "\n")
    #expect(text.contains("1 creates were known, 3 are new"), "\(text)")
    #expect(try await server.creates() == creates, "\(text)")
    // Who names the run is not asked.
    if answer == "n" {
      let named = try await RepProcess.run(["run", "a.rep", "--resume", "2"], in: folder.url, environment: environment)
      #expect(named.output.contains("hello 8"), "\(named.errors)")
    }
    _ = await server.stop()
  }

  // MARK: Helpers

  private static let training = """
    let version = models.get("ostris/flux-dev-lora-trainer").latest_version.id
    let t = train "ostris/flux-dev-lora-trainer:\\(version)" <input_images: "https://example.com/a.zip">, destination: "me/otter-lora"
    print t.status
    """

  /// An empty SQLite file whose header names another application (SQLite file format, section 1.3).
  private static let foreign: String = {
    var header = [UInt8](repeating: 0, count: 4_096)
    header.replaceSubrange(0..<16, with: Array("SQLite format 3\0".utf8))
    // Page size 4096, legacy versions, payload fractions, one page, schema format 4, UTF-8, application 5.
    header.replaceSubrange(16..<24, with: [0x10, 0, 1, 1, 0, 64, 32, 32])
    (header[31], header[47], header[59], header[71]) = (1, 4, 1, 5)
    // An empty leaf of the table tree, whose content begins at the end of the page.
    header.replaceSubrange(100..<108, with: [0x0D, 0, 0, 0, 0, 0x10, 0, 0])
    return Data(header).base64EncodedString()
  }()

  /// Runs `rep` at a terminal, types once a text is there, and gives all that was shown and the exit status.
  private func atTerminal(
    _ arguments: [String], in folder: ScratchFolder, _ environment: [String: String?], when question: String,
    typing answer: String
  ) async throws -> (String, Int32) {
    let terminal = try TestTerminal(columns: 200, lines: 24)
    let process = try RepProcess.start(
      arguments: arguments, in: folder.url, environment: environment,
      descriptors: [terminal.childSide, terminal.childSide, terminal.childSide])
    // Whatever a test that fails leaves behind ends with it; what has ended is not touched.
    defer { process.send(SIGKILL) }
    terminal.closeChildSide()
    var text = await terminal.text { $0.contains(question) }
    terminal.type(answer)
    text += await terminal.text()
    return (text, await process.status())
  }
}
