@testable import RepSyntax

/// What a ``GrammarRecognizer`` reads: a token of a script, or a character of a token.
struct GrammarPiece {
  enum Kind { case other, name, reservedWord, number, text, rawText, characters, newline, end }

  var kind = Kind.other
  let text: String
  var hasNewlineBefore = false
  var hasBlankBefore = false

  /// The characters of a token.
  static func characters(of token: String) -> [GrammarPiece] {
    token.unicodeScalars.map { GrammarPiece(text: String($0)) } + [GrammarPiece(kind: .end, text: "")]
  }

  /// The tokens of a script, with the text between interpolations and the lines of multi-line strings as pieces.
  static func tokens(of script: String) -> [GrammarPiece] {
    let bytes = Array(script.utf8)
    var pieces: [GrammarPiece] = []
    var textStart: Int?
    for token in Lexer.lex(bytes).tokens {
      let (start, end) = (Int(token.start), Int(token.end))
      if let from = textStart, token.kind == .interpolationStart || token.kind == .stringEnd {
        let text = String(decoding: bytes[from..<start], as: UTF8.self)
        append(linesOf: text, isLast: token.kind == .stringEnd, to: &pieces)
        textStart = nil
      }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      if token.kind == .string, text.hasPrefix("\"\"\"") {
        pieces.append(piece(token, "\"\"\""))
        append(linesOf: String(text.dropFirst(3).dropLast(3)), isLast: true, to: &pieces)
        pieces.append(GrammarPiece(text: "\"\"\""))
      } else {
        pieces.append(piece(token, text))
      }
      if token.kind == .stringStart || token.kind == .interpolationEnd { textStart = end }
    }
    return pieces
  }

  private static func piece(_ token: Token, _ text: String) -> GrammarPiece {
    let kind: Kind =
      switch token.kind {
      case .end: .end
      case .name: .name
      case .number: .number
      case .string: text.hasPrefix("'") ? .rawText : text.hasPrefix("\"\"\"") ? .other : .text
      case let kind: kind.isReservedWord ? .reservedWord : .other
      }
    return GrammarPiece(
      kind: kind, text: text, hasNewlineBefore: token.hasNewlineBefore, hasBlankBefore: token.hasBlankBefore)
  }

  /// The lines of text; the blanks before closing quotes are no text.
  private static func append(linesOf text: String, isLast: Bool, to pieces: inout [GrammarPiece]) {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if isLast, lines.count > 1, let line = lines.last, line.allSatisfy({ $0 == " " || $0 == "\t" }) {
      lines[lines.count - 1] = ""
    }
    for (index, line) in lines.enumerated() {
      if index > 0 { pieces.append(GrammarPiece(kind: .newline, text: "\n")) }
      if !line.isEmpty { pieces.append(GrammarPiece(kind: .characters, text: String(line))) }
    }
  }
}
