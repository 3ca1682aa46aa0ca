import Foundation
import Rep
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// `save` against servers that break downloads, and in folders that are not what they seem.
@Suite(.timeLimit(.minutes(2))) struct SaveScriptTests {
  private static let text = """
    let url = (await predict "black-forest-labs/flux-schnell" <prompt: "an otter", output_format: "png">)[0]
    let path = save(url, to: "out/")
    assert path == "out/out-0.png" or path.ends_with("/out/out-0.png")
    """

  @Test(
    "A download that breaks is fetched again and is whole",
    arguments: [
      "truncated@delivery=first:2", "503@delivery=first:2", "reset@delivery=first:2", "html:502@delivery=first:1",
      "throttled:0@delivery=first:2", "lost@delivery=first:1", "slow:100ms@delivery",
    ])
  func broken(_ fault: String) async throws {
    let whole = try await picture(fault: nil)
    let broken = try await picture(fault: fault)
    #expect(broken.result.error == nil, "\(broken.result.error?.message ?? "")")
    #expect(broken.names == ["out-0.png"])
    #expect(broken.bytes == whole.bytes)
    #expect(broken.bytes?.starts(with: [0x89, 0x50, 0x4E, 0x47]) == true)
    #expect(broken.statistics.creates == 1)
    #expect(broken.statistics.tokensSeenElsewhere == 0)
  }

  @Test(
    "A download that cannot be had leaves nothing behind",
    arguments: [
      ("404@delivery", "not_found"), ("truncated@delivery", "network"), ("reset@delivery", "network"),
      ("503@delivery", "server"),
    ])
  func gone(_ fault: String, _ kind: String) async throws {
    let picture = try await picture(fault: fault)
    #expect(picture.result.kind == kind, "\(picture.result.error?.message ?? "no error")")
    #expect(picture.names.isEmpty)
    #expect(picture.statistics.tokensSeenElsewhere == 0)
  }

  @Test("Links in the folder lead nowhere else, and no file is written through one")
  func links() async throws {
    try await withFolders { folder, outside in
      try "mine".write(toFile: outside + "/target", atomically: true, encoding: .utf8)
      try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/out/output.txt", withDestinationPath: outside + "/target")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/out/output-1.txt", withDestinationPath: outside + "/nothing")
      try FileManager.default.createSymbolicLink(atPath: folder + "/away", withDestinationPath: outside)
      let text = """
        let d = "data:text/plain;base64,aGVsbG8="
        let names = [save(d, to: "out/").split("/").last(), save(d, to: "out/").split("/").last()]
        let refused = [for to in ["away/", "away/x.txt", "../x", "/etc/x", "out/../../x/", "out/output.txt"]:
          (try save(d, to:)).error.kind]
        [names, refused]
        """
      let result = await run(text, engine(folder))
      #expect(
        result.value == [
          ["output-2.txt", "output-3.txt"],
          ["permission", "permission", "permission", "permission", "permission", "permission"],
        ], "\(result.error?.message ?? "")")
      let left = try FileManager.default.contentsOfDirectory(atPath: outside)
      #expect(left == ["target"])
      let target = try String(contentsOfFile: outside + "/target", encoding: .utf8)
      #expect(target == "mine")
    }
  }

  @Test("Many saves at once into one folder never take each other's name")
  func collisions() async throws {
    try await withFolders { folder, _ in
      let text = """
        let paths = parallel for i in 0..<40 { save("data:text/plain,\\(i)", to: "out/") }
        assert len(paths.unique()) == 40
        [for i, path in paths if read(path) != "\\(i)": path]
        """
      let result = await run(text, engine(folder))
      #expect(result.value == [], "\(result.error?.message ?? "")")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/out")
      #expect(names.count == 40)
    }
  }

  /// An engine whose scripts may use one folder only.
  private func engine(_ folder: String) -> Engine {
    var options = Engine.Options()
    options.folder = folder
    return Engine(token: .none, permissions: Permissions(read: [folder], write: [folder]), options: options)
  }

  private func withFolders(_ body: (_ folder: String, _ outside: String) async throws -> Void) async throws {
    let root = NSTemporaryDirectory() + "rep-save-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    for name in ["inside", "outside"] {
      try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
    }
    try await body(root + "/inside", root + "/outside")
  }

  private struct Picture {
    let result: ScriptRunResult
    let names: [String]
    let bytes: Data?
    let statistics: Simulator.Statistics
  }

  private func picture(fault: String?) async throws -> Picture {
    var configuration = quickConfiguration()
    if let fault { configuration.faults = [try #require(Fault(fault), "\(fault)")] }
    return try await withSimulator(configuration) { engine, simulator, folder in
      let result = await run(Self.text, engine)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/out")) ?? []
      return Picture(
        result: result, names: names, bytes: FileManager.default.contents(atPath: folder + "/out/out-0.png"),
        statistics: simulator.statistics)
    }
  }
}
