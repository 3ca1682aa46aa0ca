/// What stands before the cursor, as far as completion needs to know.
///
/// The text is unfinished by nature, so no tree is made of it: one pass over its words, strings and brackets.
struct CompletionContext: Equatable {
  /// Where the cursor stands.
  enum Place: Equatable {
    /// Nothing can be completed: a comment, a plain string.
    case nothing
    /// A name at the start of an operand; with the function whose parameters may be named here.
    case word(callee: String?)
    /// After a dot: the path before it, such as `p.urls`.
    case member(of: String)
    /// In the string of a model reference.
    case reference
    /// In the string of a file's path.
    case file
    /// In an input block, where an input's name is due.
    case inputName(of: Reference)
    /// In an input block, after `name:`.
    case inputValue(of: Reference, name: String)
    /// After `name:` of a call's argument.
    case argumentValue(callee: String, name: String)
  }

  /// The model of an input block.
  enum Reference: Equatable {
    /// Written out.
    case text(String)
    /// Held by a variable.
    case variable(String)
  }

  var place = Place.nothing
  /// What is already there of the word to complete.
  var prefix = ""
  /// Whether the cursor is inside a string.
  var isInString = false
  /// The names that the innermost call or input block gives already.
  var given: Set<String> = []

  /// Reads the text before a cursor.
  init(_ text: some StringProtocol) {
    var scanner = Scanner(Array(text.unicodeScalars))
    scanner.scan()
    self = scanner.context
  }

  fileprivate init() {}

  /// Functions whose first string is a model reference.
  static func takesReference(_ callee: String) -> Bool {
    if ["predict", "train", "help"].contains(callee) { return true }
    return (callee.hasPrefix("models.") && callee != "models.list" && callee != "models.search")
      || (callee.hasPrefix("deployments.") && callee != "deployments.list")
  }

  /// Functions whose strings are paths.
  static let takesPath: Set<String> = [
    "file", "read", "read_json", "read_lines", "read_csv", "write", "write_json", "write_csv", "append", "exists", "glob", "import",
    "load", "save",
  ]

  static let keywords = [
    "let", "var", "fn", "if", "else", "match", "while", "for", "in", "break", "continue", "return", "throw", "try",
    "catch", "await", "parallel", "within", "and", "or", "not", "true", "false", "null", "import", "param", "test",
  ]
}

/// Walks over the text and keeps what is open at its end.
private struct Scanner {
  /// A bracket that is open, or the text itself.
  private struct Frame {
    enum Kind: Equatable {
      case text
      case parenthesis
      case bracket
      case brace
      case input(CompletionContext.Reference)
    }
    let kind: Kind
    /// The function that is called.
    var callee: String?
    /// The last operands since the statement began: paths and strings.
    var operands: [Operand] = []
    /// The name before the last `:` since the last comma.
    var key: String?
    var given: Set<String> = []
    /// Whether an argument has begun since the last comma or bracket.
    var hasArgument = false
  }

  private enum Operand {
    case path(String)
    case string(String)
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var frames = [Frame(kind: .text)]
  private(set) var context = CompletionContext()

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
  }

  mutating func scan() {
    while let scalar = current {
      switch scalar {
      case "\n", ";":
        position += 1
        if isStatementLevel { frames[frames.count - 1] = Frame(kind: frames[frames.count - 1].kind) }
      case "#":
        while let next = current, next != "\n" { position += 1; _ = next }
        if current == nil { return }
      case "\"", "'": if !scanString(quote: scalar) { return }
      case _ where isWord(scalar): if !scanPath() { return }
      default: scanPunctuation(scalar)
      }
    }
    finish(word: "")
  }

  private var isStatementLevel: Bool {
    switch frames[frames.count - 1].kind {
    case .text, .brace: true
    default: false
    }
  }

  // MARK: Words

  /// A dotted path; false when the text ends in it.
  private mutating func scanPath() -> Bool {
    var path = ""
    var lastDot: String.Index?
    while let scalar = current {
      if isWord(scalar) {
        path.unicodeScalars.append(scalar)
        position += 1
      } else if scalar == ".", !path.isEmpty, position + 1 >= scalars.count || isWord(scalars[position + 1]) {
        lastDot = path.endIndex
        path.append(".")
        position += 1
      } else if scalar == "?", position + 1 < scalars.count, scalars[position + 1] == ".",
        position + 2 >= scalars.count || isWord(scalars[position + 2]) {
        lastDot = path.endIndex
        path.append(".")
        position += 2
      } else {
        break
      }
    }
    guard current == nil else {
      note(path)
      return true
    }
    if let lastDot {
      context.place = .member(of: String(path[..<lastDot]))
      context.prefix = String(path[path.index(after: lastDot)...])
    } else {
      finish(word: path)
    }
    return false
  }

  private mutating func note(_ path: String) {
    let index = frames.count - 1
    // `name:` gives an argument or an input; `::` is nothing.
    var next = position
    while next < scalars.count, scalars[next] == " " { next += 1 }
    if next < scalars.count, scalars[next] == ":", !path.contains(".") {
      frames[index].key = path
      frames[index].given.insert(path)
      position = next + 1
      frames[index].hasArgument = true
      return
    }
    if CompletionContext.keywords.contains(path), path != "import" {
      if ["let", "var", "return", "throw", "in", "if", "while", "match"].contains(path) { begin() }
      return
    }
    if frames[index].callee == nil, next > position || next == scalars.count { frames[index].callee = path }
    frames[index].operands.append(.path(path))
    frames[index].hasArgument = frames[index].operands.count > 1
  }

  /// A new operand begins, which may be a call of its own.
  private mutating func begin() {
    let index = frames.count - 1
    if frames[index].kind == .text || frames[index].kind == .brace { frames[index].callee = nil }
    frames[index].operands = []
    frames[index].hasArgument = false
  }

  private mutating func finish(word: String) {
    let frame = frames[frames.count - 1]
    context.prefix = word
    context.given = frame.given
    if case .input(let reference) = frame.kind {
      context.place = frame.key.map { .inputValue(of: reference, name: $0) } ?? .inputName(of: reference)
    } else if let key = frame.key, let callee = frame.callee {
      context.place = .argumentValue(callee: callee, name: key)
    } else {
      context.place = .word(callee: frame.callee)
    }
  }

  // MARK: Strings

  /// A string, with what it holds; false when the text ends in it.
  private mutating func scanString(quote: Unicode.Scalar) -> Bool {
    position += 1
    var isMultiline = false
    if quote == "\"", position + 1 < scalars.count, scalars[position] == "\"", scalars[position + 1] == "\"" {
      isMultiline = true
      position += 2
    }
    var content = ""
    while let scalar = current {
      position += 1
      if scalar == "\\", quote == "\"", let escaped = current {
        position += 1
        if escaped == "(" {
          guard scanInterpolation() else { return false }
          content += "\\()"
        } else {
          content.unicodeScalars.append(contentsOf: [scalar, escaped])
        }
      } else if scalar == quote {
        if !isMultiline {
          frames[frames.count - 1].operands.append(.string(content))
          frames[frames.count - 1].hasArgument = true
          return true
        }
        if position + 1 < scalars.count, scalars[position] == "\"", scalars[position + 1] == "\"" {
          position += 2
          return true
        }
      } else {
        content.unicodeScalars.append(scalar)
      }
    }
    if !isMultiline { endIn(string: content) }
    return false
  }

  /// The expression of an interpolation; false when the text ends in it.
  private mutating func scanInterpolation() -> Bool {
    let depth = frames.count
    frames.append(Frame(kind: .parenthesis))
    while frames.count > depth {
      guard let scalar = current else {
        finish(word: "")
        return false
      }
      switch scalar {
      case "\"", "'": if !scanString(quote: scalar) { return false }
      case _ where isWord(scalar): if !scanPath() { return false }
      default: scanPunctuation(scalar)
      }
    }
    return true
  }

  /// The text ends inside a string.
  private mutating func endIn(string content: String) {
    let frame = frames[frames.count - 1]
    context.isInString = true
    context.prefix = content
    context.given = frame.given
    if case .input(let reference) = frame.kind {
      if let key = frame.key { context.place = .inputValue(of: reference, name: key) }
    } else if let key = frame.key, let callee = frame.callee {
      context.place =
        key == "to" && callee == "save" || key == "input" ? .file : .argumentValue(callee: callee, name: key)
    } else if case .path(let last)? = frame.operands.last, CompletionContext.takesReference(last) {
      context.place = .reference
    } else if case .path(let last)? = frame.operands.last, CompletionContext.takesPath.contains(last) {
      context.place = .file
    } else if let callee = frame.callee, !frame.hasArgument || frame.kind == .parenthesis {
      if CompletionContext.takesReference(callee) { context.place = .reference }
      if CompletionContext.takesPath.contains(callee) { context.place = .file }
    }
  }

  // MARK: Brackets and operators

  private mutating func scanPunctuation(_ scalar: Unicode.Scalar) {
    let isAfterWord = position > 0 && isWord(scalars[position - 1])
    let index = frames.count - 1
    position += 1
    switch scalar {
    case "(":
      var callee: String?
      if isAfterWord, case .path(let path)? = frames[index].operands.last { callee = path }
      frames.append(Frame(kind: .parenthesis, callee: callee))
    case "[": frames.append(Frame(kind: .bracket))
    case "{": frames.append(Frame(kind: .brace))
    case ")", "]", "}": if frames.count > 1 { frames.removeLast() }
    case "<":
      if let reference = openedInput { frames.append(Frame(kind: .input(reference))) }
    case ">":
      if case .input = frames[index].kind { frames.removeLast() }
    case ",":
      frames[index].key = nil
      frames[index].operands = []
      frames[index].hasArgument = true
    case "=", "|":
      begin()
      frames[index].key = nil
    case "!": if current == "=" { position += 1 }
    default: break
    }
  }

  /// The model whose input block a `<` opens, if it opens one: it follows a reference, or a variable that stands after
  /// a verb that takes one.
  private var openedInput: CompletionContext.Reference? {
    let operands = frames[frames.count - 1].operands
    guard operands.count >= 2, case .path(let verb) = operands[operands.count - 2],
      CompletionContext.takesReference(verb)
    else { return nil }
    switch operands[operands.count - 1] {
    case .string(let text): return .text(text)
    case .path(let name): return .variable(name)
    }
  }
}
