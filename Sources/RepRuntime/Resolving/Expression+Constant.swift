import RepSyntax
import RepValue

extension Expression {
  /// The value of a literal, lists and objects of literals included; nil for everything that must be run.
  public var constantValue: Value? { Compiler.constant(self) }
}
