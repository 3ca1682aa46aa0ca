/// One expression with its place.
public struct Expression: Sendable {
  /// The forms of an expression.
  public indirect enum Kind: Sendable {
    /// `null`
    case null
    /// `true`, `false`
    case bool(Bool)
    /// `42`, `0xff`, `2.5`, `1h30m`
    case number(NumberLiteral)
    /// `"…"`, `'…'`, `"""…"""`
    case string(StringLiteral)
    /// A variable or a built-in.
    case name(String)
    /// `[a, ...b]`
    case list([Element])
    /// `{a: 1, b:, ...c}`
    case object([Entry])
    /// `[for x in xs if c: value]`
    case listComprehension(ForHead, condition: Expression?, value: Expression)
    /// `{for k, v in o if c: key: value}`
    case objectComprehension(ForHead, condition: Expression?, key: Expression, value: Expression)
    /// `x => e`, `(a, b = 1) => { … }`, `fn(a) { … }`
    case function(FunctionLiteral)
    /// `( e )`, kept because it ends an optional chain and for the formatter.
    case group(Expression)
    /// `-e`, `not e`
    case unary(UnaryOperator, Expression)
    /// `a op b`, with the place of the operator.
    case binary(BinaryOperator, Expression, Expression, Span)
    /// `a..b`, `a..<b`
    case range(Expression, Expression, isClosed: Bool)
    /// `e.name`, `e?.name`
    case member(Expression, Name, isOptional: Bool)
    /// `e[i]`, `e?[i]`; an index that is a range is a slice.
    case index(Expression, Expression, isOptional: Bool)
    /// `f(a)`, `f a`
    case call(Call)
    /// `x |> stage` (R12)
    case pipe(Expression, Expression)
    /// `await e`
    case await(Expression)
    /// `try e`: the envelope.
    case attempt(Expression)
    /// `try { … } catch e { … }`; without `catch` the envelope (R30).
    case attemptBlock(Block, CatchClause?)
    /// `if … else if … else …`: the clauses in order and the last `else`.
    case conditional([ConditionalClause], otherwise: Block?)
    /// `match e { … }`
    case match(Expression, [MatchArm])
    /// `parallel …`
    case parallel(ParallelExpression)
    /// `within 5m { … }`
    case within(Expression, Block)
    /// `throw e`
    case throwing(Expression)
    /// `return`, `return e`
    case returning(Expression?)
    /// `break`
    case breaking
    /// `continue`
    case continuing
    /// `place op= value`; its value is null. Only where a statement may stand.
    case assignment(Expression, AssignmentOperator, Expression)
    /// Text that is no expression; a diagnostic says why.
    case invalid
  }

  /// What the expression is.
  public let kind: Kind
  /// Its place.
  public let span: Span

  /// An expression at a place.
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }
}

/// A number as written and what it means.
public struct NumberLiteral: Hashable, Sendable {
  /// What the digits mean.
  public enum Value: Hashable, Sendable {
    /// A whole number of 64 bits.
    case int(Int)
    /// A finite number with a fraction or an exponent.
    case float(Double)
    /// An int beyond 64 bits or a float beyond the range of a double: may only be passed on (R17).
    case outOfRange
  }
  /// The value.
  public let value: Value
  /// The text in JSON's form (no `_`), which survives until arithmetic; nil for hexadecimals and durations.
  public let jsonText: String?

  /// A number literal.
  public init(value: Value, jsonText: String?) {
    self.value = value
    self.jsonText = jsonText
  }
}

/// A string as written: pieces of text and interpolations.
public struct StringLiteral: Sendable {
  /// How it was written.
  public enum Style: Sendable {
    /// `"…"`
    case quoted
    /// `'…'`
    case raw
    /// `"""` … `"""`
    case multiline
  }
  /// One piece.
  public enum Segment: Sendable {
    /// Text, escapes already decoded.
    case text(String)
    /// `\(e)`
    case interpolation(Expression)
  }

  /// How it was written.
  public let style: Style
  /// The pieces, in order; an empty string has none.
  public let segments: [Segment]
  /// Its place, quotes included.
  public let span: Span

  /// A string literal.
  public init(style: Style, segments: [Segment], span: Span) {
    self.style = style
    self.segments = segments
    self.span = span
  }

  /// The text when nothing is interpolated.
  public var plainText: String? {
    switch segments.count {
    case 0: return ""
    case 1:
      if case .text(let text) = segments[0] { return text }
      return nil
    default: return nil
    }
  }
}

/// An item of a list literal.
public enum Element: Sendable {
  /// `e`
  case value(Expression)
  /// `...e`
  case spread(Expression)
}

/// An entry of an object literal or of an input block.
public enum Entry: Sendable {
  /// `key: e`; `key:` alone is shorthand for `key: key`, with no value here.
  case pair(ObjectKey, Expression?)
  /// `...e`
  case spread(Expression)
}

/// The key of an entry.
public enum ObjectKey: Sendable {
  /// `key:`
  case name(Name)
  /// `"key":`, `"\(k)":`
  case string(StringLiteral)

  /// Its place.
  public var span: Span {
    switch self {
    case .name(let name): name.span
    case .string(let literal): literal.span
    }
  }
}

/// A call in either form.
public struct Call: Sendable {
  /// How it was written.
  public enum Form: Sendable {
    /// `f(a, b)`
    case parenthesized
    /// `f a, b`
    case command
  }
  /// One argument.
  public struct Argument: Sendable {
    /// `label:`
    public let label: Name?
    /// The value; with ``isShorthand`` the variable that the label names.
    public let value: Expression
    /// True for `...e`.
    public let isSpread: Bool
    /// True for `label:` alone.
    public let isShorthand: Bool

    /// An argument.
    public init(label: Name? = nil, value: Expression, isSpread: Bool = false, isShorthand: Bool = false) {
      self.label = label
      self.value = value
      self.isSpread = isSpread
      self.isShorthand = isShorthand
    }
  }

  /// What is called.
  public let callee: Expression
  /// Positional and named arguments in the order written.
  public let arguments: [Argument]
  /// The entries of `< … >`, with its place.
  public let input: InputBlock?
  /// How it was written.
  public let form: Form

  /// A call.
  public init(callee: Expression, arguments: [Argument], input: InputBlock? = nil, form: Form) {
    self.callee = callee
    self.arguments = arguments
    self.input = input
    self.form = form
  }
}

/// `< key: value, … >`: the argument called `input`.
public struct InputBlock: Sendable {
  /// The entries, as in an object.
  public let entries: [Entry]
  /// From `<` to after `>`.
  public let span: Span

  /// An input block.
  public init(entries: [Entry], span: Span) {
    self.entries = entries
    self.span = span
  }
}

/// `if` or `else if` with its condition and body.
public struct ConditionalClause: Sendable {
  /// The condition.
  public let condition: Expression
  /// The body.
  public let body: Block

  /// A clause.
  public init(condition: Expression, body: Block) {
    self.condition = condition
    self.body = body
  }
}

/// `catch name { … }`; the name may be left out.
public struct CatchClause: Sendable {
  /// What the error is called inside.
  public let name: Name?
  /// What runs.
  public let body: Block

  /// A catch clause.
  public init(name: Name?, body: Block) {
    self.name = name
    self.body = body
  }
}

/// `parallel(limit: 8) for …`, `parallel […]`, `parallel {…}`
public struct ParallelExpression: Sendable {
  /// What runs at the same time.
  public indirect enum Bodies: Sendable {
    /// One body per item.
    case each(ForHead, Block)
    /// One body per element of a list literal.
    case list([Expression])
    /// One body per entry of an object literal.
    case object([(key: ObjectKey, value: Expression?)])
  }
  /// `limit:`, `on_error:`
  public let options: [Call.Argument]
  /// What runs.
  public let bodies: Bodies

  /// Bodies to run at the same time.
  public init(options: [Call.Argument], bodies: Bodies) {
    self.options = options
    self.bodies = bodies
  }
}

/// `-`, `not`
public enum UnaryOperator: String, Sendable {
  /// `-`
  case negate = "-"
  /// `not`
  case not
}

/// The operators between two operands.
public enum BinaryOperator: String, Sendable, CaseIterable {
  /// `+`
  case add = "+"
  /// `-`
  case subtract = "-"
  /// `*`
  case multiply = "*"
  /// `/`
  case divide = "/"
  /// `%`
  case remainder = "%"
  /// `**`
  case power = "**"
  /// `==`
  case equal = "=="
  /// `!=`
  case notEqual = "!="
  /// `<`
  case less = "<"
  /// `<=`
  case lessOrEqual = "<="
  /// `>`
  case greater = ">"
  /// `>=`
  case greaterOrEqual = ">="
  /// `in`
  case contained = "in"
  /// `not in`
  case notContained = "not in"
  /// `and`
  case and
  /// `or`
  case or
  /// `??`
  case coalesce = "??"
}

/// The operators of an assignment.
public enum AssignmentOperator: String, Sendable, CaseIterable {
  /// `=`
  case assign = "="
  /// `+=`
  case add = "+="
  /// `-=`
  case subtract = "-="
  /// `*=`
  case multiply = "*="
  /// `/=`
  case divide = "/="
  /// `%=`
  case remainder = "%="
  /// `??=`
  case coalesce = "??="
}
