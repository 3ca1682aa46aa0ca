/// A recursive descent over the tokens of one script. It never fails: where the text is wrong it reports a problem,
/// makes an `invalid` node, and goes on at the next place that is surely a beginning.
struct Descent {
  let source: Source
  let bytes: [UInt8]
  let tokens: ContiguousArray<Token>
  let comments: [Comment]
  /// The index of the first `##` comment.
  let firstDocumentation: Int?

  /// The index of ``token``.
  private(set) var index = 0
  /// The token that comes next.
  private(set) var token: Token
  /// Where the last consumed token ended.
  private(set) var previousEnd = 0
  var context: Context = .statement

  private(set) var problems: [Problem] = []
  /// What stands in the wrong place though every piece of it parses; see ``misplaced(_:_:at:hint:notes:mayGrow:)``.
  private(set) var misplacements: [Problem] = []
  var surroundings = Surroundings()
  /// The first statement of the script that is no declaration at its top.
  var firstOrdinaryStatement: Span?
  /// True from a problem to the next place where parsing goes on; nothing is reported meanwhile.
  var isRecovering = false

  /// How many expressions, statements and patterns are being parsed inside each other.
  private(set) var depth = 0
  /// How many brackets are open around ``token``.
  private(set) var openBrackets = 0
  /// The height of the tallest tree that is complete inside the node that is being parsed.
  var height = 0
  /// The `>` that last closed an input block, which explains a stray comparison after it.
  var lastInputClose: Span?

  init(source: Source, lexed: Lexer.Output) {
    self.source = source
    bytes = source.bytes
    tokens = lexed.tokens
    comments = lexed.comments
    firstDocumentation = lexed.comments.firstIndex { $0.kind == .documentation }
    token = lexed.tokens[0]
  }

  // MARK: Moving

  /// The kind of the token after the next `offset` ones.
  func peek(_ offset: Int = 1) -> Token {
    tokens[min(index + offset, tokens.count - 1)]
  }

  /// Consumes a token; the end of the text is never consumed.
  @discardableResult
  mutating func advance() -> Token {
    let consumed = token
    if index < tokens.count - 1 {
      previousEnd = Int(consumed.end)
      index += 1
      token = tokens[index]
    }
    return consumed
  }

  /// Goes to a token further on, for recovery.
  mutating func skip(to target: Int) {
    guard target > index else { return }
    index = min(target, tokens.count - 1)
    token = tokens[index]
    previousEnd = Int(tokens[index - 1].end)
  }

  /// Consumes the next token if it is of a kind.
  mutating func accept(_ kind: TokenKind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  /// True when the statement ends before the next token (R1). Lines that start with `.` `?.` `|>` `??` `and` `or`
  /// go on with it.
  var breaksLine: Bool {
    guard token.hasNewlineBefore, context.contains(.newlinesEnd) else { return false }
    if token.kind == .dot || token.kind == .optionalDot { return false }
    return InfixRule.rule(for: token.kind)?.continuesLine != true
  }

  /// From an offset to the end of what was consumed last.
  func span(from start: Int) -> Span { Span(start, previousEnd) }

  func text(_ token: Token) -> String {
    String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  func name(_ token: Token) -> Name { Name(text(token), token.span) }

  /// Consumes a token that is a name.
  mutating func takeName() -> Name {
    let token = advance()
    return name(token)
  }

  // MARK: Problems

  /// Reports a problem unless the last one is still being recovered from, and starts recovering.
  mutating func fail(
    _ code: String, _ message: String, at span: Span, hint: String? = nil, notes: [Diagnostic.Note] = [],
    comesFromEnd: Bool = false
  ) {
    guard !isRecovering else { return }
    isRecovering = true
    add(code, message, at: span, hint: hint, notes: notes, comesFromEnd: comesFromEnd)
  }

  /// Reports a problem that leaves no doubt about how to go on.
  mutating func complain(
    _ code: String, _ message: String, at span: Span, hint: String? = nil, notes: [Diagnostic.Note] = [],
    comesFromEnd: Bool = false
  ) {
    guard !isRecovering else { return }
    add(code, message, at: span, hint: hint, notes: notes, comesFromEnd: comesFromEnd)
  }

  private mutating func add(
    _ code: String, _ message: String, at span: Span, hint: String?, notes: [Diagnostic.Note], comesFromEnd: Bool
  ) {
    problems.append(
      Problem(diagnostic: Diagnostic(code, message, at: span, hint: hint, notes: notes), comesFromEnd: comesFromEnd))
    if problems.count >= Parser.diagnosticLimit { stop() }
  }

  /// Gives up: everything unwinds at the end of the text.
  mutating func stop() {
    isRecovering = true
    skip(to: tokens.count - 1)
  }

  /// Reports what is in the wrong place. With ``mayGrow`` it may be the beginning of a longer name, at the end of the
  /// text.
  mutating func misplaced(
    _ code: String, _ message: String, at span: Span, hint: String, notes: [Diagnostic.Note] = [], mayGrow: Bool = false
  ) {
    guard misplacements.count < Parser.diagnosticLimit else { return }
    misplacements.append(
      Problem(
        diagnostic: Diagnostic(code, message, at: span, hint: hint, notes: notes),
        comesFromEnd: mayGrow && span.end == bytes.count))
  }

  // MARK: Limits

  /// Counts a level of recursion; false when the limit is reached, and then parsing has stopped.
  mutating func enter() -> Bool {
    depth += 1
    guard depth > Parser.depthLimit else { return true }
    refuseDepth()
    return false
  }

  mutating func leave() { depth -= 1 }

  private mutating func refuseDepth() {
    fail(
      "too-deep", "this is nested more than \(Parser.depthLimit) levels deep", at: token.span,
      hint: "split it with `let`; data belongs in a file that `read_json` reads")
    stop()
  }

  /// Adds a level on top of the trees that were parsed since ``beginTree()``.
  mutating func grow() {
    height += 1
    if height > Parser.depthLimit { refuseDepth() }
  }

  /// Starts to measure a tree; give the result to ``endTree(_:)``.
  mutating func beginTree() -> Int {
    defer { height = 0 }
    return height
  }

  mutating func endTree(_ outer: Int) { height = max(height, outer) }

  /// Counts an opening bracket that is about to be consumed, and consumes it.
  mutating func openBracket() -> Int {
    openBrackets += 1
    let opening = index
    if openBrackets > Parser.bracketLimit {
      fail(
        "too-deep", "more than \(Parser.bracketLimit) brackets are open here", at: token.span,
        hint: "split it with `let`; data belongs in a file that `read_json` reads")
      stop()
    } else {
      advance()
    }
    return opening
  }

  mutating func closeBracket() { openBrackets -= 1 }

  /// Parses in other surroundings.
  mutating func within<Result>(_ inner: Context, _ parse: (inout Descent) -> Result) -> Result {
    let outer = context
    context = inner
    let result = parse(&self)
    context = outer
    return result
  }

  /// Parses what is enclosed by something that bounds its jumps.
  mutating func enclosed<Result>(in inner: Surroundings, _ parse: (inout Descent) -> Result) -> Result {
    let outer = surroundings
    surroundings = inner
    let result = parse(&self)
    surroundings = outer
    return result
  }
}
