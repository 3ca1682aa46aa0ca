/// The language's own built-ins: everything that needs no host but an output.
public enum Library {
  /// All groups. A new group is one more line here.
  public static let all: [Builtin] =
    OutputBuiltins.all + AssertBuiltin.all + TableBuiltin.all + SequenceBuiltins.all + ValueBuiltins.all + ArithmeticBuiltins.all
    + RoundingBuiltins.all + JSONBuiltins.all + Base64Builtins.all + TimeBuiltins.all + StringMethods.all
    + StringPieceMethods.all + RegexMethods.all + ListMethods.all + ListCallbackMethods.all + ListOrderMethods.all
    + ListMutatingMethods.all + ObjectMethods.all
}
