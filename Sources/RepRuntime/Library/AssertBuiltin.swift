import RepValue

/// `assert`. The compiler turns direct calls into a node that shows both sides of a comparison; this body serves
/// `assert` as a value.
public enum AssertBuiltin {
  /// The built-ins of this group.
  public static let all: [Builtin] = [
    Builtin(
      "assert",
      [Builtin.Parameter("condition", .any), .optional("message", .any, summary: "what is wrong when it does not hold")],
      result: .nothing, summary: "Ends the script, or the test, when a condition does not hold.",
      examples: [#"assert len("abc") == 3, "three letters""#]
    ) { (arguments) throws(ScriptError) in
      if arguments[0].isTruthy { return .null }
      throw ScriptError(
        .assert, arguments.has(1) ? Operators.text(arguments[1]) : "the condition does not hold")
    }
  ]
}
