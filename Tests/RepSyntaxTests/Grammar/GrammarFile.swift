import Foundation
import Testing

/// `grammar/rep.ebnf` as data. The notation is explained at the top of that file.
struct GrammarFile: Sendable {
  indirect enum Node: Sendable {
    case terminal(String)
    case reference(String, change: String?)
    case sequence([Node])
    case choice([Node])
    case optional(Node)
    case repetition(Node)
    /// `~`: nothing stands between.
    case adjacent
    /// `^`: a blank without a line break.
    case sameLine
    /// `&flag`, `!flag`
    case flag(String, isSet: Bool)
    /// `!"token"`
    case notNext([String])
    /// `x - y`
    case except(Node, String)

    /// True for what only asks for surroundings.
    var isCondition: Bool {
      if case .flag = self { true } else { false }
    }
  }

  /// What a `change` does: flags that survive (nil: all), and flags set and cleared; one is set only where another is.
  struct Change: Sendable {
    var keeps: Set<String>?
    var adds: [(flag: String, where: String?)] = []
    var removes: [String] = []
  }

  /// Flags that `keep` never removes.
  static let lasting: Set<String> = ["loop", "round", "function", "oneline"]

  var productions: [String: Node] = [:]
  var order: [String] = []
  var changes: [String: Change] = [:]

  static func load() throws -> GrammarFile {
    let url = Fixtures.root.appendingPathComponent("grammar/rep.ebnf")
    var reader = Reader(text: Array(try String(contentsOf: url, encoding: .utf8).unicodeScalars))
    return try reader.file()
  }

  struct Failure: Error {
    var message: String
  }

  /// A recursive descent over the notation.
  private struct Reader {
    enum Word: Equatable {
      case name(String)
      case quoted(String)
      case mark(Unicode.Scalar)
      case end
    }

    let text: [Unicode.Scalar]
    var offset = 0
    var word = Word.end
    init(text: [Unicode.Scalar]) { self.text = text }

    mutating func file() throws -> GrammarFile {
      var grammar = GrammarFile()
      try next()
      while word != .end {
        let name = try takeName()
        if name == "change" {
          let changed = try takeName()
          try take("=")
          grammar.changes[changed] = try change()
        } else {
          try take("=")
          grammar.productions[name] = try choice()
          grammar.order.append(name)
        }
        try take(";")
      }
      return grammar
    }

    private mutating func change() throws -> Change {
      var change = Change()
      if word == .name("keep") {
        try next()
        var kept: Set<String> = []
        while case .name(let flag) = word {
          kept.insert(flag)
          try next()
        }
        change.keeps = kept
      }
      while word == .mark("+") || word == .mark("-") {
        let isAdded = word == .mark("+")
        try next()
        let flag = try takeName()
        var condition: String?
        if word == .mark("?") {
          try next()
          condition = try takeName()
        }
        if isAdded { change.adds.append((flag, condition)) } else { change.removes.append(flag) }
      }
      return change
    }

    private mutating func choice() throws -> Node {
      var alternatives = [try sequence()]
      while word == .mark("|") {
        try next()
        alternatives.append(try sequence())
      }
      return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws -> Node {
      var items: [Node] = []
      while let item = try item() { items.append(item) }
      return items.count == 1 ? items[0] : .sequence(items)
    }

    private mutating func item() throws -> Node? {
      switch word {
      case .end: return nil
      case .quoted(let token):
        try next()
        return .terminal(token)
      case .name(let name):
        try next()
        var node = Node.reference(name, change: nil)
        if word == .mark("/") {
          try next()
          node = .reference(name, change: try takeName())
        }
        guard word == .mark("-") else { return node }
        try next()
        return .except(node, try takeName())
      case .mark(let mark):
        switch mark {
        case "(", "[", "{":
          try next()
          let inner = try choice()
          try take(mark == "(" ? ")" : mark == "[" ? "]" : "}")
          return mark == "(" ? inner : mark == "[" ? .optional(inner) : .repetition(inner)
        case "~", "^":
          try next()
          return mark == "~" ? .adjacent : .sameLine
        case "&":
          try next()
          return .flag(try takeName(), isSet: true)
        case "!":
          try next()
          if case .name(let flag) = word {
            try next()
            return .flag(flag, isSet: false)
          }
          return .notNext(try excluded())
        default: return nil
        }
      }
    }

    private mutating func excluded() throws -> [String] {
      if case .quoted(let token) = word {
        try next()
        return [token]
      }
      try take("(")
      var tokens: [String] = []
      while case .quoted(let token) = word {
        tokens.append(token)
        try next()
        if word == .mark("|") { try next() }
      }
      try take(")")
      return tokens
    }

    private mutating func takeName() throws -> String {
      guard case .name(let name) = word else { throw Failure(message: "a name is missing before \(rest)") }
      try next()
      return name
    }

    private mutating func take(_ mark: Unicode.Scalar) throws {
      guard word == .mark(mark) else { throw Failure(message: "`\(mark)` is missing before \(rest)") }
      try next()
    }

    private var rest: String {
      String(String.UnicodeScalarView(text[min(offset, text.count)..<min(offset + 40, text.count)]))
    }

    private mutating func next() throws {
      while offset < text.count {
        if text[offset].properties.isWhitespace {
          offset += 1
        } else if offset + 1 < text.count, text[offset] == "(", text[offset + 1] == "*" {
          while offset + 1 < text.count, !(text[offset] == "*" && text[offset + 1] == ")") { offset += 1 }
          offset += 2
        } else {
          break
        }
      }
      guard offset < text.count else {
        word = .end
        return
      }
      let first = text[offset]
      var end = offset + 1
      if first == "\"" || first == "'" {
        while end < text.count, text[end] != first { end += 1 }
        guard end < text.count else { throw Failure(message: "a quote is not closed at \(rest)") }
        word = .quoted(String(String.UnicodeScalarView(text[(offset + 1)..<end])))
        offset = end + 1
      } else if first.properties.isAlphabetic {
        while end < text.count, text[end].properties.isAlphabetic || (text[end] == "-" && text[end - 1] != " ") {
          end += 1
        }
        word = .name(String(String.UnicodeScalarView(text[offset..<end])))
        offset = end
      } else {
        word = .mark(first)
        offset = end
      }
    }
  }
}
