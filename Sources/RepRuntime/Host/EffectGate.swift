import RepValue

/// One effect of a script on the world, on its way through the gate.
public struct Effect {
  /// The built-in that asks for it.
  public let builtin: Builtin
  /// The logical thread: `0` for the main body, `T/k.e` for body *e* of the *k*-th `parallel` that thread T runs.
  public let thread: String
  /// Which effect of its thread this is, from 0.
  public let ordinal: Int
  /// What it was called with.
  public let arguments: Arguments
}

/// The one way out: every action, clock, random, file, environment and host call passes it.
///
/// The journal, record and replay, dry runs and budgets are gates; the plain one just performs.
public protocol EffectGate: Sendable {
  /// Performs an effect, or gives the answer that an earlier run recorded.
  /// - Throws: what the effect throws, or a refusal.
  func perform(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value
}

/// A gate that lets everything through.
public struct OpenGate: EffectGate {
  /// A gate that lets everything through.
  public init() {}
  /// Performs the effect.
  public func perform(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    try body()
  }
}
