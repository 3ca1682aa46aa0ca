/// One statement with its place and its documentation comment.
public struct Statement: Sendable {
  /// The forms of a statement.
  public indirect enum Kind: Sendable {
    /// `let name = value`, `var name = value`
    case binding(Binding)
    /// `fn name(…) { … }`
    case function(Name, FunctionLiteral)
    /// An expression for its effect, or as the value of the block that it ends.
    case expression(Expression)
    /// `while condition { … }`
    case whileLoop(Expression, Block)
    /// `for item in items { … }`
    case forLoop(ForHead, Block)
    /// `param name: type = default`
    case param(ParamDeclaration)
    /// `import "path" as name`
    case importModule(StringLiteral, Name)
    /// `test "name" { … }`
    case test(StringLiteral, Block)
    /// Text that is no statement; a diagnostic says why.
    case invalid
  }

  /// What the statement is.
  public let kind: Kind
  /// From its first to after its last byte, comments outside.
  public let span: Span
  /// The text of its `##` comments (R37).
  public let documentation: String?

  /// A statement at a place.
  public init(_ kind: Kind, _ span: Span, documentation: String? = nil) {
    self.kind = kind
    self.span = span
    self.documentation = documentation
  }
}

/// `{ statements }`
public struct Block: Sendable {
  /// The statements, in order.
  public let statements: [Statement]
  /// From `{` to after `}`.
  public let span: Span

  /// Statements in braces.
  public init(statements: [Statement], span: Span) {
    self.statements = statements
    self.span = span
  }
}

/// `let` or `var` with one name and one value.
public struct Binding: Sendable {
  /// True for `var`.
  public let isMutable: Bool
  /// The name that is bound.
  public let name: Name
  /// Its value.
  public let value: Expression

  /// Binds a name.
  public init(isMutable: Bool, name: Name, value: Expression) {
    self.isMutable = isMutable
    self.name = name
    self.value = value
  }
}

/// The head of a `for`, a `parallel for` and a comprehension: one name or two, and what is walked.
public struct ForHead: Sendable {
  /// The item; with two names the index or the key.
  public let first: Name
  /// With two names, the item or the value.
  public let second: Name?
  /// What is walked.
  public let sequence: Expression

  /// Names a walk.
  public init(first: Name, second: Name?, sequence: Expression) {
    self.first = first
    self.second = second
    self.sequence = sequence
  }
}

/// `param name: type = default` (R36).
public struct ParamDeclaration: Sendable {
  /// The name; the flag is the same with `-` for `_`.
  public let name: Name
  /// The type as written: `string int float bool list object file secret any`.
  public let type: Name?
  /// The value when none is given.
  public let defaultValue: Expression?

  /// Declares an input of the script.
  public init(name: Name, type: Name?, defaultValue: Expression?) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
  }
}

/// The parameters and the body of a `fn` or of a lambda.
public struct FunctionLiteral: Sendable {
  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: Name
    /// The value when none is given; evaluated at each call, where the function is defined.
    public let defaultValue: Expression?
    /// True for `...rest`.
    public let isRest: Bool

    /// A parameter.
    public init(name: Name, defaultValue: Expression? = nil, isRest: Bool = false) {
      self.name = name
      self.defaultValue = defaultValue
      self.isRest = isRest
    }
  }

  /// The parameters, in order; a rest parameter is the last.
  public let parameters: [Parameter]
  /// What it does.
  public let body: Body
  /// All of it, from `fn` or the first parameter on.
  public let span: Span

  /// A function.
  public init(parameters: [Parameter], body: Body, span: Span) {
    self.parameters = parameters
    self.body = body
    self.span = span
  }
}

/// What follows `=>`, or the braces of a `fn`: a block, or one expression or assignment (R10).
public indirect enum Body: Sendable {
  /// `{ … }`
  case block(Block)
  /// One expression or assignment.
  case expression(Expression)

  /// Its place.
  public var span: Span {
    switch self {
    case .block(let block): block.span
    case .expression(let expression): expression.span
    }
  }
}
