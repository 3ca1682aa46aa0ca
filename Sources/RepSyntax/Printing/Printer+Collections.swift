extension TreePrinter {
  /// `[a, ...b]`
  mutating func list(_ elements: [Element], _ span: Span) -> Layout {
    let isBroken = elements.first.map { startsLine($0.value.span.start, after: span.start) } ?? false
    return .group(
      bracketed(
        "[", elements, "]", separatedBy: .trailingComma, from: { $0.value.span.start }, to: span.end
      ) { printer, element in
        switch element {
        case .value(let value): return printer.expression(value)
        case .spread(let value): return "..." + printer.expression(value)
        }
      }, isBroken: isBroken)
  }

  /// `{a: 1, ...b}`
  mutating func object(_ entries: [Entry], _ span: Span) -> Layout {
    self.entries("{", entries, "}", span)
  }

  /// `<a: 1, ...b>`
  mutating func input(_ input: InputBlock) -> Layout {
    self.entries("<", input.entries, ">", input.span)
  }

  private mutating func entries(_ open: String, _ entries: [Entry], _ close: String, _ span: Span) -> Layout {
    let isBroken = entries.first.map { startsLine($0.start, after: span.start) } ?? false
    return .group(
      bracketed(open, entries, close, separatedBy: .trailingComma, from: { $0.start }, to: span.end) {
        printer, entry in
        switch entry {
        case .pair(let key, let value): return printer.pair(key, value)
        case .spread(let value): return "..." + printer.expression(value)
        }
      }, isBroken: isBroken)
  }

  /// `key: value`, `key:`
  mutating func pair(_ key: ObjectKey, _ value: Expression?) -> Layout {
    let key =
      switch key {
      case .name(let name): self.name(name)
      case .string(let literal): comments(before: literal.span.start) + string(literal)
      }
    return key + ":" + (value.map { " " + continued($0) } ?? .nothing)
  }

  /// `[for x in xs if c: value]`, `{for k, v in o if c: key: value}`
  mutating func comprehension(
    _ open: String, _ head: ForHead, _ condition: Expression?, key: Expression?, _ value: Expression, _ close: String,
    _ span: Span
  ) -> Layout {
    let isBroken = startsLine(head.first.span.start, after: span.start)
    let leading = comments.take(before: head.first.span.start, opensBlock: true)
    var content = leading.ownLine + forHead(head)
    if let condition { content = content + " if " + expression(condition) }
    content = content + ":" + .line(flat: " ")
    if let key { content = content + expression(key) + ": " }
    content = content + expression(value) + comments(before: span.end)
    let edge = Layout.line(flat: "")
    return .group(
      .concat(.text(open), leading.trailing, .nest(edge + content), edge, .text(close)), isBroken: isBroken)
  }

  /// `match e { pattern if condition => body }`
  mutating func match(_ subject: Expression, _ arms: [MatchArm], end: Int) -> Layout {
    let isBroken =
      arms.last.map { last in
        last.pattern.span.count == 0 || comments.hasLineBreak(from: subject.span.end, to: last.pattern.span.start)
      } ?? false
    let subject = expression(subject)
    let arms = bracketed(
      "{", arms, "}", separatedBy: .statements, padding: " ", from: { $0.pattern.span.start }, to: end
    ) { printer, arm in
      var head = printer.pattern(arm.pattern)
      if let condition = arm.condition { head = head + " if " + printer.expression(condition) }
      return head + " => " + printer.body(arm.body)
    }
    return "match " + subject + " " + .group(arms, isBroken: isBroken)
  }

  /// Whether what starts at an offset was written on another line than the bracket before it.
  func startsLine(_ offset: Int, after bracket: Int) -> Bool {
    comments.hasLineBreak(from: bracket, to: offset)
  }
}

extension Element {
  fileprivate var value: Expression {
    switch self {
    case .value(let value), .spread(let value): value
    }
  }
}

extension Entry {
  fileprivate var start: Int {
    switch self {
    case .pair(let key, _): key.span.start
    case .spread(let value): value.span.start
    }
  }
}
