/// One arm of a `match`.
public struct MatchArm: Sendable {
  /// What the value must look like.
  public let pattern: Pattern
  /// `if condition`
  public let condition: Expression?
  /// What it gives.
  public let body: Body

  /// An arm.
  public init(pattern: Pattern, condition: Expression?, body: Body) {
    self.pattern = pattern
    self.condition = condition
    self.body = body
  }
}

/// One pattern with its place (R22).
public struct Pattern: Sendable {
  /// The forms of a pattern.
  public indirect enum Kind: Sendable {
    /// `_`
    case wildcard
    /// `name`, which binds
    case bind(String)
    /// `null`, `true`, `3`, `-1`, `"text"`
    case literal(Expression)
    /// `1..9`, `0..<10`
    case range(Expression, Expression, isClosed: Bool)
    /// `[a, b]`, `[a, ...rest]`, `[a, ...]`
    case list([Pattern], rest: Rest?)
    /// `{key: pattern, name}`
    case object([ObjectEntry])
    /// `a | b`; they bind nothing
    case alternatives([Pattern])
    /// Text that is no pattern; a diagnostic says why.
    case invalid
  }
  /// `...name` or `...` at the end of a list pattern.
  public struct Rest: Sendable {
    /// What the remaining items are called; nil for a bare `...`.
    public let name: Name?
    /// Its place.
    public let span: Span

    /// The rest of a list.
    public init(name: Name?, span: Span) {
      self.name = name
      self.span = span
    }
  }
  /// `key: pattern`, or `name` alone, which binds the value of that key.
  public struct ObjectEntry: Sendable {
    /// The key, with its place.
    public let key: Name
    /// The pattern; nil for shorthand.
    public let pattern: Pattern?

    /// An entry.
    public init(key: Name, pattern: Pattern?) {
      self.key = key
      self.pattern = pattern
    }
  }

  /// What the pattern is.
  public let kind: Kind
  /// Its place.
  public let span: Span

  /// A pattern at a place.
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}
