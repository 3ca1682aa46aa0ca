/// How tightly an operator binds, loosest first (R11).
enum Precedence: UInt8, Comparable {
  case none, pipe, coalesce, or, and, not, comparison, range, sum, product, unary, power

  static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

  /// The next tighter level.
  var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? .power }
}

/// What an operator token does between two operands.
struct InfixRule {
  /// How operators of one level meet.
  enum Grouping { case left, right, none }

  /// What the parser makes of it.
  enum Meaning {
    case binary(BinaryOperator)
    case range(isClosed: Bool)
    case pipe
  }

  var precedence: Precedence
  var grouping: Grouping
  var meaning: Meaning
  /// A line that starts with it goes on with the statement of the line before (R1).
  var continuesLine = false

  /// The infix operators; one row a token. `not` stands here for `not in`.
  static func rule(for kind: TokenKind) -> InfixRule? {
    switch kind {
    case .pipe: InfixRule(precedence: .pipe, grouping: .left, meaning: .pipe, continuesLine: true)
    case .coalesce:
      InfixRule(precedence: .coalesce, grouping: .right, meaning: .binary(.coalesce), continuesLine: true)
    case .or: InfixRule(precedence: .or, grouping: .left, meaning: .binary(.or), continuesLine: true)
    case .and: InfixRule(precedence: .and, grouping: .left, meaning: .binary(.and), continuesLine: true)
    case .equal: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.equal))
    case .notEqual: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.notEqual))
    case .less: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.less))
    case .lessOrEqual: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.lessOrEqual))
    case .greater: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.greater))
    case .greaterOrEqual: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.greaterOrEqual))
    case .in: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.contained))
    case .not: InfixRule(precedence: .comparison, grouping: .none, meaning: .binary(.notContained))
    case .closedRange: InfixRule(precedence: .range, grouping: .none, meaning: .range(isClosed: true))
    case .halfOpenRange: InfixRule(precedence: .range, grouping: .none, meaning: .range(isClosed: false))
    case .plus: InfixRule(precedence: .sum, grouping: .left, meaning: .binary(.add))
    case .minus: InfixRule(precedence: .sum, grouping: .left, meaning: .binary(.subtract))
    case .star: InfixRule(precedence: .product, grouping: .left, meaning: .binary(.multiply))
    case .slash: InfixRule(precedence: .product, grouping: .left, meaning: .binary(.divide))
    case .percent: InfixRule(precedence: .product, grouping: .left, meaning: .binary(.remainder))
    case .power: InfixRule(precedence: .power, grouping: .right, meaning: .binary(.power))
    default: nil
    }
  }
}
