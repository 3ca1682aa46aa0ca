/// Statements that declare: `let`, `var`, `fn`, `for`, `param`, `import`, `test`.
extension Descent {
  // MARK: Bindings

  mutating func binding() -> Statement.Kind {
    let isMutable = advance().kind == .var
    let keyword: StaticString = isMutable ? "var" : "let"
    guard token.kind != .leftBrace, token.kind != .leftBracket, token.kind != .leftParen else {
      fail(
        "destructuring", "`\(keyword)` binds one name", at: token.span,
        hint: "bind the whole and read its parts, or take it apart with `match`")
      return .invalid
    }
    guard let name = declaredName("a name") else { return .invalid }
    guard !breaksLine, accept(.assign) else {
      refuseBindingForms(keyword, name)
      expected("`=`", onLine: true, hint: "`\(keyword) \(name.text) = …` needs a value; `null` is one")
      return .invalid
    }
    return .binding(Binding(isMutable: isMutable, name: name, value: expression()))
  }

  private mutating func refuseBindingForms(_ keyword: StaticString, _ name: Name) {
    switch token.kind {
    case .comma:
      fail("destructuring", "`\(keyword)` binds one name", at: token.span, hint: "write one `\(keyword)` for each name")
    case .colon:
      fail("type-annotation", "names have no types", at: token.span, hint: "write `\(keyword) \(name.text) = …`")
    case .equal:
      fail("unexpected-token", "`==` compares", at: token.span, hint: "write `\(keyword) \(name.text) = …`")
    case .end where !token.hasNewlineBefore: break
    case .semicolon, .rightBrace: break
    default:
      if token.kind != .assign, token.hasNewlineBefore {
        fail(
          "missing-value", "`\(keyword) \(name.text)` has no value", at: name.span,
          hint: "write `\(keyword) \(name.text) = null`")
      }
    }
  }

  mutating func functionDeclaration() -> Statement.Kind {
    let start = Int(advance().start)
    guard let name = declaredName("the name of the function") else { return .invalid }
    return .function(name, functionLiteral(from: start))
  }

  // MARK: Loops

  mutating func forLoop() -> Statement.Kind {
    advance()
    let head = within(context.headOfBody) { $0.forHead() }
    if token.kind == .colon {
      fail(
        "object-comprehension-body", "this `for` is a loop, because its `{` begins a block", at: token.span,
        hint: "put an object comprehension in parentheses: `({for …: key: value})`")
    }
    return .forLoop(head, enclosed(in: surroundings.loopBody) { $0.block(after: "the head of `for`") })
  }

  /// `x in xs`, `i, x in xs`
  mutating func forHead() -> ForHead {
    let missing = Name("_", Span(Int(token.start), Int(token.start)))
    if token.kind == .leftParen {
      fail(
        "parentheses-in-for", "the head of `for` stands without parentheses", at: token.span,
        hint: "write `for x in xs { … }`, or count with `for i in 0..<n`")
    } else if token.kind == .leftBracket || token.kind == .leftBrace {
      fail(
        "destructuring", "`for` binds names", at: token.span, hint: "write `for key, value in o` or `for i, x in xs`")
    }
    let first = declaredName("a name") ?? missing
    var second: Name?
    if !breaksLine, accept(.comma) { second = declaredName("a second name") }
    if token.kind == .comma {
      fail("too-many-names", "`for` binds one name or two", at: token.span, hint: "take the item apart in the body")
    }
    guard expect(.in, "`in`", hint: token.kind == .assign ? "count with `for i in 0..<n`" : "write `for x in xs`")
    else {
      return ForHead(first: first, second: second, sequence: Expression(.invalid, missing.span))
    }
    return ForHead(first: first, second: second, sequence: expression())
  }

  // MARK: Declarations of scripts

  /// The types that a param may have (R36).
  private static let paramTypes = ["string", "int", "float", "bool", "list", "object", "file", "secret", "any"]

  /// `param name: type = default`
  mutating func param() -> Statement.Kind {
    advance()
    guard let name = declaredName("a name") else { return .invalid }
    var type: Name?
    if !breaksLine, accept(.colon) {
      type = declaredName("a type")
      if let type, !Self.paramTypes.contains(type.text) {
        complain(
          "unknown-type", "there is no type `\(type.text)`", at: type.span,
          hint: (Suggestion.nearest(to: type.text, among: Self.paramTypes).map { "did you mean `\($0)`? " } ?? "")
            + "the types are \(Self.paramTypes.joined(separator: " "))",
          comesFromEnd: type.span.end == bytes.count)
      }
    }
    let defaultValue = !isRecovering && !breaksLine && accept(.assign) ? expression() : nil
    return .param(ParamDeclaration(name: name, type: type, defaultValue: defaultValue))
  }

  /// `import "path" as name`
  mutating func importModule() -> Statement.Kind {
    advance()
    let path = stringLiteral()
    if path.plainText == nil {
      complain("computed-import", "the path of an import is fixed", at: path.span, hint: "write it without `\\( )`")
    }
    guard token.kind == .name, !token.hasNewlineBefore, matches(token, "as") else {
      expected("`as` and a name", onLine: true, hint: "write `import \"lib/prompts.rep\" as prompts`")
      return .invalid
    }
    advance()
    guard let name = declaredName("a name") else { return .invalid }
    return .importModule(path, name)
  }

  /// True when the string after `test` is followed by a block.
  var startsTest: Bool {
    let string = peek()
    guard string.kind == .stringStart else { return peek(2).kind == .leftBrace }
    return string.partner >= 0 && tokens[min(Int(string.partner) + 1, tokens.count - 1)].kind == .leftBrace
  }

  /// `test "name" { … }`
  mutating func test() -> Statement.Kind {
    advance()
    let name = stringLiteral()
    if name.plainText == nil {
      complain("computed-test-name", "the name of a test is fixed", at: name.span, hint: "write it without `\\( )`")
    }
    return .test(name, enclosed(in: Surroundings()) { $0.block(after: "the name of the test") })
  }
}
