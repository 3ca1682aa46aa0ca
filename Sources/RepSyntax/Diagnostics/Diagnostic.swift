/// One thing that is wrong with a script before it runs, as data; ``DiagnosticRenderer`` words and draws it.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Sendable {
    /// The script does not run.
    case error
    /// The script runs, but probably not as meant.
    case warning
  }

  /// A second place that explains the first.
  public struct Note: Hashable, Sendable {
    /// What is said about the place.
    public let message: String
    /// The place.
    public let span: Span
    /// Says something about a place.
    public init(_ message: String, _ span: Span) {
      self.message = message
      self.span = span
    }
  }

  /// A stable identifier, such as `unterminated-string`; tests and editors match on it, never on the message.
  public let code: String
  /// How bad it is.
  public let severity: Severity
  /// What is wrong, one line, no full stop.
  public let message: String
  /// The place to underline.
  public let span: Span
  /// The way out, one line.
  public let hint: String?
  /// Other places that matter.
  public let notes: [Note]

  /// Describes one problem.
  public init(
    _ code: String, _ message: String, at span: Span, severity: Severity = .error, hint: String? = nil, notes: [Note] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.span = span
    self.hint = hint
    self.notes = notes
  }
}
