/// Something to tell the user about a script, before it is laid out: what a ``Diagnostic``, an uncaught error of a
/// running script and a failed assertion have in common. ``DiagnosticRenderer`` words and draws it.
public struct Report: Sendable {
  /// A place in a script.
  public struct Place: Sendable {
    /// The script or module.
    public let source: Source
    /// Where in it.
    public let span: Span

    /// A place in a script.
    public init(_ source: Source, _ span: Span) {
      self.source = source
      self.span = span
    }
  }

  /// A second place that explains the first.
  public struct Note: Sendable {
    /// What is said about the place.
    public let message: String
    /// The place, which may lie in another module.
    public let place: Place

    /// Says something about a place.
    public init(_ message: String, at place: Place) {
      self.message = message
      self.place = place
    }
  }

  /// One line of a script's call stack.
  public struct Frame: Sendable {
    /// The name of the function; empty for a lambda, nil for the top level of a script.
    public let function: String?
    /// Where in the function the call stands.
    public let place: Place

    /// One line of a call stack.
    public init(function: String?, at place: Place) {
      self.function = function
      self.place = place
    }
  }

  /// The first word: `error`, `warning`.
  public let heading: String
  /// The stable code of a diagnostic or the kind of a thrown error, shown in brackets.
  public let code: String?
  /// What is wrong, no full stop.
  public let message: String
  /// The way out.
  public let hint: String?
  /// The place to show and underline.
  public let place: Place?
  /// Other places that matter.
  public let notes: [Note]
  /// The calls that led there, innermost first.
  public let stack: [Frame]

  /// Collects what there is to tell.
  public init(
    heading: String = "error", code: String?, message: String, hint: String? = nil, place: Place? = nil,
    notes: [Note] = [], stack: [Frame] = []
  ) {
    self.heading = heading
    self.code = code
    self.message = message
    self.hint = hint
    self.place = place
    self.notes = notes
    self.stack = stack
  }

  /// A problem found before the script ran.
  public init(_ diagnostic: Diagnostic, in source: Source) {
    self.init(
      heading: diagnostic.severity.rawValue, code: diagnostic.code, message: diagnostic.message, hint: diagnostic.hint,
      place: Place(source, diagnostic.span),
      notes: diagnostic.notes.map { Note($0.message, at: Place(source, $0.span)) })
  }
}
