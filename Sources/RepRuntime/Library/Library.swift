/// The language's own built-ins: everything that needs no host but an output.
public enum Library {
  /// All groups. A new group is one more line here.
  public static let all: [Builtin] = OutputBuiltins.all + SequenceBuiltins.all
}
