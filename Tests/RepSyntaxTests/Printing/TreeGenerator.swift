@testable import RepSyntax

/// Makes random trees that a parser could have made: parentheses stand wherever R1–R11 ask for them.
struct TreeGenerator {
  /// How tightly an expression must bind where it stands; the numbers follow R11.
  enum Level: Int, Comparable {
    case whole, pipe, coalesce, or, and, not, comparison, range, sum, product, unary, power, postfix

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

    var next: Level { Level(rawValue: rawValue + 1) ?? .postfix }
  }

  /// What the text around an expression rules out.
  struct Place {
    /// A command may take many arguments (R4).
    var takesMany = false
    /// `|>` would end the argument around it (R3).
    var endsAtPipe = false
    /// `{` would open a body (R9).
    var isHead = false
    /// `<` and `>` belong to an input (R7).
    var isInput = false
    /// `<` belongs to a command around it (R5).
    var isArgument = false
    /// Nothing of it may take several lines.
    var isInline = false

    /// Inside brackets.
    var bracketed: Place { Place(isInline: isInline) }
  }

  var random: SeededGenerator
  let none = Span(0, 0)

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  // MARK: Choices

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

  mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }

  mutating func many<T>(_ range: ClosedRange<Int>, _ make: (inout TreeGenerator) -> T) -> [T] {
    (0..<Int.random(in: range, using: &random)).map { _ in make(&self) }
  }

  static let variables = [
    "a", "b", "c", "xs", "models", "style", "type", "file", "größe", "_x1", "name", "a_rather_long_name_of_it",
  ]

  mutating func variable() -> String { pick(Self.variables) }

  mutating func name() -> Name { Name(variable(), none) }

  /// After `.`, before `:` and as a key any word is a name (R14).
  mutating func key() -> Name {
    chance(15) ? Name(pick(["if", "in", "match", "null", "and", "test", "let"]), none) : name()
  }

  // MARK: Statements

  mutating func tree() -> SyntaxTree {
    SyntaxTree(
      source: Source(name: "made", text: ""), statements: many(1...4) { $0.statement(3, isTop: true) }, comments: [],
      documentation: nil, diagnostics: [], isIncomplete: false)
  }

  mutating func statement(_ depth: Int, isTop: Bool = false) -> Statement {
    let place = Place(takesMany: true)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1, 2:
      let value = expression(depth, .whole, place)
      return made(.binding(Binding(isMutable: chance(50), name: name(), value: value)))
    case 3:
      let literal = FunctionLiteral(parameters: parameters(depth), body: .block(block(depth - 1)), span: none)
      return made(.function(name(), literal))
    case 4: return made(.whileLoop(condition(depth - 1), block(depth - 1)))
    case 5: return made(.forLoop(head(depth - 1, Place(isHead: true)), block(depth - 1)))
    case 6: return made(.expression(assignment(depth, place)))
    case 7 where isTop: return made(.test(StringLiteral(style: .quoted, segments: [.text("works")], span: none), block(depth - 1)))
    default: return made(.expression(expression(depth, .whole, place)))
    }
  }

  func made(_ kind: Statement.Kind) -> Statement { Statement(kind, none) }

  /// A condition that is no envelope, which would always hold (R13).
  mutating func condition(_ depth: Int) -> Expression {
    let condition = expression(depth, .pipe, Place(isHead: true))
    var inner = condition
    while case .group(let grouped) = inner.kind { inner = grouped }
    switch inner.kind {
    case .attempt, .attemptBlock: return made(.unary(.not, condition))
    default: return condition
    }
  }

  mutating func block(_ depth: Int, isEmpty: Bool = true) -> Block {
    Block(statements: many((isEmpty ? 0 : 1)...(depth > 0 ? 2 : 1)) { $0.statement(depth - 1) }, span: none)
  }

  mutating func head(_ depth: Int, _ place: Place) -> ForHead {
    ForHead(first: name(), second: chance(30) ? name() : nil, sequence: expression(depth, .pipe, place))
  }

  mutating func assignment(_ depth: Int, _ place: Place) -> Expression {
    var target = made(.name(variable()))
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      target =
        chance(50)
        ? made(.member(target, key(), isOptional: false))
        : made(.index(target, expression(0, .whole, place.bracketed), isOptional: false))
    }
    return made(.assignment(target, pick(AssignmentOperator.allCases), expression(depth, .whole, place)))
  }

  mutating func parameters(_ depth: Int) -> [FunctionLiteral.Parameter] {
    var all = many(0...2) { generator in
      let value = generator.chance(30) ? generator.expression(0, .coalesce, Place()) : nil
      return FunctionLiteral.Parameter(name: generator.name(), defaultValue: value)
    }
    if chance(20) { all.append(.init(name: name(), isRest: true)) }
    return all
  }

  // MARK: Expressions

  func made(_ kind: Expression.Kind) -> Expression { Expression(kind, none) }

  mutating func group(_ depth: Int, _ place: Place) -> Expression {
    made(.group(expression(depth, .whole, place.bracketed)))
  }

  /// An expression that binds at least as tightly as the level.
  mutating func expression(_ depth: Int, _ level: Level, _ place: Place) -> Expression {
    if depth <= 0 { return atom(level, place) }
    let choice = Level(rawValue: Int.random(in: level.rawValue...Level.postfix.rawValue, using: &random)) ?? .postfix
    switch choice {
    case .whole: return whole(depth, place)
    case .pipe:
      if place.endsAtPipe { return postfix(depth, place) }
      let value = chance(30) ? command(depth - 1, place) : expression(depth - 1, .coalesce, place)
      return made(.pipe(value, stage(depth - 1, place)))
    case .coalesce: return binary([.coalesce], choice.next, choice, depth, place)
    case .or: return binary([.or], choice, choice.next, depth, place)
    case .and: return binary([.and], choice, choice.next, depth, place)
    case .not: return made(.unary(.not, expression(depth - 1, .not, place)))
    case .comparison:
      let angles: [BinaryOperator] = [.less, .lessOrEqual, .greater, .greaterOrEqual]
      let others: [BinaryOperator] = [.equal, .notEqual, .contained, .notContained]
      return binary(
        place.isInput || place.isArgument ? others : others + angles, choice.next, choice.next, depth, place)
    case .range:
      let low = expression(depth - 1, .sum, place)
      return made(.range(low, expression(depth - 1, .sum, place), isClosed: chance(50)))
    case .sum: return binary([.add, .subtract], choice, choice.next, depth, place)
    case .product: return binary([.multiply, .divide, .remainder], choice, choice.next, depth, place)
    case .unary:
      let operand = expression(depth - 1, .power, place)
      return chance(50) ? made(.await(operand)) : made(.unary(.negate, operand))
    case .power:
      let base = postfix(depth - 1, place)
      return made(.binary(.power, base, expression(depth - 1, .power, place), none))
    case .postfix: return postfix(depth, place)
    }
  }

  mutating func binary(
    _ operators: [BinaryOperator], _ left: Level, _ right: Level, _ depth: Int, _ place: Place
  ) -> Expression {
    let first = expression(depth - 1, left, place)
    return made(.binary(pick(operators), first, expression(depth - 1, right, place), none))
  }

  /// What takes everything to its right.
  mutating func whole(_ depth: Int, _ place: Place) -> Expression {
    var right = place
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return made(.attempt(chance(50) ? command(depth - 1, place) : expression(depth - 1, .whole, place)))
    case 1:
      if place.isHead { return group(depth - 1, place) }
      right.takesMany = false
      let body: Body =
        chance(25) && !place.isInline
        ? .block(block(depth - 1)) : .expression(withoutBrace(expression(depth - 1, .coalesce, right)))
      return made(.function(FunctionLiteral(parameters: parameters(0), body: body, span: none)))
    case 2, 3, 4: return command(depth - 1, place)
    case 5: return made(.await(command(depth - 1, place)))
    default: return compound(depth, place)
    }
  }

  /// What has a body in braces. Where an argument or a head stands it is put in parentheses (R2, R9).
  mutating func compound(_ depth: Int, _ place: Place) -> Expression {
    guard place.takesMany, !place.isHead, !place.isArgument, !place.isInline else {
      return place.isInline ? atom(.postfix, place) : made(.group(compound(depth, Place(takesMany: true))))
    }
    let head = Place(isHead: true)
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      let clauses = many(1...2) {
        ConditionalClause(condition: $0.condition(depth - 1), body: $0.block(depth - 1))
      }
      return made(.conditional(clauses, otherwise: chance(50) ? block(depth - 1) : nil))
    case 1:
      let subject = expression(depth - 1, .pipe, head)
      let arms = many(1...3) { $0.arm(depth - 1) }
      // No arm follows one that takes every value (R13).
      let last = arms.firstIndex(where: \.takesEverything) ?? arms.count - 1
      return made(.match(subject, Array(arms[...last])))
    case 2:
      let handler = CatchClause(name: chance(70) ? name() : nil, body: block(depth - 1))
      return made(.attemptBlock(block(depth - 1), chance(70) ? handler : nil))
    case 3: return made(.within(expression(0, .pipe, head), block(depth - 1)))
    case 4: return made(.throwing(expression(depth - 1, .coalesce, place)))
    default: return parallel(depth)
    }
  }

  mutating func parallel(_ depth: Int) -> Expression {
    let value = expression(0, .coalesce, Place())
    let options = chance(40) ? [Call.Argument(label: Name("limit", none), value: value)] : []
    let bodies: ParallelExpression.Bodies =
      switch Int.random(in: 0..<3, using: &random) {
      case 0: .each(head(depth - 1, Place(isHead: true)), block(depth - 1))
      case 1: .list(many(0...3) { $0.expression(depth - 1, .whole, Place()) })
      default: .object(many(1...3) { (key: .name($0.key()), value: $0.expression(depth - 1, .whole, Place())) })
      }
    return made(.parallel(ParallelExpression(options: options, bodies: bodies)))
  }

  mutating func arm(_ depth: Int) -> MatchArm {
    let guardPlace = Place(isHead: true)
    let body: Body =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .block(block(depth - 1, isEmpty: false))
      case 1: .expression(assignment(depth - 1, Place(takesMany: true)))
      default: .expression(withoutBrace(expression(depth, .whole, Place(takesMany: true))))
      }
    return MatchArm(
      pattern: pattern(depth), condition: chance(30) ? expression(depth - 1, .pipe, guardPlace) : nil, body: body)
  }

  /// After `=>` an object comprehension would be read as a block (R8).
  func withoutBrace(_ expression: Expression) -> Expression {
    if case .objectComprehension = leftmost(expression).kind { return made(.group(expression)) }
    return expression
  }

  func leftmost(_ expression: Expression) -> Expression {
    switch expression.kind {
    case .binary(_, let left, _, _), .range(let left, _, _), .member(let left, _, _), .index(let left, _, _),
      .pipe(let left, _), .assignment(let left, _, _):
      leftmost(left)
    case .call(let call): leftmost(call.callee)
    default: expression
    }
  }
}

extension MatchArm {
  fileprivate var takesEverything: Bool {
    switch pattern.kind {
    case .wildcard, .bind: condition == nil
    case .alternatives(let all):
      condition == nil
        && all.contains { alternative in
          if case .wildcard = alternative.kind { return true }
          return false
        }
    default: false
    }
  }
}
