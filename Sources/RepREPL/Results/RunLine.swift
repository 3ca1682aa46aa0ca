import Rep
import RepValue
import Replicate

/// Predictions and trainings in one line each.
enum RunLine {
  /// `prediction k3…  processing  black-forest-labs/flux-schnell  3.2 s`
  static func text(of run: RunRecord, _ palette: Palette) -> String {
    let role: Palette.Role =
      switch run.status {
      case .succeeded: .good
      case .failed, .canceled, .aborted: .bad
      default: .number
      }
    var parts = [
      run.kind == .training ? "training" : "prediction", run.id, palette.paint(run.status.text, role), run.shortModel,
    ]
    if let seconds = run.predictSeconds { parts.append("\((seconds * 10).rounded() / 10) s") }
    if let error = run.value["error"].string, !error.isEmpty { parts.append(error) }
    return parts.joined(separator: "  ")
  }

  /// The last line that a run has logged, without control characters.
  static func lastLog(of run: RunRecord) -> String? {
    guard let logs = run.value["logs"].string else { return nil }
    return logs.split(whereSeparator: \.isNewline).last.map { line in
      String(line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
  }
}
