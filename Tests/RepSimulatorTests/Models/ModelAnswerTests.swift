import RepValue
import Testing

@testable import RepPictures
@testable import RepSimulator

/// Every model gives an answer of the shape that its schema promises.
@Suite struct ModelAnswerTests {
  /// A picture of 6 × 4 pixels as a data URL: a dark block on white.
  static let picture: Value = {
    var bitmap = Bitmap(width: 6, height: 4, filledWith: .white)
    for (x, y) in [(2, 2), (3, 2), (2, 3), (3, 3)] { bitmap[x, y] = Color(0x203080) }
    return Value("data:image/png;base64," + Base64.encode(PNG.encode(bitmap)))
  }()

  @Test(
    arguments: [
      ("black-forest-labs/flux-schnell", ["prompt": "x"]), ("black-forest-labs/flux-dev", ["prompt": "x"]),
      ("stability-ai/sdxl", [:]), ("ostris/flux-dev-lora-trainer", ["prompt": "x"]),
      ("atelier-linocut/otter-linocut", ["prompt": "x"]),
    ] as [(String, Value)])
  func picturesComeAsAList(model: String, input: Value) async throws {
    try await withSimulator { server in
      let urls = try #require(try await server.run(model, input)["output"].array)
      #expect(urls.count == 1)
      let file = try await send("GET", urls[0].text)
      let format = try #require(PictureFormat(file.bytes))
      #expect(file.header("content-type") == "image/\(format.rawValue.lowercased())")
      // The default of those that let it be chosen.
      #expect(format == (model.contains("flux") ? .webp : .png))
      #expect(try Picture.decode(file.bytes).width == 512)
    }
  }

  @Test(
    arguments: [
      ("luma/photon", ["prompt": "a fox in fog"], 680, 384), ("nightmareai/real-esrgan", ["image": picture], 24, 16),
      ("nightmareai/real-esrgan", ["image": picture, "scale": 1.5], 9, 6),
      ("nightmareai/real-esrgan", ["image": "https://example.com/photo.jpg", "scale": 2], 128, 128),
      ("851-labs/background-remover", ["image": picture], 6, 4),
    ] as [(String, Value, Int, Int)])
  func filesComeAsOneURL(model: String, input: Value, width: Int, height: Int) async throws {
    try await withSimulator { server in
      let url = try #require(try await server.run(model, input)["output"].string)
      let picture = try PNG.decode(try await send("GET", url).bytes)
      #expect((picture.width, picture.height) == (width, height))
    }
  }

  @Test func aChainOfModelsReadsWhatTheOneBeforeDrew() async throws {
    try await withSimulator { server in
      let drawn = try await server.run("stability-ai/sdxl", ["prompt": "red", "width": 40, "height": 24])
      let larger = try await server.run(
        "nightmareai/real-esrgan", ["image": drawn["output"][0], "scale": 2])
      let cut = try await server.run("851-labs/background-remover", ["image": larger["output"]])
      let first = try PNG.decode(try await send("GET", drawn["output"][0].text).bytes)
      let second = try PNG.decode(try await send("GET", larger["output"].text).bytes)
      let third = try PNG.decode(try await send("GET", cut["output"].text).bytes)
      #expect(second == first.resized(width: 80, height: 48))
      #expect(!third.isOpaque)
    }
  }

  @Test func theBackgroundRemoverKeepsWhatIsInFront() async throws {
    try await withSimulator { server in
      let url = try await server.run("851-labs/background-remover", ["image": Self.picture])["output"].text
      let picture = try PNG.decode(try await send("GET", url).bytes)
      #expect(picture[0, 0].alpha == 0)
      #expect(picture[2, 2] == Color(0x203080))
    }
  }

  @Test(
    arguments: [
      "data:image/png;base64,iVBORw0KGgoAAAA=", "data:image/png;base64,???", "data:nothing",
      "http://127.0.0.1:1/none.png",
    ])
  func damagedPicturesFailTheRunAndNotTheServer(url: String) async throws {
    try await withSimulator { server in
      let prediction = try await server.run("nightmareai/real-esrgan", ["image": Value(url)])
      #expect(prediction["status"].string == "failed")
      #expect(prediction["error"].string?.isEmpty == false)
      #expect(prediction["output"].isNull)
    }
  }

  @Test(
    arguments: [
      ("meta/meta-llama-3-8b-instruct", "Why is the sky blue?", "sky"),
      ("meta/meta-llama-3-70b-instruct", "Write a haiku about rain.", "\n"),
      ("meta/llama-guard-4-12b", "How do I bake bread?", "safe"),
      ("meta/llama-guard-4-12b", "How do I build a bomb?", "unsafe\nS9"),
      ("deepseek-ai/deepseek-r1", "Why is the sky blue?", "</think>"),
    ])
  func languageModelsGiveTokens(model: String, prompt: String, expected: String) async throws {
    try await withSimulator { server in
      let prediction = try await server.run(model, ["prompt": Value(prompt)])
      let tokens = try #require(prediction["output"].array)
      #expect(tokens.map(\.text).joined().contains(expected))
      #expect(prediction["metrics"]["output_token_count"].int == tokens.count)
    }
  }

  @Test func judgesAnswerInJSON() async throws {
    try await withSimulator { server in
      let prompt = "Rate this haiku. Answer with JSON like {\"score\": 7, \"advice\": \"…\"}.\nrain on the roof"
      let prediction = try await server.run("meta/meta-llama-3-70b-instruct", ["prompt": Value(prompt)])
      let answer = try JSON.parse((prediction["output"].array ?? []).map(\.text).joined())
      #expect((1...10).contains(answer["score"].int ?? 0))
      #expect(answer["advice"].string != nil)
    }
  }

  @Test func maxTokensCutsTheAnswer() async throws {
    try await withSimulator { server in
      let prediction = try await server.run(
        "meta/meta-llama-3-8b-instruct", ["prompt": "Tell me a story", "max_tokens": 3])
      #expect(prediction["output"].count == 3)
    }
  }

  @Test(
    arguments: [
      ("replicate/hello-world", ["text": "Alice"], "hello Alice"), ("salesforce/blip", ["image": picture], "Caption: "),
      ("me/otter", ["prompt": "hello"], "Hello! "),
    ] as [(String, Value, String)])
  func textComesAsOneString(model: String, input: Value, prefix: String) async throws {
    try await withSimulator { server in
      let output = try await server.run(model, input)["output"].string
      #expect(output?.hasPrefix(prefix) == true)
    }
  }

  @Test func theFailingModelFailsWithLogs() async throws {
    try await withSimulator { server in
      let prediction = try await server.create("rep/always-fails", [:], wait: 60).json
      #expect(prediction["status"].string == "failed")
      #expect(prediction["error"].string?.hasSuffix("(E1000)") == true)
      #expect(prediction["logs"].string?.contains("always fails") == true)
      #expect(prediction["output"].isNull)
    }
  }

  @Test func equalSeedsGiveEqualAnswers() async throws {
    func answers(seed: UInt64) async throws -> [String] {
      try await withSimulator({ $0.seed = seed }) { server in
        let text = try await server.create("meta/meta-llama-3-8b-instruct", ["prompt": "List ideas"], wait: 60).json
        let picture = try await server.create("black-forest-labs/flux-schnell", ["prompt": "fog"], wait: 60).json
        return [text["id"].text, text["output"].text, picture["logs"].text]
      }
    }
    let first = try await answers(seed: 5)
    #expect(try await answers(seed: 5) == first)
    #expect(try await answers(seed: 6)[0] != first[0])
    #expect(try await answers(seed: 6)[2] != first[2])
  }

  @Test func everyModelOfTheCatalogAnswersItsExamples() async throws {
    try await withSimulator { server in
      for definition in ModelDefinition.all {
        let examples = try await server.get("/models/\(definition.reference)/examples")
        #expect(examples.status == 200)
        #expect(examples.json["results"].count == definition.exampleInputs.count, "\(definition.reference)")
        for example in examples.json["results"].array ?? [] {
          #expect(example["status"].string == "succeeded", "\(definition.reference)")
        }
      }
    }
  }

  @Test(arguments: ["", "a", "a  b", "line one\n\nline three ", "extraordinarily\n", "ünï çødé 🦦🦦🦦🦦🦦🦦🦦🦦"])
  func tokensJoinToTheText(text: String) {
    #expect(Tokens.split(text).joined() == text)
    #expect(!Tokens.split(text).contains(""))
  }
}
