/// Names, numbers and punctuation.
extension Lexer {
  /// Reads one token; at least one byte of text is consumed.
  mutating func lexToken() {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      lexWord()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
    case UInt8(ascii: "\""): lexQuotedString()
    case UInt8(ascii: "'"): lexRawString()
    case UInt8(ascii: "("): openBracket(.leftParen)
    case UInt8(ascii: ")"): closeBracket(.rightParen, closing: .leftParen)
    case UInt8(ascii: "["): openBracket(.leftBracket)
    case UInt8(ascii: "]"): closeBracket(.rightBracket, closing: .leftBracket)
    case UInt8(ascii: "{"): openBracket(.leftBrace)
    case UInt8(ascii: "}"): closeBracket(.rightBrace, closing: .leftBrace)
    case 0x80...0xFF: lexBeyondASCII()
    default: lexPunctuation(byte)
    }
  }

  // MARK: Words

  private mutating func lexWord() {
    let start = position
    position += 1
    while let group = group(at: position) {
      position += group.wordLength
      if group.wordLength < 8 { break }
    }
    while position < bytes.count, Self.continuesWord(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] >= 0x80 {
      skipWordTail()
      emit(.name, from: start, .needsDecoding)
      return
    }
    emit(Self.wordKind(bytes, start, position), from: start)
  }

  @inline(__always) static func continuesWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Skips what continues a word, letters of any script included.
  private mutating func skipWordTail() {
    while position < bytes.count {
      if Self.continuesWord(bytes[position]) {
        position += 1
      } else if bytes[position] >= 0x80, let (scalar, length) = scalar(at: position), scalar.properties.isXIDContinue {
        position += length
      } else {
        return
      }
    }
  }

  /// The reserved words, chosen by their first letter; none is longer than eight bytes.
  private static func wordKind(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> TokenKind {
    guard end - start >= 2, end - start <= 8 else { return .name }
    func `is`(_ word: StaticString) -> Bool {
      guard word.utf8CodeUnitCount == end - start else { return false }
      for offset in 0..<(end - start) where bytes[start + offset] != word.utf8Start[offset] { return false }
      return true
    }
    switch bytes[start] {
    case UInt8(ascii: "a"): return `is`("and") ? .and : `is`("await") ? .await : .name
    case UInt8(ascii: "b"): return `is`("break") ? .break : .name
    case UInt8(ascii: "c"): return `is`("catch") ? .catch : `is`("continue") ? .continue : .name
    case UInt8(ascii: "e"): return `is`("else") ? .else : .name
    case UInt8(ascii: "f"): return `is`("fn") ? .fn : `is`("for") ? .for : `is`("false") ? .false : .name
    case UInt8(ascii: "i"): return `is`("if") ? .if : `is`("in") ? .in : .name
    case UInt8(ascii: "l"): return `is`("let") ? .let : .name
    case UInt8(ascii: "m"): return `is`("match") ? .match : .name
    case UInt8(ascii: "n"): return `is`("not") ? .not : `is`("null") ? .null : .name
    case UInt8(ascii: "o"): return `is`("or") ? .or : .name
    case UInt8(ascii: "p"): return `is`("parallel") ? .parallel : .name
    case UInt8(ascii: "r"): return `is`("return") ? .return : .name
    case UInt8(ascii: "t"): return `is`("true") ? .true : `is`("try") ? .try : `is`("throw") ? .throw : .name
    case UInt8(ascii: "v"): return `is`("var") ? .var : .name
    case UInt8(ascii: "w"): return `is`("while") ? .while : `is`("within") ? .within : .name
    default: return .name
    }
  }

  private mutating func lexBeyondASCII() {
    let start = position
    guard let (scalar, length) = scalar(at: position) else {
      // ``checkEncoding`` has reported these bytes.
      while position < bytes.count, bytes[position] >= 0x80, self.scalar(at: position) == nil { position += 1 }
      emit(.invalid, from: start)
      return
    }
    position += length
    if scalar.properties.isXIDStart {
      skipWordTail()
      emit(.name, from: start, .needsDecoding)
      return
    }
    refuseCharacter(scalar, from: start)
  }

  private mutating func refuseCharacter(_ scalar: Unicode.Scalar, from start: Int) {
    let (name, hint) = ForeignSyntax.describe(scalar)
    problem("unexpected-character", "\(name) has no meaning here", from: start, hint: hint)
    emit(.invalid, from: start)
  }

  // MARK: Numbers

  /// Takes everything that looks like part of the number; ``NumberReader`` judges it.
  private mutating func lexNumber() {
    let start = position
    let isHexadecimal = bytes[start] == UInt8(ascii: "0") && byte(start + 1) | 0x20 == UInt8(ascii: "x")
    var isPlain = !isHexadecimal
    var sawPoint = false
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        position += 1
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
        let sign = self.byte(position)
        if isPlain, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
          position + 1 == bytes.count || Self.isDigit(self.byte(position + 1))
        {
          position += 1
        }
        isPlain = false
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        isPlain = false
        position += 1
      case UInt8(ascii: "."):
        guard !sawPoint, !isHexadecimal, Self.isDigit(bytes[position - 1]), Self.isDigit(self.byte(position + 1)) else {
          emit(.number, from: start)
          return
        }
        sawPoint = true
        position += 1
      default:
        emit(.number, from: start)
        return
      }
    }
    emit(.number, from: start)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  // MARK: Punctuation

  @inline(__always) private mutating func take(_ kind: TokenKind, _ length: Int) {
    let start = position
    position += length
    emit(kind, from: start)
  }

  private mutating func lexPunctuation(_ byte: UInt8) {
    let next = self.byte(position + 1)
    let third = self.byte(position + 2)
    let equals = UInt8(ascii: "=")
    switch byte {
    case UInt8(ascii: ","): take(.comma, 1)
    case UInt8(ascii: ":"): next == equals ? take(.foreign, 2) : take(.colon, 1)
    case UInt8(ascii: ";"): take(.semicolon, 1)
    case UInt8(ascii: "."):
      guard next == byte else { return take(.dot, 1) }
      if third == byte { return take(.spread, 3) }
      third == UInt8(ascii: "<") ? take(.halfOpenRange, 3) : take(.closedRange, 2)
    case UInt8(ascii: "?"):
      switch next {
      case UInt8(ascii: "."): take(.optionalDot, 2)
      case UInt8(ascii: "["): openBracket(.optionalBracket, length: 2)
      case byte: third == equals ? take(.coalesceAssign, 3) : take(.coalesce, 2)
      default: take(.foreign, 1)
      }
    case equals:
      if next == UInt8(ascii: ">") { return take(.arrow, 2) }
      guard next == equals else { return take(.assign, 1) }
      third == equals ? take(.foreign, 3) : take(.equal, 2)
    case UInt8(ascii: "!"):
      guard next == equals else { return take(.foreign, 1) }
      third == equals ? take(.foreign, 3) : take(.notEqual, 2)
    // `>>` stays two tokens: it may close two input blocks.
    case UInt8(ascii: "<"): next == equals ? take(.lessOrEqual, 2) : take(.less, 1)
    case UInt8(ascii: ">"): next == equals ? take(.greaterOrEqual, 2) : take(.greater, 1)
    case UInt8(ascii: "+"):
      if next == byte { return take(.foreign, 2) }
      next == equals ? take(.addAssign, 2) : take(.plus, 1)
    case UInt8(ascii: "-"):
      if next == UInt8(ascii: ">") { return take(.foreign, 2) }
      next == equals ? take(.subtractAssign, 2) : take(.minus, 1)
    case UInt8(ascii: "*"):
      if next == byte { return third == equals ? take(.foreign, 3) : take(.power, 2) }
      next == equals ? take(.multiplyAssign, 2) : take(.star, 1)
    case UInt8(ascii: "/"):
      if next == byte || next == UInt8(ascii: "*") { return take(.foreign, 2) }
      next == equals ? take(.divideAssign, 2) : take(.slash, 1)
    case UInt8(ascii: "%"): next == equals ? take(.remainderAssign, 2) : take(.percent, 1)
    case UInt8(ascii: "|"):
      if next == byte { return take(.foreign, third == equals ? 3 : 2) }
      next == UInt8(ascii: ">") ? take(.pipe, 2) : take(.bar, 1)
    case UInt8(ascii: "&"): take(.foreign, next == byte ? (third == equals ? 3 : 2) : 1)
    default:
      let start = position
      position += 1
      refuseCharacter(Unicode.Scalar(byte), from: start)
    }
  }
}
