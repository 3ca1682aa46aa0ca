import RepSyntax
import RepValue

/// Words that several built-ins share.
enum Wording {
  /// `did you mean …?` for a text that is none of those allowed.
  static func suggestion(for value: Value, among candidates: [String]) -> String? {
    guard let text = value.string else { return nil }
    return suggestion(for: text, among: candidates)
  }

  /// `did you mean …?`, else the candidates when they are few.
  static func suggestion(for text: String, among candidates: [String]) -> String? {
    if let near = Suggestion.nearest(to: text, among: candidates) { return "did you mean `\(near)`?" }
    guard !candidates.isEmpty else { return nil }
    let shown = candidates.prefix(12).joined(separator: ", ")
    return "it is one of \(shown)" + (candidates.count > 12 ? ", …" : "")
  }
}
