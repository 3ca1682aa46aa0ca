import RepDeflate
import RepPictures
import RepValue

/// Reads the picture that an input names.
private func readPicture(_ key: String, _ invocation: Invocation) async throws(InputFileError) -> InputPicture {
  let url = invocation.text(key)
  let bytes = try await invocation.files.read(url)
  do throws(Picture.Failure) {
    return InputPicture(bitmap: try Picture.decode(bytes), bytes: bytes, url: url)
  } catch {
    switch error {
    case .unknownFormat, .needsLibrary: return InputPicture(bitmap: nil, bytes: bytes, url: url)
    case .tooLarge(let format), .damaged(let format):
      throw InputFileError(message: "cannot identify image file: damaged \(format.rawValue)")
    }
  }
}

/// A picture to work on. Of what is not a picture, and of JPEG and WebP where the system lacks the library that decodes
/// them, only the bytes are known; a drawing made from them stands in.
private struct InputPicture: Sendable {
  let bitmap: Bitmap?
  let bytes: [UInt8]
  let url: String

  /// The picture, or a 64 × 64 scene that depends on its bytes.
  var pixels: Bitmap {
    bitmap ?? Scene(prompt: "photo", seed: Int64(Checksum.crc32(bytes))).draw(width: 64, height: 64)
  }
}

/// Enlarges the picture it is given.
struct Upscaler: ModelBehavior {
  /// The largest side that comes out, so that a chain of upscalers ends.
  static let largestSide = 8192

  func plan(for invocation: Invocation) async -> Plan {
    let queued = Duration.milliseconds(40)
    let running = Duration.milliseconds(200)
    let scale = invocation.number("scale")
    do throws(InputFileError) {
      let picture = try await readPicture("image", invocation)
      let source = picture.pixels
      let width = Int(Double(source.width) * scale)
      let height = Int(Double(source.height) * scale)
      guard width > 0, height > 0, width <= Self.largestSide, height <= Self.largestSide else {
        return .failure(
          "CUDA out of memory: \(source.width)x\(source.height) at scale \(scale) (E1001)", queued: queued,
          running: running)
      }
      let url = invocation.publish(.picture("output") { source.resized(width: width, height: height) })
      return .result(
        url, queued: queued, running: running, logs: ["\(source.width)x\(source.height) → \(width)x\(height)\n"])
    } catch {
      return .failure(error.message, queued: queued, running: running)
    }
  }
}

/// Makes everything transparent that has about the colour of the picture's upper corners.
struct BackgroundRemover: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    let queued = Duration.milliseconds(40)
    let running = Duration.milliseconds(150)
    do throws(InputFileError) {
      let picture = try await readPicture("image", invocation)
      let url = invocation.publish(
        .picture("output", format: invocation.text("format")) { Self.cutOut(picture.pixels) })
      return .result(url, queued: queued, running: running)
    } catch {
      return .failure(error.message, queued: queued, running: running)
    }
  }

  static func cutOut(_ picture: Bitmap) -> Bitmap {
    let corners = [picture[0, 0], picture[picture.width - 1, 0]]
    var result = picture
    result.pixels.withUnsafeMutableBufferPointer { pixels in
      // Neighbours are mostly of one colour, so the last answer nearly always holds.
      var (lastPixel, wasBackground) = (pixels[0], true)
      for index in pixels.indices {
        let pixel = pixels[index]
        if pixel != lastPixel {
          lastPixel = pixel
          let color = Color(packed: pixel)
          wasBackground = corners.contains { color.distance(to: $0) < 48 }
        }
        if wasBackground { pixels[index] = pixel & 0x00ff_ffff }
      }
    }
    return result
  }
}

/// Says what is on a picture, as far as its size, brightness and colours tell.
struct Captioner: ModelBehavior {
  func plan(for invocation: Invocation) async -> Plan {
    let queued = Duration.milliseconds(40)
    let running = Duration.milliseconds(120)
    do throws(InputFileError) {
      let picture = try await readPicture("image", invocation)
      let text: String
      switch invocation.text("task") {
      case "visual_question_answering": text = "Answer: \(Self.mainColor(of: picture.pixels))"
      case "image_text_matching": text = "The image and text is matched with a probability of 50.0%."
      default: text = "Caption: \(Self.caption(picture.pixels))"
      }
      return .result(Value(text), queued: queued, running: running)
    } catch {
      return .failure(error.message, queued: queued, running: running)
    }
  }

  private static func caption(_ picture: Bitmap) -> String {
    let shape =
      picture.width > picture.height * 5 / 4
      ? "a wide" : picture.height > picture.width * 5 / 4 ? "a tall" : "a square"
    return "\(shape) landscape in \(mainColor(of: picture))"
  }

  private static func mainColor(of picture: Bitmap) -> String {
    var sums = (red: 0, green: 0, blue: 0)
    let step = max(1, picture.pixels.count / 1024)
    var count = 0
    for index in stride(from: 0, to: picture.pixels.count, by: step) {
      let color = Color(packed: picture.pixels[index])
      sums = (sums.red + Int(color.red), sums.green + Int(color.green), sums.blue + Int(color.blue))
      count += 1
    }
    let (red, green, blue) = (sums.red / count, sums.green / count, sums.blue / count)
    if max(red, green, blue) < 60 { return "black" }
    if min(red, green, blue) > 200 { return "white" }
    if red > green + 25 && red > blue + 25 { return green > blue + 25 ? "orange" : "red" }
    if green > red + 15 && green > blue + 15 { return "green" }
    return blue > red + 15 ? "blue" : "grey"
  }
}

extension ModelDefinition {
  static let imageTools: [ModelDefinition] = [
    ModelDefinition(
      owner: "nightmareai", name: "real-esrgan",
      description: "Real-ESRGAN with optional face correction and adjustable upscale",
      tags: ["super-resolution", "upscale", "image"], isOfficial: false, runCount: 79_000_000,
      readme: "# Real-ESRGAN\n\nEnlarges a picture.\n",
      schema: ModelSchema(
        input: [
          .required("image", .file, "The picture to enlarge."),
          .optional("scale", .number, "How much to enlarge it.", default: 4).within(0...10),
          .optional("face_enhance", .boolean, "Also improve faces.", default: false),
        ], output: .file),
      behavior: Upscaler()),
    ModelDefinition(
      owner: "851-labs", name: "background-remover", description: "Remove backgrounds from images.",
      tags: ["background-removal", "remove", "background", "image"], isOfficial: false, runCount: 9_600_000,
      readme: "# Background remover\n\nMakes the background of a picture transparent.\n",
      schema: ModelSchema(
        input: [
          .required("image", .file, "The picture."),
          .optional("threshold", .number, "Sharpness of the edge; 0 for soft.", default: 0).within(0...1),
          .optional("reverse", .boolean, "Remove the foreground instead.", default: false),
          .optional("format", .choice(["png", "jpg"]), "Format of the result.", default: "png"),
          .optional("background_type", .string, "What to put behind.", default: "rgba"),
        ], output: .file),
      behavior: BackgroundRemover()),
    ModelDefinition(
      owner: "salesforce", name: "blip", description: "Generate image captions",
      tags: ["image-to-text", "caption"], isOfficial: false, runCount: 168_000_000,
      readme: "# BLIP\n\nCaptions a picture, or answers a question about it.\n",
      schema: ModelSchema(
        input: [
          .required("image", .file, "The picture."),
          .optional(
            "task", .choice(["image_captioning", "visual_question_answering", "image_text_matching"]),
            "What to do.", default: "image_captioning"),
          .optional("question", .string, "The question to answer."),
          .optional("caption", .string, "The text to match."),
        ], output: .text),
      behavior: Captioner()),
  ]
}
