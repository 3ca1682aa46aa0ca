@testable import RepSyntax

/// Commands, postfix chains, literals and patterns.
extension TreeGenerator {
  // MARK: Commands

  /// `f a, b <c: d>, e: g`
  mutating func command(_ depth: Int, _ place: Place) -> Expression {
    var callee = made(.name(variable()))
    if chance(30) { callee = made(.member(callee, name(), isOptional: false)) }
    let hasInput = chance(40) && !place.isHead
    var inner = place
    inner.takesMany = false
    inner.endsAtPipe = true
    inner.isArgument = true
    let count = place.takesMany ? Int.random(in: 0...2, using: &random) : 1
    var arguments = (0..<count).map { index in
      // What stands right before an input must not take it (R5).
      let isPlain = hasInput && index == count - 1
      return Call.Argument(value: isPlain ? atom(.postfix, inner) : argument(depth - 1, inner))
    }
    let needsNamed = arguments.isEmpty && !hasInput
    if place.takesMany, needsNamed || chance(40) {
      arguments.append(Call.Argument(label: key(), value: expression(depth - 1, .coalesce, inner)))
    }
    let input = hasInput ? InputBlock(entries: entries(depth - 1, isInput: true), span: none) : nil
    return made(.call(Call(callee: callee, arguments: arguments, input: input, form: .command)))
  }

  /// An argument of a command: its first token must be one that starts an argument (R2).
  private mutating func argument(_ depth: Int, _ place: Place) -> Expression {
    if chance(10) { return command(depth - 1, place) }
    let value = expression(depth, .coalesce, place)
    switch leftmost(value).kind {
    case .unary, .function: return made(.group(value))
    case .number(let literal):
      return literal.jsonText?.utf8.first == 0x2D ? made(.group(value)) : value
    default: return value
    }
  }

  /// What may follow `|>`.
  mutating func stage(_ depth: Int, _ place: Place) -> Expression {
    if chance(40) { return command(depth, place) }
    let first = made(.name(variable()))
    let callee = chance(50) ? first : made(.member(first, name(), isOptional: false))
    return chance(50) ? callee : made(.call(Call(callee: callee, arguments: arguments(depth), form: .parenthesized)))
  }

  // MARK: Postfix

  mutating func postfix(_ depth: Int, _ place: Place) -> Expression {
    var base = atom(.postfix, place)
    if case .number = base.kind { base = made(.group(base)) }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      switch Int.random(in: 0..<3, using: &random) {
      case 0: base = made(.member(base, key(), isOptional: chance(30)))
      case 1:
        let index = expression(min(depth - 1, 1), .whole, place.bracketed)
        base = made(.index(base, index, isOptional: chance(30)))
      default:
        base = made(.call(Call(callee: base, arguments: arguments(depth - 1), form: .parenthesized)))
      }
    }
    if depth > 1, chance(30) { return group(depth - 1, place) }
    if depth > 1, chance(30), !place.isHead { return collection(depth - 1, place) }
    return base
  }

  private mutating func arguments(_ depth: Int) -> [Call.Argument] {
    let positional = many(0...2) { generator in
      Call.Argument(value: generator.expression(depth, .whole, Place()), isSpread: generator.chance(20))
    }
    // Positional arguments come first, and a name is given once.
    let labels = many(0...2) { $0.key() }
    let named = labels.enumerated().filter { index, label in !labels[..<index].contains(label) }.map(\.element)
    return positional
      + named.map { label in
        if chance(30), Self.variables.contains(label.text) {
          return Call.Argument(label: label, value: made(.name(label.text)), isShorthand: true)
        }
        return Call.Argument(label: label, value: expression(depth, .whole, Place()))
      }
  }

  private mutating func collection(_ depth: Int, _ place: Place) -> Expression {
    let inside = place.bracketed
    // A `<` before the colon would open an input.
    let walked = Place(isHead: true, isInput: true)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      return made(
        .list(
          many(0...4) { generator in
            let value = generator.expression(depth, .whole, inside)
            return generator.chance(15) ? .spread(value) : .value(value)
          }))
    case 1: return made(.object(entries(depth, isInput: false)))
    case 2:
      let condition = chance(50) ? expression(depth, .pipe, Place(isHead: true)) : nil
      return made(
        .listComprehension(head(depth, walked), condition: condition, value: expression(depth, .pipe, inside)))
    default:
      let head = head(depth, walked)
      return made(
        .objectComprehension(
          head, condition: chance(50) ? expression(depth, .pipe, Place(isHead: true)) : nil,
          key: expression(depth, .coalesce, Place(isInput: true)), value: expression(depth, .pipe, inside)))
    }
  }

  private mutating func entries(_ depth: Int, isInput: Bool) -> [Entry] {
    let place = Place(isInput: isInput)
    return many(0...3) { generator in
      switch Int.random(in: 0..<6, using: &generator.random) {
      case 0: return .spread(generator.expression(depth, .coalesce, place))
      case 1: return .pair(.name(generator.name()), nil)
      case 2: return .pair(.string(generator.string(depth)), generator.expression(depth, .coalesce, place))
      default: return .pair(.name(generator.key()), generator.expression(depth, .coalesce, place))
      }
    }
  }

  // MARK: Literals

  mutating func atom(_ level: Level, _ place: Place) -> Expression {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return made(.null)
    case 1: return made(.bool(chance(50)))
    case 2: return made(.number(number(isNegative: level < .unary && !place.isArgument)))
    case 3, 4: return made(.string(string(1)))
    default: return made(.name(variable()))
    }
  }

  private mutating func number(isNegative: Bool) -> NumberLiteral {
    let sign = isNegative && chance(30) ? "-" : ""
    let digits = ["0", "7", "42", "9223372036854775807", "2.5", "1e-3", "1.10", "2e400", "123456789012345678901"]
    let text = sign + pick(digits)
    if let value = Int(text) { return NumberLiteral(value: .int(value), jsonText: text) }
    if let value = Double(text), value.isFinite, text.utf8.contains(where: { $0 == 0x2E || $0 == 0x65 }) {
      return NumberLiteral(value: .float(value), jsonText: text)
    }
    return NumberLiteral(value: .outOfRange, jsonText: text)
  }

  mutating func string(_ depth: Int) -> StringLiteral {
    let pieces = [
      "", "hello", "a \"quoted\" word", "back\\slash", "tab\tand\nline\r", "#no comment", "\u{1}", "é😀", "\\(x)",
    ]
    var segments: [StringLiteral.Segment] = []
    let text = pick(pieces)
    if !text.isEmpty { segments.append(.text(text)) }
    if depth > 0, chance(30) {
      segments.append(.interpolation(expression(depth, .coalesce, Place(isInline: true))))
      let more = pick(pieces)
      if !more.isEmpty { segments.append(.text(more)) }
    }
    return StringLiteral(style: .quoted, segments: segments, span: none)
  }

  // MARK: Patterns

  mutating func pattern(_ depth: Int) -> Pattern {
    func made(_ kind: Pattern.Kind) -> Pattern { Pattern(kind, none) }
    switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
    case 0: return made(.wildcard)
    case 1: return made(.bind(variable()))
    case 2, 3: return literalPattern()
    case 4:
      let rest = chance(40) ? Pattern.Rest(name: chance(50) ? name() : nil, span: none) : nil
      return made(.list(many(0...3) { $0.pattern(depth - 1) }, rest: rest))
    case 5:
      return made(
        .object(
          many(0...3) { generator in
            guard generator.chance(60) else { return .init(key: generator.name(), pattern: nil) }
            return .init(key: generator.key(), pattern: generator.pattern(depth - 1))
          }))
    default: return made(.alternatives(many(2...4) { $0.literalPattern() }))
    }
  }

  private mutating func literalPattern() -> Pattern {
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      let low = made(.number(NumberLiteral(value: .int(-3), jsonText: "-3")))
      let high = made(.number(NumberLiteral(value: .int(9), jsonText: "9")))
      return Pattern(.range(low, high, isClosed: chance(50)), none)
    case 1: return Pattern(.literal(made(.null)), none)
    case 2: return Pattern(.literal(made(.bool(chance(50)))), none)
    case 3: return Pattern(.literal(made(.number(number(isNegative: true)))), none)
    default: return Pattern(.literal(made(.string(string(0)))), none)
    }
  }
}
