/// What the surroundings of an expression change about it. Brackets reset all of it.
struct Context: OptionSet {
  let rawValue: UInt16

  /// A newline ends the statement (R1).
  static let newlinesEnd = Context(rawValue: 1 << 0)
  /// In a head: `{` opens the body unless an operand must come (R9).
  static let head = Context(rawValue: 1 << 1)
  /// Inside `< >`: comparisons need brackets (R7).
  static let input = Context(rawValue: 1 << 2)
  /// In the `if` of a comprehension: `<` always compares (R6).
  static let comparesOnly = Context(rawValue: 1 << 3)
  /// In a `match` guard: `=>` ends the guard (R6).
  static let guardOfArm = Context(rawValue: 1 << 4)
  /// In a command's argument: `|>` ends it (R3), and a name takes an input block only after an argument (R5).
  static let argument = Context(rawValue: 1 << 5)
  /// A command call here takes many arguments and named options (R4).
  static let whole = Context(rawValue: 1 << 6)
  /// No enclosing list of any sort claims the commas; a `throw`, `return` or stage here is ``whole`` again.
  static let commasFree = Context(rawValue: 1 << 7)

  /// A statement of a block.
  static let statement: Context = [.newlinesEnd, .whole, .commasFree]
  /// Inside `( )`, `[ ]`, `{ }` of an object and `\( )`.
  static let brackets: Context = []

  /// After an operator: a command call takes one argument.
  var operand: Context { subtracting(.whole) }
  /// The argument of a command call.
  var commandArgument: Context { subtracting([.whole, .commasFree]).union(.argument) }
  /// The condition or sequence before a body in braces.
  var headOfBody: Context { subtracting(.argument).union([.head, .whole, .commasFree]) }
  /// The value of `throw` and `return`, and a stage of `|>`: commas belong to a command call again if nobody else
  /// claims them.
  var stage: Context { contains(.commasFree) ? union(.whole) : self }
}
