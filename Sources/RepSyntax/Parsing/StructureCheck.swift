/// What is wrong with the structure of a script though every piece of it parses: assignments to what is no place,
/// jumps that lead nowhere (R33), arms after a catch-all and conditions that are always true (R13, R22),
/// declarations that stand too late (R36).
struct StructureCheck {
  /// What encloses a node and bounds its jumps.
  struct Surroundings {
    /// What a `break` or `continue` would leave first.
    enum Loop {
      case none, loop
      /// A body of `parallel for`: `continue` ends it, `break` may not leave it.
      case parallelBody
      /// An element of `parallel […]` or of a comprehension, which neither may leave.
      case sealed(String)
    }
    /// What a `return` would leave first.
    enum Function {
      case none, function
      case sealed(String)
    }
    var loop = Loop.none
    var function = Function.none

    static let functionBody = Surroundings(loop: .none, function: .function)
  }

  private(set) var problems: [Problem] = []
  var surroundings = Surroundings()
  /// The end of the text: a jump that touches it may be the beginning of a longer name.
  let endOfText: Int

  /// Checks the statements of a script.
  static func check(_ statements: [Statement], endOfText: Int) -> [Problem] {
    var check = StructureCheck(endOfText: endOfText)
    check.declarationOrder(statements)
    check.visit(statements)
    return check.problems
  }

  private init(endOfText: Int) { self.endOfText = endOfText }

  mutating func report(
    _ code: String, _ message: String, at span: Span, hint: String, notes: [Diagnostic.Note] = [], mayGrow: Bool = false
  ) {
    guard problems.count < Parser.diagnosticLimit else { return }
    problems.append(
      Problem(
        diagnostic: Diagnostic(code, message, at: span, hint: hint, notes: notes),
        comesFromEnd: mayGrow && span.end == endOfText))
  }

  /// Visits something in other surroundings.
  mutating func within(_ inner: Surroundings, _ visit: (inout StructureCheck) -> Void) {
    let outer = surroundings
    surroundings = inner
    visit(&self)
    surroundings = outer
  }

  // MARK: Declarations

  /// `param` and `import` stand before everything else (R36).
  private mutating func declarationOrder(_ statements: [Statement]) {
    var firstOther: Statement?
    for statement in statements {
      switch statement.kind {
      case .param, .importModule:
        guard let firstOther else { continue }
        let word = if case .param = statement.kind { "param" } else { "import" }
        report(
          "late-declaration", "`\(word)` stands before all other statements", at: statement.span,
          hint: "move it to the top of the script", notes: [Diagnostic.Note("this comes first", firstOther.span)])
      case .invalid: break
      default: firstOther = firstOther ?? statement
      }
    }
  }

  private mutating func refuseNestedDeclarations(_ statements: [Statement]) {
    for statement in statements {
      let word: String
      switch statement.kind {
      case .param: word = "param"
      case .importModule: word = "import"
      case .test: word = "test"
      default: continue
      }
      report(
        "nested-declaration", "`\(word)` stands at top level only", at: statement.span,
        hint: "move it out of the block")
    }
  }

  // MARK: Statements

  mutating func visit(_ block: Block) {
    refuseNestedDeclarations(block.statements)
    visit(block.statements)
  }

  mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .binding(let binding): visit(binding.value)
    case .function(_, let literal): visit(literal)
    case .expression(let expression): visitStatementExpression(expression)
    case .whileLoop(let condition, let body):
      checkCondition(condition, of: "while")
      visit(condition)
      visitLoop(body)
    case .forLoop(let head, let body):
      visit(head.sequence)
      visitLoop(body)
    case .param(let param):
      if let value = param.defaultValue { visit(value) }
    case .test(_, let body): within(Surroundings()) { $0.visit(body) }
    case .importModule, .invalid: break
    }
  }

  private mutating func visitLoop(_ body: Block) {
    within(Surroundings(loop: .loop, function: surroundings.function)) { $0.visit(body) }
  }

  /// An expression where an assignment may stand.
  mutating func visitStatementExpression(_ expression: Expression) {
    guard case .assignment(let place, _, let value) = expression.kind else { return visit(expression) }
    checkPlace(place)
    visit(place)
    visit(value)
  }

  /// An assignment goes to a name, a member or an element.
  private mutating func checkPlace(_ place: Expression) {
    var current = place
    while true {
      switch current.kind {
      case .name, .invalid: return
      case .member(let receiver, _, false), .index(let receiver, _, false): current = receiver
      case .member(_, _, true), .index(_, _, true):
        return report(
          "invalid-assignment", "`?.` and `?[` read only", at: place.span,
          hint: "assign with `.` and `[ ]`, after a test for null")
      case .group:
        return report(
          "invalid-assignment", "a value in parentheses is no place", at: place.span,
          hint: "leave the parentheses out")
      case .call(let call) where call.form == .command:
        return report(
          "invalid-assignment", "the result of a call is no place", at: place.span,
          hint: foreignHint(call.callee) ?? "assign to a name, a member `o.a` or an element `xs[0]`")
      default:
        return report(
          "invalid-assignment", "nothing can be assigned to this", at: place.span,
          hint: "assign to a name, a member `o.a` or an element `xs[0]`; compare with `==`")
      }
    }
  }

  private func foreignHint(_ callee: Expression) -> String? {
    guard case .name(let name) = callee.kind else { return nil }
    return ForeignSyntax.hint(forName: name)
  }

  /// The envelope that `try` gives is an object, so such a condition always holds.
  func isEnvelope(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .attempt: true
    case .attemptBlock(_, let clause): clause == nil
    case .group(let inner): isEnvelope(inner)
    default: false
    }
  }

  mutating func checkCondition(_ condition: Expression, of word: String) {
    guard isEnvelope(condition) else { return }
    report(
      "always-true", "`\(word) try …` is always true: `try` gives an object", at: condition.span,
      hint: "ask whether it succeeded: `\(word) (try …).successful`")
  }
}
