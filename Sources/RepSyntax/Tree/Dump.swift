extension SyntaxTree {
  /// The tree as S-expressions without places and comments, one line a statement: two texts with the same dump mean the
  /// same. Tests compare trees with it.
  public var dump: String {
    let top = documentation.map { ["(documentation \(Dump.quoted($0)))"] } ?? []
    return (top + statements.map(Dump.statement)).joined(separator: "\n")
  }
}

extension Statement {
  /// The statement as an S-expression; see ``SyntaxTree/dump``.
  public var dump: String { Dump.statement(self) }
}

extension Expression {
  /// The expression as an S-expression; see ``SyntaxTree/dump``.
  public var dump: String { Dump.expression(self) }
}

extension Pattern {
  /// The pattern as an S-expression; see ``SyntaxTree/dump``.
  public var dump: String { Dump.pattern(self) }
}

/// Writes the parts of a tree as S-expressions.
private enum Dump {
  static func form(_ parts: String?...) -> String { form(parts) }

  static func form(_ parts: [String?]) -> String { "(" + parts.compactMap { $0 }.joined(separator: " ") + ")" }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  // MARK: Statements

  static func statement(_ statement: Statement) -> String {
    let text = kind(statement.kind)
    return statement.documentation.map { form("documented", quoted($0), text) } ?? text
  }

  private static func kind(_ kind: Statement.Kind) -> String {
    switch kind {
    case .binding(let binding):
      form(binding.isMutable ? "var" : "let", binding.name.text, expression(binding.value))
    case .function(let name, let literal): form("fn", name.text, parameters(literal), body(literal.body))
    case .expression(let value): expression(value)
    case .whileLoop(let condition, let body): form("while", expression(condition), block(body))
    case .forLoop(let head, let body): form("for", self.head(head), block(body))
    case .param(let param):
      form("param", param.name.text, param.type.map { ": \($0.text)" }, param.defaultValue.map(expression))
    case .importModule(let path, let name): form("import", string(path), name.text)
    case .test(let name, let body): form("test", string(name), block(body))
    case .invalid: "(invalid)"
    }
  }

  private static func block(_ block: Block) -> String { form(["do"] + block.statements.map(statement)) }

  private static func body(_ body: Body) -> String {
    switch body {
    case .block(let block): self.block(block)
    case .expression(let value): expression(value)
    }
  }

  private static func head(_ head: ForHead) -> String {
    form(head.first.text, head.second?.text, expression(head.sequence))
  }

  private static func parameters(_ literal: FunctionLiteral) -> String {
    form(
      literal.parameters.map { parameter in
        if parameter.isRest { return "...\(parameter.name.text)" }
        return parameter.defaultValue.map { form(parameter.name.text, expression($0)) } ?? parameter.name.text
      })
  }

  // MARK: Expressions

  static func expression(_ expression: Expression) -> String {
    switch expression.kind {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let literal): number(literal)
    case .string(let literal): string(literal)
    case .name(let name): name
    case .list(let elements): form(["list"] + elements.map(element))
    case .object(let entries): form(["object"] + entries.map(entry))
    case .listComprehension(let head, let condition, let value):
      form("list-for", self.head(head), condition.map { form("if", Dump.expression($0)) }, Dump.expression(value))
    case .objectComprehension(let head, let condition, let key, let value):
      form(
        "object-for", self.head(head), condition.map { form("if", Dump.expression($0)) }, Dump.expression(key),
        Dump.expression(value))
    case .function(let literal): form("lambda", parameters(literal), body(literal.body))
    case .group(let inner): form("group", Dump.expression(inner))
    case .unary(let op, let operand): form(op.rawValue, Dump.expression(operand))
    case .binary(let op, let left, let right, _): form(op.rawValue, Dump.expression(left), Dump.expression(right))
    case .range(let low, let high, let isClosed):
      form(isClosed ? ".." : "..<", Dump.expression(low), Dump.expression(high))
    case .member(let base, let name, let isOptional): form(isOptional ? "?." : ".", Dump.expression(base), name.text)
    case .index(let base, let index, let isOptional):
      form(isOptional ? "?[]" : "[]", Dump.expression(base), Dump.expression(index))
    case .call(let call): self.call(call)
    case .pipe(let value, let stage): form("|>", Dump.expression(value), Dump.expression(stage))
    case .await(let value): form("await", Dump.expression(value))
    case .attempt(let value): form("try", Dump.expression(value))
    case .attemptBlock(let body, let handler):
      form("try", block(body), handler.map { form("catch", $0.name?.text, block($0.body)) })
    case .conditional(let clauses, let otherwise):
      form(
        clauses.map { form("if", Dump.expression($0.condition), block($0.body)) }
          + [otherwise.map { form("else", block($0)) }])
    case .match(let subject, let arms): form(["match", Dump.expression(subject)] + arms.map(arm))
    case .parallel(let parallel): self.parallel(parallel)
    case .within(let duration, let body): form("within", Dump.expression(duration), block(body))
    case .throwing(let value): form("throw", Dump.expression(value))
    case .returning(let value): form("return", value.map(Dump.expression))
    case .breaking: "(break)"
    case .continuing: "(continue)"
    case .assignment(let place, let op, let value):
      form(op.rawValue, Dump.expression(place), Dump.expression(value))
    case .invalid: "(invalid)"
    }
  }

  private static func number(_ literal: NumberLiteral) -> String {
    if let text = literal.jsonText { return text }
    return switch literal.value {
    case .int(let value): "(number \(value))"
    case .float(let value): "(number \(value))"
    case .outOfRange: "(number out-of-range)"
    }
  }

  private static func string(_ literal: StringLiteral) -> String {
    if let text = literal.plainText { return quoted(text) }
    return form(
      ["string"]
        + literal.segments.map { segment in
          switch segment {
          case .text(let text): quoted(text)
          case .interpolation(let value): form("\\", expression(value))
          }
        })
  }

  private static func element(_ element: Element) -> String {
    switch element {
    case .value(let value): expression(value)
    case .spread(let value): form("...", expression(value))
    }
  }

  private static func entry(_ entry: Entry) -> String {
    switch entry {
    case .pair(let key, let value): pair(key, value)
    case .spread(let value): form("...", expression(value))
    }
  }

  private static func pair(_ key: ObjectKey, _ value: Expression?) -> String {
    switch key {
    case .name(let name): form("\(name.text):", value.map(expression))
    case .string(let literal): form(string(literal) + ":", value.map(expression))
    }
  }

  private static func call(_ call: Call) -> String {
    form(
      [call.form == .command ? "command" : "call", expression(call.callee)] + call.arguments.map(argument)
        + [call.input.map { form(["input"] + $0.entries.map(entry)) }])
  }

  private static func argument(_ argument: Call.Argument) -> String {
    if argument.isSpread { return form("...", expression(argument.value)) }
    guard let label = argument.label else { return expression(argument.value) }
    return form("\(label.text):", argument.isShorthand ? nil : expression(argument.value))
  }

  private static func parallel(_ parallel: ParallelExpression) -> String {
    let bodies =
      switch parallel.bodies {
      case .each(let head, let body): form("for", self.head(head), block(body))
      case .list(let values): form(["list"] + values.map(expression))
      case .object(let pairs): form(["object"] + pairs.map { pair($0.key, $0.value) })
      }
    return form(["parallel"] + parallel.options.map(argument) + [bodies])
  }

  // MARK: Patterns

  private static func arm(_ arm: MatchArm) -> String {
    form("=>", pattern(arm.pattern), arm.condition.map { form("if", expression($0)) }, body(arm.body))
  }

  static func pattern(_ pattern: Pattern) -> String {
    switch pattern.kind {
    case .wildcard: "_"
    case .bind(let name): name
    case .literal(let value): form("literal", expression(value))
    case .range(let low, let high, let isClosed): form(isClosed ? ".." : "..<", expression(low), expression(high))
    case .list(let items, let rest):
      form(["list"] + items.map(Dump.pattern) + [rest.map { "...\($0.name?.text ?? "")" }])
    case .object(let entries):
      form(["object"] + entries.map { form("\($0.key.text):", $0.pattern.map(Dump.pattern)) })
    case .alternatives(let patterns): form(["|"] + patterns.map(Dump.pattern))
    case .invalid: "(invalid)"
    }
  }
}
