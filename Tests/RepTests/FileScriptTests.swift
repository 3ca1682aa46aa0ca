import Foundation
import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// Files as scripts use them.
@Suite struct FileScriptTests {
  /// A file above 32 MB is read as it is walked; the lines are those of the same text in a small file.
  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesOfALargeFile(_ end: String) async throws {
    // Lines of many lengths, so that every kind of end falls on the border of a piece; some are not ASCII.
    var text = "\u{FEFF}"
    var expected = 0
    var characters = 0
    while text.utf8.count < (33 << 20) {
      let line = expected % 1_000 == 0 ? "größe \(expected)" : String(repeating: "x", count: (expected * 7) % 997)
      text += line + end
      expected += 1
      characters += line.unicodeScalars.count
    }
    text += "last"
    let script = """
      let lines = read_lines("f")
      var n = 0
      var size = 0
      var last = ""
      for i, line in lines { n += 1
      size += len(line)
      last = line
      assert i == n - 1 }
      [type(lines), len(lines), n, size, last, take(lines, 1)[0], (lines |> find(l => l == "größe 1000")), [...(lines |> take(2))][0]]
      """
    let result = try await reading(Data(text.utf8), script)
    #expect(result.error == nil, "\(result.error?.message ?? "")")
    #expect(
      result.value == ["lines", .int(expected + 1), .int(expected + 1), .int(characters + 4), "last", "größe 0", "größe 1000", "größe 0"])
  }

  /// A line that is kept stays what it was, whatever comes after it: beside others, in a closure, for one round.
  @Test func linesThatAreKept() async throws {
    let text = (0..<5000).map { String(repeating: "x", count: $0 % 70) + "\($0)\n" }.joined()
    let script = """
      let lines = read_lines("f")
      var kept = []
      var functions = []
      var before = ""
      for i, line in lines {
        if i == 5000 { break }
        if i > 0 { assert before.ends_with("\\(i - 1)") }
        if i % 7 == 0 { kept.push(line) }
        if i % 1000 == 0 { functions.push(() => line) }
        before = line
      }
      for i, line in kept { assert line.ends_with("\\(7 * i)") and len(line) == (7 * i) % 70 + len("\\(7 * i)") }
      for i, f in functions { assert f().ends_with("\\(1000 * i)") }
      let all = lines |> take(5000)
      assert [for i, line in all if not line.ends_with("\\(i)"): line] == []
      let lengths = parallel(limit: 3) for line in lines |> take(30) {
        sleep 1ms
        len(line)
      }
      assert lengths == [for line in all |> take(30): len(line)]
      len(kept)
      """
    // A file of more than 32 MB is not read as a whole.
    let result = try await reading(Data(text.utf8) + Data(repeating: UInt8(ascii: "y"), count: 33 << 20), script)
    #expect(result.error == nil, "\(result.error?.message ?? "")")
    #expect(result.value == 715)
  }

  @Test func largeFilesMustBeText() async throws {
    var bytes = Data(repeating: UInt8(ascii: "\n"), count: 33 << 20)
    bytes[bytes.count - 2] = 0xFF
    let result = try await reading(bytes, "for line in read_lines(\"f\") { }")
    #expect(result.kind == "io")
    #expect(result.error?.message.contains("is not UTF-8 text") == true)
  }

  @Test func readingALargeFileCanBeStopped() async throws {
    let bytes = Data(repeating: UInt8(ascii: "\n"), count: 33 << 20)
    let result = try await reading(bytes, "len(read_lines(\"f\"))", limits: Limits(steps: 1_000))
    #expect(result.kind == "limit")
  }

  @Test(arguments: [
    ("data:text/plain;base64,aGVsbG8=", "hello"), ("data:image/png;base64,/wD/", "data:image/png;base64,/wD/"),
  ])
  func downloadGivesWhatIsThere(_ url: String, _ content: String) async throws {
    let result = await run("download(\"\(url)\")", try plainEngine())
    #expect(result.value == Value(content))
  }

  @Test func downloadReadsOutputs() async throws {
    try await withSimulator { engine, simulator, _ in
      let result = await run(
        "let u = (await predict \"black-forest-labs/flux-schnell\" <prompt: \"x\", output_format: \"png\">)[0]\n"
          + "[download(u).starts_with(\"data:image/png;base64,\"), (try download(\"ftp://x/y\")).error.kind, "
          + "(try download(u + \"x\")).error.kind]", engine)
      #expect(result.value == [true, "argument", "not_found"], "\(result.error?.message ?? "")")
      #expect(simulator.statistics.tokensSeenElsewhere == 0)
    }
  }

  /// Values of any shape, with the files that `save` leaves.
  @Test func saveTakesAnyShape() async throws {
    try await withSimulator { engine, _, folder in
      let text = """
        let d = "data:text/plain;base64,aGVsbG8="
        let saved = save({a: [d, d, 7, null], b: {c: d, "..": d}, text: "no url"}, to: "out/")
        assert len(saved.a) == 4 and saved.a[2] == 7 and saved.text == "no url"
        let paths = [saved.a[0], saved.a[1], saved.b.c, saved.b[".."]]
        for p in paths { assert read(p) == "hello" }
        let again = save(d, to: "out/")
        [len(paths.unique()), again in paths, glob("out/*.part"), len(glob("out/*"))]
        """
      let result = await run(text, engine)
      #expect(result.value == [4, false, [], 5], "\(result.error?.message ?? "")")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == ["out"])
    }
  }

  /// Writes a file called `f` and runs a script that reads it.
  private func reading(_ data: Data, _ text: String, limits: Limits = Limits()) async throws -> ScriptRunResult {
    let folder = NSTemporaryDirectory() + "rep-files-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try data.write(to: URL(fileURLWithPath: folder + "/f"))
    var options = Engine.Options()
    options.folder = folder
    return await run(text, Engine(token: .none, permissions: Permissions(read: [folder]), limits: limits, options: options))
  }
}
