import Foundation
import RepSimulator
import RepValue
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `rep run` killed in the middle of a `save`.
@Suite(.timeLimit(.minutes(3)))
struct KilledSaveTests {
  /// What the killed process had done: it may have given the file its name and not said so any more.
  enum Left: CaseIterable { case nothing, placedFile, otherFile }

  @Test("The next run leaves no half file and no second one", arguments: Left.allCases)
  func oneFile(_ left: Left) async throws {
    var configuration = Simulator.Configuration()
    configuration.rateLimits = .off
    configuration.modelTime = 0.05
    configuration.faults = [Fault(.slowBody(.seconds(3600)), at: ["delivery"], when: .first(1))]
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    do {
      try await check(left, simulator, address)
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }

  private func check(_ left: Left, _ simulator: Simulator, _ address: String) async throws {
    let folder = try ScratchFolder()
    try folder.write(
      """
      let urls = await predict "black-forest-labs/flux-schnell" <prompt: "an otter", output_format: "png">
      write "url", urls[0]
      print save(urls[0], to: "out/")
      """, to: "picture.rep")
    let environment: [String: String?] = [
      "REPLICATE_API_TOKEN": "r8_local", "REPLICATE_BASE_URL": address, "HOME": folder.url.path,
      "XDG_CACHE_HOME": nil, "XDG_STATE_HOME": nil,
    ]
    let arguments = ["run", "picture.rep", "--keep", "0"]
    let nowhere = FileHandle.nullDevice.fileDescriptor
    let process = try RepProcess.start(
      arguments: arguments, in: folder.url, environment: environment, descriptors: [nowhere, nowhere, nowhere])
    defer { process.send(SIGKILL) }
    while !names(folder).contains(where: { $0.hasSuffix(".part") }) {
      try Task.checkCancellation()
      await Task.yield()
    }
    process.send(SIGKILL)
    #expect(await process.status() == 128 + SIGKILL)
    let url = try #require(URL(string: try folder.read("url")))
    let name = url.lastPathComponent
    let content = try await URLSession.shared.data(from: url).0
    switch left {
    case .nothing: break
    case .placedFile: try folder.write(content, to: "out/" + name)
    case .otherFile: try folder.write("mine", to: "out/" + name)
    }

    let finished = try await RepProcess.run(arguments, in: folder.url, environment: environment)
    let stem = name.dropLast(4)
    let expected = left == .otherFile ? "\(stem)-1.png" : name
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(finished.output.hasSuffix("out/\(expected)\n"), "\(finished.output)")
    #expect(names(folder) == Set([name, expected]))
    #expect(try Data(contentsOf: folder.url.appendingPathComponent("out/" + expected)) == content)
    #expect(simulator.statistics.creates == 1)
  }

  private func names(_ folder: ScratchFolder) -> Set<String> {
    Set((try? FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/out")) ?? [])
  }
}
