import Foundation

/// What the sources of a module say is public, one line a declaration: `RepRuntime Limits.memory: public var memory: Int?`.
///
/// Read from the text, so that it needs no build of its own: a declaration is listed as it is written, without its body.
enum PublicDeclarations {
  static func all(of modules: [String], in package: URL) throws -> [String] {
    var lines: [String] = []
    for module in modules {
      let folder = package.appendingPathComponent("Sources/\(module)")
      let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      for name in names.sorted() where name.hasSuffix(".swift") {
        var reader = DeclarationReader(module)
        reader.read(try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8))
        lines += reader.lines
      }
    }
    return lines.sorted()
  }
}

/// Walks the lines of one file and keeps the types that it stands in.
private struct DeclarationReader {
  /// A type or extension whose braces are open.
  private struct Scope {
    let name: String
    let depth: Int
    /// Whether members without a word of their own are public: cases of a public enum, requirements of a protocol.
    let listsAll: Bool
  }

  private let module: String
  private var scopes: [Scope] = []
  private var depth = 0
  private(set) var lines: [String] = []

  init(_ module: String) { self.module = module }

  mutating func read(_ text: String) {
    var declaration = ""
    var parentheses = 0
    var isInText = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains("\"\"\"") { isInText.toggle() }
      if isInText { continue }
      let code = Self.withoutComment(line).trimmingCharacters(in: .whitespaces)
      if declaration.isEmpty, !startsDeclaration(code) {
        enter(code, isPublic: false)
        continue
      }
      declaration += declaration.isEmpty ? code : " " + code
      parentheses += Self.count("([", code) - Self.count(")]", code)
      if parentheses > 0 || code.hasSuffix(",") || code.hasSuffix("->") || code.hasSuffix(":") { continue }
      let head = Self.head(declaration)
      lines.append("\(module) \((scopes.map(\.name) + [""]).joined(separator: "."))  \(head)")
      enter(declaration, isPublic: true)
      declaration = ""
      parentheses = 0
    }
  }

  private func startsDeclaration(_ code: String) -> Bool {
    let words = code.drop { $0 == "@" || $0 == "_" }
    let isMarked = ["public ", "open ", "@frozen public ", "@inlinable public ", "@discardableResult public "].contains {
      code.hasPrefix($0)
    }
    if isMarked { return true }
    guard let scope = scopes.last, scope.listsAll, depth == scope.depth + 1, !words.isEmpty else { return false }
    return ["case ", "func ", "var ", "init(", "static ", "indirect case "].contains { code.hasPrefix($0) }
  }

  /// Follows the braces of a line or declaration, which may open a type.
  private mutating func enter(_ code: String, isPublic: Bool) {
    let opened = Self.count("{", code) - Self.count("}", code)
    if opened > 0, let (kind, name) = Self.type(in: code) {
      scopes.append(Scope(name: name, depth: depth, listsAll: isPublic && (kind == "enum" || kind == "protocol")))
    }
    depth += opened
    while let scope = scopes.last, depth <= scope.depth { scopes.removeLast() }
  }

  private static func type(in code: String) -> (kind: String, name: String)? {
    let words = code.split(whereSeparator: { " :{<,".contains($0) }).map(String.init)
    for kind in ["class", "struct", "enum", "protocol", "extension", "actor"] {
      if let index = words.firstIndex(of: kind), index + 1 < words.count, index < 6 { return (kind, words[index + 1]) }
    }
    return nil
  }

  /// The declaration up to its body or its value.
  private static func head(_ declaration: String) -> String {
    var depth = 0
    for index in declaration.indices {
      switch declaration[index] {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return declaration[..<index].trimmingCharacters(in: .whitespaces)
      default: break
      }
    }
    return declaration
  }

  private static func withoutComment(_ line: Substring) -> String {
    guard let start = line.range(of: "//"), !line[..<start.lowerBound].contains("\"") else { return String(line) }
    return String(line[..<start.lowerBound])
  }

  private static func count(_ characters: String, _ code: String) -> Int {
    var isInText = false
    var count = 0
    var previous: Character = " "
    for character in code {
      if character == "\"", previous != "\\" { isInText.toggle() }
      if !isInText, characters.contains(character) { count += 1 }
      previous = character
    }
    return count
  }
}
