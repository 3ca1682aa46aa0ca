import Foundation
import Testing

/// Scripts that come with the project, each run as a user would run it.
@Suite(.timeLimit(.minutes(5)))
struct ScriptTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let script: String
    let words: [String]
    /// Files that it must leave behind.
    let leaves: [String]
    /// Part of what it prints.
    let prints: String
    var testDescription: String { script }

    init(_ script: String, _ words: String..., leaves: [String] = [], prints: String = "") {
      (self.script, self.words, self.leaves, self.prints) = (script, words, leaves, prints)
    }
  }

  @Test(
    "The examples run against the simulator",
    arguments: [
      Case("batch-from-csv", leaves: ["out/otter.png", "out/fox.png", "out/heron.png"], prints: "3 of 3 pictures"),
      Case("caption-folder", leaves: ["photos/red.jpg.txt", "photos/green.jpg.txt"], prints: "2 captions written"),
      Case("chain-models", leaves: ["chair.png"], prints: "chair.png\n"),
      Case("fine-tune", "--images", "images.zip", leaves: ["fine-tuned/out-0.png"], prints: "fine-tuned/"),
      Case("compare-models", leaves: ["compare/stability-ai-sdxl/out-0.png"], prints: "stability-ai/sdxl"),
      Case("audit-month", prints: "0 predictions since"),
      Case("stream-answer", prints: "sky blue"),
      Case("find-model", "--query", "caption", prints: "Inputs of salesforce/blip"),
    ])
  func example(_ given: Case) async throws {
    let folder = try ScratchFolder()
    try folder.copyContents(of: RepProcess.package.appendingPathComponent("Tests/Scripts/examples"))
    let script = RepProcess.package.appendingPathComponent("scripts/examples/\(given.script).rep").path
    try await check(given, script, in: folder)
  }

  @Test("No example is forgotten above, and each is in the usual layout")
  func allExamples() async throws {
    let folder = RepProcess.package.appendingPathComponent("scripts/examples")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".rep") }
    #expect(names.count == 8)
    let layout = try await RepProcess.run(["fmt", "--check"] + names, in: folder)
    #expect(layout.output == "", "\(layout.errors)")
  }

  @Test(
    "The scripts of the language's design run unchanged",
    arguments: [
      Case("01-batch-from-a-csv", leaves: ["out/index.json", "out/fox/out-0.webp"]),
      Case("02-caption-a-folder", leaves: ["photos/red.jpg.txt"]),
      Case("03-image-upscale-background-removal", leaves: ["chair.png"]),
      Case("04-llm-as-judge-answers", prints: "\n"),
      Case("05-fine-tune-and-wait", "--images", "images.zip", prints: "me/otter-lora:"),
      Case("06-compare-models-in-a", prints: "black-forest-labs/flux-schnell  succeeded"),
      Case("07-retry-what-is-worth", leaves: ["fox.png"]),
      Case("08-moderation-filter", leaves: ["safe.txt"]),
      Case("10-deployments-create-use-update", prints: "\n"),
      Case("13-parameter-sweep", leaves: ["sweep.json"]),
      Case("15-resumable-job-of-500", leaves: ["out/0.png", "out/2.png", "failed.json"]),
      Case("16-cost-guard"),
      Case("20-find-a-model-read", prints: "# Background remover"),
      Case("22-time-limit-and-another", prints: "sky blue"),
      Case("23-a-function-and-its"),
    ])
  func design(_ given: Case) async throws {
    let folder = try ScratchFolder()
    let design = RepProcess.package.appendingPathComponent("Tests/Scripts/design")
    try folder.copyContents(of: design.appendingPathComponent("fixtures"))
    try await check(given, design.appendingPathComponent("\(given.script).rep").path, in: folder)
  }

  @Test("The copies of the design's scripts are the originals")
  func designIsUnchanged() throws {
    let shared = RepProcess.package.deletingLastPathComponent().appendingPathComponent("shared/design/scripts")
    let copies = RepProcess.package.appendingPathComponent("Tests/Scripts/design")
    let names = try FileManager.default.contentsOfDirectory(atPath: copies.path).filter { $0.hasSuffix(".rep") }
    #expect(names.count == 15)
    // The originals do not travel with the project.
    guard FileManager.default.fileExists(atPath: shared.path) else { return }
    for name in names {
      let copy = try Data(contentsOf: copies.appendingPathComponent(name))
      #expect(copy == (try Data(contentsOf: shared.appendingPathComponent(name))), "\(name)")
    }
  }

  @Test("The tests of the design's last script pass")
  func designTests() async throws {
    let script = RepProcess.package.appendingPathComponent("Tests/Scripts/design/23-a-function-and-its.rep").path
    let finished = try await RepProcess.run(["test", script])
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(finished.output.hasSuffix("1 test, 0 failed\n"))
  }

  @Test("The tour of the language runs")
  func tour() async throws {
    let folder = try ScratchFolder()
    let script = RepProcess.package.appendingPathComponent("scripts/tour.rep").path
    let finished = try await RepProcess.run(["run", "--local", script, "--count", "2"], in: folder.url)
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(finished.output.hasSuffix("no such model\n"))
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.url.appendingPathComponent("out").path)
    #expect(pictures.count == 6)
  }

  private func check(_ given: Case, _ script: String, in folder: ScratchFolder) async throws {
    let finished = try await RepProcess.run(["run", "--local", script] + given.words, in: folder.url)
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(given.prints.isEmpty || finished.output.contains(given.prints), "\(finished.output)")
    for file in given.leaves { #expect(folder.exists(file), "\(file)") }
  }
}
