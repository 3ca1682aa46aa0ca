/// Makes random scripts that calculate, read and change nested places, call, match and fail: everything that has
/// specialised nodes. They end, and print what they did.
struct ProgramGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  /// A random script.
  mutating func program() -> String {
    // Most statements may fail: what fails is caught more often than not, so that the script goes on.
    let body = (0..<8).map { _ in
      next(4) == 0
        ? statement(3, "  ") : "  try {\n\(statement(3, "    "))\n  } catch e { print e.kind, e.message, e?.hint }"
    }.joined(separator: "\n")
    return """
      let top = [1, 2.5, {k: 3}]
      var count = 0
      fn twice(v) { v * 2 }
      fn main(a0, x0) {
        var a = a0
        var b = 3
        var x = x0
        var y = 0.25
        var s = "text"
        var xs = [1, 2.5, "t", [4, 5], null]
        var o = {n: 1, f: 2.5, list: [1, [2, 3], {k: 4}], inner: {p: 5, q: "q"}}
        var held = o
        var shared = 0
        let bump = d => { shared += d; shared = shared + 1; shared }
      \(body)
        print a, b, x, y, s, xs, o, held, shared, count
      }
      main(\(number()), \(float()))
      print top, count
      """
  }

  // MARK: Choices

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: (state >> 33) % UInt64(bound))
  }

  private mutating func pick(_ choices: [String]) -> String { choices[next(choices.count)] }

  private mutating func number() -> String {
    pick([
      "0", "1", "2", "3", "7", "-1", "-5", "100", "9223372036854775807", "-9223372036854775808", "4611686018427387904",
    ])
  }

  private mutating func float() -> String {
    pick(["0.5", "2.0", "-1.25", "1e308", "1e-300", "9007199254740993.0", "-0.5"])
  }

  // MARK: Expressions

  private mutating func variable() -> String { pick(["a", "b", "x", "y", "a", "b", "x", "s"]) }

  /// A place inside a variable, which need not exist.
  private mutating func place() -> String {
    switch next(10) {
    case 0: "o.n"
    case 1: "o.f"
    case 2: "o.inner.p"
    case 3: "xs[\(index())]"
    case 4: "o.list[\(index())]"
    case 5: "o.list[1][\(index())]"
    case 6: "o.list[2].k"
    case 7: "o[\(pick([#""n""#, #""f""#, #""new""#, #""k\(b)""#, "s", "a"]))]"
    case 8: "xs[3][\(index())]"
    default: pick(["o.missing", "o.inner.r", "xs[b].z", "held.inner.p"])
    }
  }

  private mutating func index() -> String { pick(["0", "1", "b", "a", "-1", "b - 2", "a % 3", "99", "x"]) }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else {
      switch next(6) {
      case 0: return number()
      case 1: return float()
      case 2: return place()
      default: return variable()
      }
    }
    let d = depth - 1
    switch next(17) {
    case 0...5: return "(\(expression(d)) \(pick(["+", "-", "*", "/", "%", "+", "-", "*"])) \(expression(d)))"
    case 6, 7: return "(\(expression(d)) \(pick(["<", "<=", ">", ">=", "==", "!="])) \(expression(d)))"
    case 8: return "(if \(expression(d)) { \(expression(d)) } else { \(expression(d)) })"
    case 9: return "\(pick(["abs", "sqrt", "floor", "len", "int"]))(\(expression(d)))"
    case 10: return "\(pick(["div", "min", "max"]))(\(expression(d)), \(expression(d)))"
    case 11: return "twice(\(expression(d)))"
    case 12: return #""<\(\#(expression(d)))>""#
    case 13: return "bump(\(expression(d)))"
    case 14: return pick(["top[0]", "top[2].k", "top[b]", "o?.missing", "xs.first()", "o.keys()", "xs.map(v => v)"])
    case 15: return "(\(expression(d)) \(pick(["and", "or", "??"])) \(expression(d)))"
    default: return place()
    }
  }

  // MARK: Statements

  private mutating func statements(_ count: Int, depth: Int, indentation: String) -> String {
    (0..<count).map { _ in statement(depth, indentation) }.joined(separator: "\n")
  }

  private mutating func statement(_ depth: Int, _ i: String) -> String {
    let inner = i + "  "
    switch next(depth > 0 ? 15 : 9) {
    case 0, 1: return "\(i)\(variable()) = \(expression(2))"
    case 2, 3: return "\(i)\(variable()) \(pick(["+=", "-=", "*=", "/=", "%="])) \(expression(1))"
    case 4: return "\(i)\(place()) = \(expression(1))"
    case 5, 6: return "\(i)\(place()) \(pick(["+=", "-=", "*=", "/="])) \(expression(1))"
    case 7:
      return i + pick(["xs.push(a)", "held = o", "count += 1", #"s += "\(b);""#, "x = y", "count = count + b"])
    case 8: return "\(i)print \(expression(1))"
    case 9: return "\(i)for n in 0..<\(next(5) + 1) {\n\(statements(2, depth: depth - 1, indentation: inner))\n\(i)}"
    case 10:
      let body = statements(1, depth: depth - 1, indentation: inner)
      return "\(i)for n, item in xs {\n\(body)\n\(inner)print n, item\n\(i)}"
    case 11: return "\(i)if \(expression(1)) {\n\(statements(2, depth: depth - 1, indentation: inner))\n\(i)}"
    case 12:
      return """
        \(i)match \(pick(["o", "o.inner", "xs[b]", "a", "s", "o.list[2]"])) {
        \(inner){n: 1, inner: {p}} => print "n", p
        \(inner){k} if k == \(number()) => print "k", k
        \(inner)[first, ...rest] => print first, rest
        \(inner)"text" | 3 => print "literal"
        \(inner)1..9 => print "range"
        \(inner)other => print "other", other
        \(i)}
        """
    default:
      let body = statements(2, depth: depth - 1, indentation: inner)
      return "\(i)try {\n\(body)\n\(i)} catch e { print e.kind, e.message }"
    }
  }
}
