import RepPictures
import RepValue

/// A model of the simulator: what the API tells of it, and what it does.
struct ModelDefinition: Sendable {
  var owner: String
  var name: String
  var description: String
  var tags: [String]
  /// Official models run under their name; others only by version.
  var isOfficial: Bool
  var isPrivate = false
  var runCount: Int
  /// Markdown; nil for a model without one.
  var readme: String?
  var schema: ModelSchema
  var behavior: any ModelBehavior
  /// Known version ids, newest first; empty for one that is made up from the name.
  var versions: [String] = []
  /// Inputs of the predictions that the model's page shows.
  var exampleInputs: [Value] = []

  var reference: String { "\(owner)/\(name)" }
}

/// What a model does with an input.
protocol ModelBehavior: Sendable {
  /// The plan for one prediction. The input has been checked and has its defaults.
  func plan(for invocation: Invocation) async -> Plan
}

/// One prediction as its model sees it.
struct Invocation: Sendable {
  let input: Value
  /// Numbers that depend on the simulator's seed and the input alone.
  var random: SplitMix64
  /// How long the slow models take.
  let slowness: Duration
  /// Reads the file that a URL in the input names.
  let files: any InputFiles
  /// Promises a file that is made when it is first fetched, and gives its URL.
  let publish: @Sendable (Artifact) -> Value

  func text(_ key: String) -> String { input[key].string ?? "" }
  func number(_ key: String) -> Double { input[key].double ?? 0 }

  /// The input's `seed`, or one that follows from the simulator's seed and the input.
  var seed: Int64 {
    if let seed = input["seed"].int { return Int64(seed) }
    var random = random
    return Int64(random.next() % 1_000_000)
  }
}

/// A file that a model made.
struct Artifact: Sendable {
  let name: String
  let contentType: String
  /// Runs when the file is first asked for: a picture that nobody fetches costs nothing.
  let contents: @Sendable () -> [UInt8]

  /// A picture in one of the formats that models offer: `png`, `webp` (without loss) or `jpg`.
  /// - Parameter quality: 1 to 100, for JPEG.
  static func picture(
    _ name: String, format: String = "png", quality: Int = 80, _ draw: @escaping @Sendable () -> Bitmap
  ) -> Artifact {
    switch format {
    case "webp": Artifact(name: name + ".webp", contentType: "image/webp") { WebP.encode(draw()) }
    case "jpg": Artifact(name: name + ".jpg", contentType: "image/jpeg") { JPEG.encode(draw(), quality: quality) }
    default: Artifact(name: name + ".png", contentType: "image/png") { PNG.encode(draw()) }
    }
  }
}

/// Reads files that inputs name by URL.
protocol InputFiles: Sendable {
  /// - Throws: `InputFileError`.
  func read(_ url: String) async throws(InputFileError) -> [UInt8]
}

struct InputFileError: Error, Sendable {
  let message: String
}
