import RepValue

/// What a trainer does: read the pictures, count down its steps, push a version to the destination.
enum Training {
  static func plan(
    steps: Int, version: String, weights: Value, running: Duration = .milliseconds(600)
  ) -> Plan {
    let logs = (0...4).map { quarter in
      "flux_train: \(quarter * 25)%|\(String(repeating: "█", count: quarter))| \(steps * quarter / 4)/\(steps)\n"
    }
    return .result(
      ["version": Value(version), "weights": weights], queued: .milliseconds(60), running: running, logs: logs)
  }
}

/// A picture model that was trained here: it draws what it was trained from, in other words the same scenes.
extension ModelDefinition {
  static let trainedSchema = ModelSchema(
    input: [
      .required("prompt", .string, "What to draw; say the trigger word."),
      .optional("lora_scale", .number, "How strongly to apply what was learnt.", default: 1).within(-1...3),
      .optional("num_outputs", .integer, "How many pictures.", default: 1).within(1...4),
      .optional("aspect_ratio", .string, "Aspect ratio of the pictures.", default: "1:1"),
      .optional("seed", .integer, "Random seed; set it for reproducible pictures."),
    ], output: .files)
}
