import RepValue

/// A model that draws a scene from a prompt and a seed.
struct PictureModel: ModelBehavior {
  /// Whether the output is one URL instead of a list.
  var givesOne = false
  var queued: Duration = .milliseconds(40)
  var perPicture: Duration = .milliseconds(250)

  func plan(for invocation: Invocation) async -> Plan {
    let input = invocation.input
    let prompt = invocation.text("prompt")
    if prompt.lowercased().contains("nsfw") {
      return .failure(
        "The input or output was flagged as sensitive. Please try again with different inputs. (E005)",
        queued: queued, running: perPicture)
    }
    let seed = invocation.seed
    let size = Self.size(of: input)
    let steps = input["num_inference_steps"].int ?? 4
    let count = givesOne ? 1 : max(1, input["num_outputs"].int ?? 1)
    let format = input["output_format"].string ?? "png"
    let urls = (0..<count).map { index in
      invocation.publish(
        .picture("out-\(index)", format: format, quality: input["output_quality"].int ?? 80) {
          Scene(prompt: prompt, seed: seed &+ Int64(index)).draw(width: size.width, height: size.height)
        })
    }
    let logs = ["Using seed: \(seed)\n"] + Self.progressBars(steps: steps)
    let running = perPicture * count
    return .result(givesOne ? urls[0] : Value(urls), queued: queued, running: running, logs: logs)
  }

  /// Pictures are drawn at about half of the real models' sizes: they are quick to draw and to move.
  static func size(of input: Value) -> (width: Int, height: Int) {
    if let width = input["width"].int, let height = input["height"].int { return (width, height) }
    let parts = (input["aspect_ratio"].string ?? "1:1").split(separator: ":").compactMap { Double($0) }
    let ratio = parts.count == 2 && parts[0] > 0 && parts[1] > 0 ? parts[0] / parts[1] : 1
    let side = input["megapixels"].string == "0.25" ? 256.0 : 512.0
    let width = Int((side * ratio.squareRoot() / 8).rounded()) * 8
    let height = Int((side / ratio.squareRoot() / 8).rounded()) * 8
    return (max(8, width), max(8, height))
  }

  /// Four states of a bar as `tqdm` prints it: clients read their progress from these.
  private static func progressBars(steps: Int) -> [String] {
    (0...3).map { quarter in
      let done = steps * quarter / 3
      let bar = String(repeating: "█", count: 10 * quarter / 3)
      let rest = String(repeating: " ", count: 10 - 10 * quarter / 3)
      return "\r\(quarter * 100 / 3)%|\(bar)\(rest)| \(done)/\(steps) [00:00<00:00, 30.00it/s]"
    } + ["\n"]
  }
}

extension ModelDefinition {
  private static let aspectRatios: [Value] = [
    "1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21",
  ]

  private static func fluxInputs(steps: ClosedRange<Double>, defaultSteps: Int) -> [InputField] {
    [
      .required("prompt", .string, "What to draw."),
      .optional("aspect_ratio", .choice(aspectRatios), "Aspect ratio of the pictures.", default: "1:1"),
      .optional("num_outputs", .integer, "How many pictures.", default: 1).within(1...4),
      .optional("num_inference_steps", .integer, "Denoising steps.", default: .int(defaultSteps)).within(steps),
      .optional("seed", .integer, "Random seed; set it for reproducible pictures."),
      .optional("output_format", .choice(["webp", "jpg", "png"]), "Format of the pictures.", default: "webp"),
      .optional("output_quality", .integer, "Quality, 0 to 100.", default: 80).within(0...100),
      .optional("disable_safety_checker", .boolean, "Do not check the pictures.", default: false),
      .optional("go_fast", .boolean, "Run at lower precision.", default: true),
      .optional("megapixels", .choice(["1", "0.25"]), "Size of the pictures.", default: "1"),
    ]
  }

  private static func pictureModel(
    _ owner: String, _ name: String, _ description: String, runs: Int, official: Bool = true, inputs: [InputField],
    output: OutputShape = .files, training: [InputField]? = nil, behavior: any ModelBehavior = PictureModel()
  ) -> ModelDefinition {
    ModelDefinition(
      owner: owner, name: name, description: description, tags: ["text-to-image", "image", "picture"],
      isOfficial: official, runCount: runs,
      readme: "# \(name)\n\n\(description)\n\nThis is the simulator's stand-in: it draws small landscapes.\n",
      schema: ModelSchema(input: inputs, output: output, training: training), behavior: behavior,
      exampleInputs: [["prompt": "a tiny house in the rain", "seed": 7]])
  }

  static let pictureModels: [ModelDefinition] = [
    pictureModel(
      "black-forest-labs", "flux-schnell", "The fastest image generation model for local development and personal use",
      runs: 512_000_000, inputs: fluxInputs(steps: 1...4, defaultSteps: 4)),
    pictureModel(
      "black-forest-labs", "flux-dev", "A 12 billion parameter rectified flow transformer for pictures from text",
      runs: 38_000_000,
      inputs: fluxInputs(steps: 1...50, defaultSteps: 28) + [
        .optional("guidance", .number, "How closely to follow the prompt.", default: 3).within(0...10),
        .optional("image", .file, "A picture to start from."),
        .optional("prompt_strength", .number, "How much of the picture to change.", default: 0.8).within(0...1),
      ],
      behavior: PictureModel(perPicture: .milliseconds(400))),
    pictureModel(
      "stability-ai", "sdxl", "A text-to-image generative AI model that creates beautiful images", runs: 83_000_000,
      official: false,
      inputs: [
        .optional(
          "prompt", .string, "What to draw.", default: "An astronaut riding a rainbow unicorn"),
        .optional("negative_prompt", .string, "What not to draw.", default: ""),
        .optional("image", .file, "A picture to start from."),
        .optional("mask", .file, "What of the picture to keep: black."),
        .optional("width", .integer, "Width in pixels.", default: 512).within(8...2048),
        .optional("height", .integer, "Height in pixels.", default: 512).within(8...2048),
        .optional("num_outputs", .integer, "How many pictures.", default: 1).within(1...4),
        .optional(
          "scheduler",
          .choice(["DDIM", "DPMSolverMultistep", "HeunDiscrete", "KarrasDPM", "K_EULER_ANCESTRAL", "K_EULER", "PNDM"]),
          "Scheduler.", default: "K_EULER"),
        .optional("num_inference_steps", .integer, "Denoising steps.", default: 50).within(1...500),
        .optional("guidance_scale", .number, "How closely to follow the prompt.", default: 7.5).within(1...50),
        .optional("prompt_strength", .number, "How much of the picture to change.", default: 0.8).within(0...1),
        .optional("seed", .integer, "Random seed; leave out for a random one."),
      ],
      behavior: PictureModel(perPicture: .milliseconds(500))),
    pictureModel(
      "luma", "photon", "High-quality image generation model optimized for creative professional workflows",
      runs: 3_100_000,
      inputs: [
        .required("prompt", .string, "What to draw."),
        .optional("aspect_ratio", .choice(aspectRatios), "Aspect ratio of the picture.", default: "16:9"),
        .optional("image_reference", .file, "A picture to be guided by."),
        .optional("style_reference", .file, "A picture whose style to take."),
        .optional("seed", .integer, "Random seed; set it for reproducible pictures."),
      ],
      output: .file, behavior: PictureModel(givesOne: true)),
    pictureModel(
      "ostris", "flux-dev-lora-trainer", "Fine-tune FLUX.1-dev using ai-toolkit", runs: 900_000, official: false,
      inputs: fluxInputs(steps: 1...50, defaultSteps: 28),
      training: [
        .required("input_images", .file, "A zip or tar of the pictures to learn from."),
        .optional("trigger_word", .string, "The word that stands for what is learnt.", default: "TOK"),
        .optional("autocaption", .boolean, "Caption the pictures.", default: true),
        .optional("steps", .integer, "Training steps.", default: 1000).within(3...6000),
        .optional("learning_rate", .number, "Learning rate.", default: 0.0004),
        .optional("batch_size", .integer, "Batch size.", default: 1).within(1...16),
        .optional("resolution", .string, "Picture sizes, separated by commas.", default: "512,768,1024"),
        .optional("lora_rank", .integer, "Rank of the LoRA.", default: 16).within(1...128),
        .optional("hf_token", .secret, "Token to push the weights elsewhere."),
      ]),
  ]
}
