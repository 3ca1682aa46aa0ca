import RepRuntime
import RepSyntax

extension Report {
  /// What to show of an error that a script did not catch.
  /// - Parameter hint: replaces the error's own.
  public init(_ error: ScriptError, hint: String? = nil) {
    let entries = error.trace.compactMap { entry -> Frame? in
      guard let source = entry.source else { return nil }
      return Frame(function: entry.function, at: Place(source, entry.span))
    }
    let body = error.trace.compactMap(\.body).first
    self.init(
      code: error.kind.rawValue, message: error.message + (body.map { " (in body \($0) of a parallel)" } ?? ""),
      hint: hint ?? error.hint, place: entries.first?.place,
      // One entry says no more than the place that is drawn.
      stack: entries.count > 1 ? entries : [])
  }
}
