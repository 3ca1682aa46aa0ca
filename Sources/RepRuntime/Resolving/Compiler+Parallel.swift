import RepSyntax
import RepValue

extension Compiler {
  func parallel(_ parallel: ParallelExpression, span: Span) -> Node {
    var limit: Node = UnsetNode()
    var onError: Node = UnsetNode()
    for option in parallel.options {
      switch option.label?.text {
      case "limit"?: limit = withValueContext { compile(option.value) }
      case "on_error"?: onError = withValueContext { compile(option.value) }
      default:
        report("unknown-parameter", "`parallel` takes `limit:` and `on_error:`", at: option.label?.span ?? option.value.span,
          hint: option.label.flatMap { Suggestion.nearest(to: $0.text, among: ["limit", "on_error"]) }
            .map { "did you mean `\($0)`?" })
      }
    }
    return withWindow(3) { window in
      let bodies: ParallelNode.Bodies
      switch parallel.bodies {
      case .each(let head, let block):
        let sequence = withValueContext { compile(head.sequence) }
        let names = [head.first] + (head.second.map { [$0] } ?? [])
        let body = parallelBody(at: block.span, names) { self.tail(block.statements, scopeSlots: false) }
        bodies = .each(
          sequence: sequence, body: body, takesKey: head.second != nil, span: head.sequence.span)
      case .list(let expressions):
        bodies = .list(expressions.map { body in parallelBody(at: body.span, []) { self.tail(body) } })
      case .object(let entries):
        bodies = .object(
          entries.map { name, value in
            let keyNode: Node =
              switch name {
              case .name(let name): TextNode(key(name.text))
              case .string(let literal): string(literal)
              }
            guard let value else {
              let read: Node = if case .name(let name) = name { self.name(name.text, name.span) } else { NullNode() }
              return (keyNode, ValueBodyNode(read))
            }
            return (keyNode, parallelBody(at: value.span, []) { self.tail(value) })
          })
      }
      return ParallelNode(bodies, limit: limit, onError: onError, window: window, span: span)
    }
  }

  private func parallelBody(at span: Span, _ names: [Name], _ body: () -> Node) -> Node {
    guard let scope = analysis.functions[-span.start - 1] else { return NullNode() }
    return compile(scope, parameters: names.map { FunctionLiteral.Parameter(name: $0) }, body: body)
  }
}
