/// What people write who come from other languages, and what Rep writes instead.
public enum ForeignSyntax {
  /// The way out for a name that other languages give a meaning, such as `None` or `elif`; nil for ordinary names.
  ///
  /// These words are ordinary names in Rep, so the resolver asks only about a name that nothing declares.
  public static func hint(forName name: String) -> String? {
    switch name {
    case "None", "nil", "undefined", "NULL", "Null", "nullptr": "write `null`"
    case "True", "TRUE": "write `true`"
    case "False", "FALSE": "write `false`"
    case "elif", "elsif", "elseif": "write `else if`"
    case "def", "function", "func", "fun", "lambda": "functions are written `fn name(a) { … }` or `a => …`"
    case "const", "val", "my", "local", "mut": "write `let name = value`, or `var` for a name that changes"
    case "switch", "case", "when": "write `match value { pattern => … }`"
    case "foreach": "write `for x in xs { … }`"
    case "unless": "write `if not … { … }`"
    case "until", "loop", "do": "write `while condition { … }`"
    case "raise", "raises", "panic": "write `throw value`"
    case "except", "rescue", "finally": "write `try { … } catch e { … }`"
    case "async": "functions need no mark; write `await` where you wait"
    case "echo", "puts", "println", "printf": "write `print value`"
    case "from", "require", "use", "include": "write `import \"path.rep\" as name`"
    case "class", "struct", "enum", "interface", "type": "Rep has no types of your own; use an object"
    default: nil
    }
  }

  /// What an operator of another language is called in Rep.
  static func describe(operator text: String) -> (message: String, hint: String) {
    let hint =
      switch text {
      case "&&", "&": "write `and`"
      case "||": "write `or`"
      case "!": "write `not x`, or `a != b`"
      case "===": "write `==`, which compares deeply and never converts"
      case "!==": "write `!=`"
      case "++": "write `x += 1`"
      case ":=": "write `let name = value`, or `=` to assign"
      case "//": "write `div(a, b)` to divide and round down; comments start with `#`"
      case "/*": "comments start with `#` and end with their line"
      case "->": "write `=>`"
      case "?": "write `if c { a } else { b }`; `?.` and `??` are for what may be null"
      case "**=", "&&=", "||=": "write the assignment out: `x = x … y`"
      default: "Rep has no such operator"
      }
    return ("`\(text)` is no operator of Rep", hint)
  }

  /// A character that starts no token: what to call it, and the way out.
  static func describe(_ scalar: Unicode.Scalar) -> (name: String, hint: String?) {
    switch scalar {
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{00AB}", "\u{00BB}", "\u{2018}", "\u{2019}", "\u{201A}":
      return ("the quotation mark `\(scalar)`", "write strings with the plain quotes `\"…\"` or `'…'`")
    case "\u{2013}", "\u{2014}", "\u{2212}": return ("the dash `\(scalar)`", "write a plain `-`")
    case "\u{2026}": return ("the ellipsis `…`", "write three dots `...`")
    case "\u{00A0}", "\u{2007}", "\u{202F}", "\u{3000}": return ("a non-breaking or wide blank", "write a plain space")
    case "\u{FEFF}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}":
      return ("an invisible character (U+\(hexadecimal(scalar.value, digits: 4)))", "remove it")
    case "\u{2028}", "\u{2029}", "\u{0085}", "\u{000B}", "\u{000C}":
      return ("the line separator U+\(hexadecimal(scalar.value, digits: 4))", "end lines with a plain line feed")
    case "\u{2264}": return ("`≤`", "write `<=`")
    case "\u{2265}": return ("`≥`", "write `>=`")
    case "\u{2260}": return ("`≠`", "write `!=`")
    case "\u{00D7}": return ("`×`", "write `*`")
    case "\u{00F7}": return ("`÷`", "write `/`")
    case "`": return ("a backtick", "write strings with `\"…\"` or `'…'`, several lines with `\"\"\"`")
    case "@": return ("`@`", nil)
    case "$": return ("`$`", "names have no mark; in strings write `\\(name)`")
    case "^": return ("`^`", "power is written `**`")
    case "~": return ("`~`", "write `not`")
    case "\\": return ("a backslash", "a line goes on after an operator, a comma or an open bracket")
    case "\0": return ("a NUL byte", "is this a text file?")
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F || (0x80..<0xA0).contains(scalar.value) {
        return ("the control character U+\(hexadecimal(scalar.value, digits: 4))", "remove it")
      }
      return ("the character `\(scalar)` (U+\(hexadecimal(scalar.value, digits: 4)))", nil)
    }
  }
}
