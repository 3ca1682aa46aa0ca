extension TreePrinter {
  /// A pattern of a `match` arm.
  mutating func pattern(_ pattern: Pattern) -> Layout {
    let before = comments(before: pattern.span.start)
    return before + kind(of: pattern)
  }

  private mutating func kind(of pattern: Pattern) -> Layout {
    switch pattern.kind {
    case .wildcard: return .text("_")
    case .bind(let name): return .text(name)
    case .literal(let value): return expression(value)
    case .range(let low, let high, let isClosed):
      let low = expression(low)
      return low + (isClosed ? ".." : "..<") + expression(high)
    case .list(let items, let rest):
      let all = items.map(ListItem.item) + (rest.map { [.rest($0)] } ?? [])
      return .group(
        bracketed("[", all, "]", separatedBy: .comma, from: { $0.start }, to: pattern.span.end) { printer, item in
          switch item {
          case .item(let pattern): return printer.pattern(pattern)
          case .rest(let rest): return .text("..." + (rest.name?.text ?? ""))
          }
        })
    case .object(let entries):
      return .group(
        bracketed("{", entries, "}", separatedBy: .comma, from: { $0.key.span.start }, to: pattern.span.end) {
          printer, entry in
          let key = printer.name(entry.key)
          guard let value = entry.pattern else { return key }
          return key + ": " + printer.pattern(value)
        })
    case .alternatives(let patterns):
      var parts: [Layout] = []
      for (index, alternative) in patterns.enumerated() {
        if index > 0 { parts.append(.text(" | ")) }
        parts.append(self.pattern(alternative))
      }
      return .concat(parts)
    case .invalid: return .verbatim(source.text(pattern.span))
    }
  }

  private enum ListItem {
    case item(Pattern)
    case rest(Pattern.Rest)

    var start: Int {
      switch self {
      case .item(let pattern): pattern.span.start
      case .rest(let rest): rest.span.start
      }
    }
  }
}
