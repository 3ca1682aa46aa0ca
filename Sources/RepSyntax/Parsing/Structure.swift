/// What encloses the text that is being parsed, and bounds its jumps (R33).
struct Surroundings {
  /// What a `break` or `continue` would leave first.
  enum Loop {
    case none, loop
    /// `continue` ends a body of `parallel`, `break` may not leave it.
    case parallelBody
    case comprehension
  }
  /// What a `return` would leave first.
  enum Function {
    case none, function, parallelBody, comprehension
  }
  var loop = Loop.none
  var function = Function.none

  static let functionBody = Surroundings(loop: .none, function: .function)
  static let parallelBody = Surroundings(loop: .parallelBody, function: .parallelBody)
  static let comprehension = Surroundings(loop: .comprehension, function: .comprehension)

  /// The body of a loop that stands here.
  var loopBody: Surroundings { Surroundings(loop: .loop, function: function) }
}

/// What is wrong with the structure of a script though every piece of it parses: assignments to what is no place,
/// jumps that lead nowhere (R33), arms after a catch-all and conditions that are always true (R13, R22),
/// declarations that stand too late (R36).
extension Descent {
  // MARK: Declarations

  /// `param` and `import` stand before everything else (R36), and with `test` at top level only.
  mutating func checkDeclarationPlace(_ kind: Statement.Kind, _ span: Span, isNested: Bool) {
    let word: String
    switch kind {
    case .param: word = "param"
    case .importModule: word = "import"
    case .test where isNested: word = "test"
    case .invalid: return
    default:
      if !isNested, firstOrdinaryStatement == nil { firstOrdinaryStatement = span }
      return
    }
    if isNested {
      misplaced(
        "nested-declaration", "`\(word)` stands at top level only", at: span, hint: "move it out of the block")
    } else if let firstOrdinaryStatement {
      misplaced(
        "late-declaration", "`\(word)` stands before all other statements", at: span,
        hint: "move it to the top of the script", notes: [Diagnostic.Note("this comes first", firstOrdinaryStatement)])
    }
  }

  // MARK: Places

  /// An assignment goes to a name, a member or an element.
  mutating func checkPlace(_ place: Expression) {
    var current = place
    while true {
      switch current.kind {
      case .name, .invalid: return
      case .member(let receiver, _, false), .index(let receiver, _, false): current = receiver
      case .member(_, _, true), .index(_, _, true):
        return misplaced(
          "invalid-assignment", "`?.` and `?[` read only", at: place.span,
          hint: "assign with `.` and `[ ]`, after a test for null")
      case .group:
        return misplaced(
          "invalid-assignment", "a value in parentheses is no place", at: place.span,
          hint: "leave the parentheses out")
      case .call(let call) where call.form == .command:
        return misplaced(
          "invalid-assignment", "the result of a call is no place", at: place.span,
          hint: foreignHint(call.callee) ?? "assign to a name, a member `o.a` or an element `xs[0]`")
      default:
        return misplaced(
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
  private func isEnvelope(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .attempt: true
    case .attemptBlock(_, let clause): clause == nil
    case .group(let inner): isEnvelope(inner)
    default: false
    }
  }

  mutating func checkCondition(_ condition: Expression, of word: String) {
    guard isEnvelope(condition) else { return }
    misplaced(
      "always-true", "`\(word) try …` is always true: `try` gives an object", at: condition.span,
      hint: "ask whether it succeeded: `\(word) (try …).successful`")
  }

  // MARK: Arms

  mutating func checkArms(_ arms: [MatchArm]) {
    var catchAll: Pattern?
    for arm in arms {
      if let catchAll {
        misplaced(
          "unreachable-arm", "no value reaches this arm", at: arm.pattern.span,
          hint: bindingHint(catchAll), notes: [Diagnostic.Note("this arm takes every value", catchAll.span)])
      } else if arm.condition == nil, isCatchAll(arm.pattern) {
        catchAll = arm.pattern
      }
      checkAlternatives(arm.pattern)
    }
  }

  private func bindingHint(_ pattern: Pattern) -> String {
    guard case .bind(let name) = pattern.kind else { return "move the `_` arm to the end" }
    return "a bare name binds; to compare with `\(name)` write a guard: `x if x == \(name) => …`"
  }

  private func isCatchAll(_ pattern: Pattern) -> Bool {
    switch pattern.kind {
    case .wildcard, .bind: true
    case .alternatives(let patterns): patterns.contains(where: isCatchAll)
    default: false
    }
  }

  /// Alternatives bind nothing, at any depth (R22).
  private mutating func checkAlternatives(_ pattern: Pattern, insideAlternative: Bool = false) {
    switch pattern.kind {
    case .bind(let name) where insideAlternative: refuseBinding(name, pattern.span)
    case .wildcard, .bind, .literal, .range, .invalid: break
    case .alternatives(let patterns):
      for inner in patterns { checkAlternatives(inner, insideAlternative: true) }
    case .list(let patterns, let rest):
      for inner in patterns { checkAlternatives(inner, insideAlternative: insideAlternative) }
      if insideAlternative, let name = rest?.name { refuseBinding(name.text, name.span) }
    case .object(let entries):
      for entry in entries {
        if let inner = entry.pattern {
          checkAlternatives(inner, insideAlternative: insideAlternative)
        } else if insideAlternative {
          refuseBinding(entry.key.text, entry.key.span)
        }
      }
    }
  }

  private mutating func refuseBinding(_ name: String, _ span: Span) {
    misplaced(
      "binding-in-alternative", "an alternative binds nothing, but `\(name)` would", at: span,
      hint: "write one arm for each, or `_` for what does not matter")
  }

  // MARK: Jumps

  mutating func checkReturn(_ span: Span, isBare: Bool) {
    switch surroundings.function {
    case .function: break
    case .none:
      misplaced(
        "return-outside-function", "`return` stands in no function", at: span,
        hint: "a script ends with its last statement; its value is that of the last expression", mayGrow: isBare)
    case .parallelBody, .comprehension:
      let place = surroundings.function == .comprehension ? "a comprehension" : "a `parallel` body"
      misplaced(
        "jump-out", "`return` cannot leave \(place)", at: span,
        hint: "the value of a body is its last expression; return after it", mayGrow: isBare)
    }
  }

  mutating func checkBreak(_ span: Span) {
    switch surroundings.loop {
    case .loop: break
    case .none:
      misplaced(
        "break-outside-loop", "`break` stands in no loop", at: span, hint: "it leaves a `for` or `while`",
        mayGrow: true)
    case .parallelBody:
      misplaced(
        "jump-out", "`break` cannot leave a `parallel` body", at: span,
        hint: "`continue` ends this body; `on_error` says what an error does to the others", mayGrow: true)
    case .comprehension:
      misplaced(
        "jump-out", "`break` cannot leave a comprehension", at: span, hint: "use a `for` loop, or `take(n)`",
        mayGrow: true)
    }
  }

  mutating func checkContinue(_ span: Span) {
    switch surroundings.loop {
    case .loop, .parallelBody: break
    case .none:
      misplaced(
        "continue-outside-loop", "`continue` stands in no loop", at: span,
        hint: "it goes on with the next round of a `for` or `while`", mayGrow: true)
    case .comprehension:
      misplaced(
        "jump-out", "`continue` cannot leave a comprehension", at: span, hint: "leave items out with `if`",
        mayGrow: true)
    }
  }
}
