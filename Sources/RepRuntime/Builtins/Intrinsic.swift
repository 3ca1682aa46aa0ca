/// A built-in of the language whose calls have nodes of their own, which do the plain cases without calling anything.
enum Intrinsic: Sendable {
  case len
  case abs
  case sqrt
  case floor
  case div
  case min
  case max
}

extension Builtin {
  /// The same built-in, marked as one with a node of its own.
  func with(_ intrinsic: Intrinsic) -> Builtin {
    var marked = self
    marked.intrinsic = intrinsic
    return marked
  }
}
