/// One way to go on.
public struct Candidate: Hashable, Sendable {
  /// What replaces the word before the cursor.
  public let text: String
  /// What it is: a type, a default, a summary.
  public let detail: String

  init(_ text: String, _ detail: String = "") { (self.text, self.detail) = (text, detail) }
}

/// What to offer at a cursor.
public struct Completion: Sendable {
  /// Unicode scalars before the cursor that a candidate replaces.
  public let replaced: Int
  /// The ways to go on, sorted.
  public let candidates: [Candidate]
}
