import Foundation
import Rep
import RepSimulator
import Testing

@testable import RepREPL

/// What the prompt does with predictions, pictures and models, against the simulator.
@Suite(.timeLimit(.minutes(2)))
struct ServiceTests {
  private static let draw =
    "await predict \"black-forest-labs/flux-schnell\" <prompt: \"an otter\", output_format: \"png\">"

  @Test("open saves the files of a value and opens them; a value without any is refused")
  func open() async throws {
    try await withSimulator { engine, _ in
      let shown = try await transcript([Self.draw, "open _", "open 5"], engine: engine)
      #expect(shown.opened.count == 1)
      #expect(shown.opened.first?.hasSuffix(".png") == true)
      #expect(shown.text.contains("there is no file in this value"))
      #expect(shown.opened.allSatisfy { !FileManager.default.fileExists(atPath: $0) }, "the session's files go with it")
    }
  }

  @Test("Pictures are drawn below their value where the terminal can, else not fetched at all", arguments: [true, false])
  func pictures(_ canDraw: Bool) async throws {
    try await withSimulator { engine, _ in
      let shown = try await transcript([.line(Self.draw)], engine: engine) { screen, _ in
        screen.pictures = canDraw ? .halfBlocks(isTrueColor: true) : nil
      }
      #expect(shown.text.contains("▀") == canDraw, "\(shown.text.prefix(300))")
    }
  }

  @Test("A picture in a format that cannot be drawn is named")
  func undrawable() async throws {
    let svg = "\"data:image/svg+xml;base64,PHN2Zy8+\""
    let shown = try await transcript([.line(svg)], engine: plainEngine()) { screen, _ in screen.pictures = .kitty }
    #expect(shown.text.contains("`open _` shows it"), "\(shown.text)")
  }

  @Test("A run that is not awaited shows its state; leaving asks, and stays, cancels or leaves")
  func openRuns() async throws {
    var configuration = quickConfiguration()
    configuration.slowModelDuration = .seconds(600)
    try await withSimulator(configuration) { engine, _ in
      let shown = try await transcript(
        [.line("predict \"rep/slow\" <>"), .line("jobs"), .end, .line("7"), .end], engine: engine, answers: ["s", "c"])
      #expect(shown.text.contains("rep/slow\nIt is followed"))
      #expect(shown.questions.count == 2)
      #expect(shown.text.contains("\n7\n"))
      #expect(shown.text.hasSuffix("canceled\n"), "\(shown.text)")
    }
  }

  @Test("After Ctrl-C the prompt offers to cancel what runs", arguments: ["y", "n", ""])
  func offer(_ answer: String) async throws {
    var configuration = quickConfiguration()
    configuration.slowModelDuration = .seconds(600)
    try await withSimulator(configuration) { engine, _ in
      let shown = try await transcript(
        [.line("let p = predict \"rep/slow\" <>"), .line("await p"), .line("8"), .end], engine: engine,
        answers: [answer, "c"]
      ) { screen, _ in screen.interrupted = [1] }
      #expect(shown.questions.first == "Cancel it on the server? [y/N] ")
      #expect(shown.text.contains("8\n"))
      #expect(shown.text.contains("canceled") , "by the first answer or on leaving: \(shown.text)")
    }
  }

  @Test("A model is explained: inputs, an example, what it costs; one that does not exist, and one that is misspelt", arguments: [
    ("help \"black-forest-labs/flux-schnell\"", ["num_outputs", "1 to 4", "official model", "<prompt: \"an otter\">"]),
    ("help \"no/such-model\"", ["error: "]), ("help \"not a model\"", ["error: "]),
  ])
  func modelHelp(_ line: String, _ parts: [String]) async throws {
    try await withSimulator { engine, _ in
      let shown = try await transcript([line], engine: engine)
      for part in parts { #expect(shown.text.contains(part), "\(shown.text)") }
    }
  }

  @Test("Every example that help makes for a model is one that its schema accepts")
  func examples() async throws {
    try await withSimulator { engine, _ in
      for model in ["black-forest-labs/flux-schnell", "replicate/hello-world", "meta/meta-llama-3-8b-instruct", "stability-ai/sdxl"] {
        let help = try await transcript(["help \"\(model)\""], engine: engine).text
        let example = try #require(help.split(separator: "\n").last.map { String($0.drop { $0 == " " }) })
        #expect(example.hasPrefix("await predict \"\(model)\" <"))
        let shown = try await transcript([example], engine: engine)
        #expect(!shown.text.contains("error"), "\(example): \(shown.text)")
      }
    }
  }
}
