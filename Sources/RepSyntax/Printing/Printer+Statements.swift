extension TreePrinter {
  /// A statement without what separates it from its neighbours.
  mutating func statement(_ statement: Statement) -> Layout {
    switch statement.kind {
    case .binding(let binding):
      return (binding.isMutable ? "var " : "let ") + name(binding.name) + " = " + continued(binding.value)
    case .function(let name, let literal):
      let name = self.name(name)
      let parameters = self.parameters(literal)
      return "fn " + name + parameters + " " + body(literal.body)
    case .expression(let value): return expression(value)
    case .whileLoop(let condition, let body):
      let condition = expression(condition)
      return "while " + condition + " " + block(body)
    case .forLoop(let head, let body):
      let head = forHead(head)
      return head + " " + block(body)
    case .param(let param): return self.param(param)
    case .importModule(let path, let name):
      let path = string(path)
      return "import " + path + " as " + self.name(name)
    case .test(let name, let body):
      let name = string(name)
      return "test " + name + " " + block(body)
    case .invalid: return .verbatim(source.text(statement.span))
    }
  }

  private mutating func param(_ param: ParamDeclaration) -> Layout {
    var layout = "param " + name(param.name)
    if let type = param.type { layout = layout + ": " + name(type) }
    if let value = param.defaultValue { layout = layout + " = " + continued(value) }
    return layout
  }

  /// A value after `=`, further in where a comment pushes it to the next line.
  mutating func continued(_ value: Expression) -> Layout {
    let hasComment = comments.hasComment(before: value.span.start)
    let layout = expression(value)
    return hasComment ? .nest(layout) : layout
  }

  /// `for a, b in items`
  mutating func forHead(_ head: ForHead) -> Layout {
    var names = name(head.first)
    if let second = head.second { names = names + ", " + name(second) }
    return "for " + names + " in " + expression(head.sequence)
  }

  /// What follows `=>` or a `fn`'s parameters.
  mutating func body(_ body: Body) -> Layout {
    switch body {
    case .block(let block): self.block(block)
    case .expression(let value): expression(value)
    }
  }

  /// `(a, b = 1, ...rest)`
  mutating func parameters(_ literal: FunctionLiteral) -> Layout {
    .group(
      bracketed(
        "(", literal.parameters, ")", separatedBy: .comma, from: { $0.name.span.start },
        to: literal.body.span.start
      ) { printer, parameter in
        let name = (parameter.isRest ? "..." : "") + printer.name(parameter.name)
        guard let value = parameter.defaultValue else { return name }
        return name + " = " + printer.expression(value)
      })
  }
}
