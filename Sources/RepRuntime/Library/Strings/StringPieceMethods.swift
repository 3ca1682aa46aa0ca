import RepValue

/// Methods that cut a string into a list.
enum StringPieceMethods {
  static let all: [Builtin] = [
    Builtin(
      method: "split", of: .string,
      [
        .optional("separator", .string, summary: "what stands between the pieces; blanks of any length by default"),
        .optional("limit", .int, summary: "the most pieces; the last one holds the rest"),
      ],
      summary: "The pieces between separators; with an empty separator the single characters.",
      examples: [
        #""a,b,,c".split(",") => ["a", "b", "", "c"]"#, #"" a  b ".split() => ["a", "b"]"#,
        #""né".split("") => ["n", "é"]"#, #""a=b=c".split("=", 2) => ["a", "b=c"]"#,
      ], body: split),
    Builtin(
      method: "lines", of: .string, summary: "The lines of a text, without their line breaks.",
      examples: [#""a\nb\r\nc\n".lines() => ["a", "b", "c"]"#], body: lines),
    Builtin(
      method: "graphemes", of: .string,
      summary: "The characters as a reader counts them: letters with their accents, whole emoji.",
      examples: [#"len("🇩🇪".graphemes()) => 1"#], body: graphemes),
  ]

  @Sendable private static func split(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let limit = try arguments.int(2, default: .max)
    guard limit > 0 else { throw ScriptError(.argument, "`limit` of `split` is at least 1, got \(limit)") }
    guard arguments.has(1) else { return try splitAtBlanks(text, limit, arguments) }
    let separator = try arguments.string(1)
    return separator.isEmpty
      ? try splitScalars(text, limit, arguments) : try split(text, separator, limit, arguments)
  }

  private static func split(
    _ text: StringStorage, _ separator: StringStorage, _ limit: Int, _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    let pieces = ListStorage(minimumCapacity: 4)
    var start = 0
    while pieces.count + 1 < limit, let hit = StringSearch.find(separator, in: text, from: start) {
      try arguments.work(hit - start + 1)
      pieces.append(.string(text.slice(fromByte: start, to: hit)))
      start = hit + separator.count
    }
    try arguments.work(text.count - start)
    try arguments.claim(bytes: text.count - start)
    pieces.append(.string(text.slice(fromByte: start, to: text.count)))
    return .list(pieces)
  }

  private static func splitAtBlanks(
    _ text: StringStorage, _ limit: Int, _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    let pieces = ListStorage(minimumCapacity: 4)
    var offset = 0
    var start: Int?
    while offset < text.count {
      try arguments.work(1)
      let (scalar, length) = UTF8Text.decode(text.bytes + offset)
      if StringStorage.isBlank(scalar) {
        if let begun = start { pieces.append(.string(text.slice(fromByte: begun, to: offset))) }
        start = nil
      } else if start == nil {
        if pieces.count + 1 == limit {
          pieces.append(.string(text.slice(fromByte: offset, to: text.count).trimmed))
          return .list(pieces)
        }
        start = offset
      }
      offset += length
    }
    if let begun = start { pieces.append(.string(text.slice(fromByte: begun, to: text.count))) }
    return .list(pieces)
  }

  private static func splitScalars(
    _ text: StringStorage, _ limit: Int, _ arguments: Arguments
  ) throws(ScriptError) -> Value {
    let pieces = ListStorage(minimumCapacity: min(text.count, limit))
    var offset = 0
    while offset < text.count {
      try arguments.work(1)
      if pieces.count + 1 == limit {
        pieces.append(.string(text.slice(fromByte: offset, to: text.count)))
        break
      }
      pieces.append(.string(text.scalar(atByte: offset)))
      offset += UTF8Text.length(ofSequence: text.bytes[offset])
    }
    return .list(pieces)
  }

  @Sendable private static func lines(_ arguments: Arguments) throws(ScriptError) -> Value {
    let text = try arguments.string(0)
    let lines = ListStorage(minimumCapacity: 4)
    var start = 0
    var offset = 0
    while offset < text.count {
      try arguments.work(1)
      let byte = text.bytes[offset]
      offset += 1
      guard byte == 0x0A || byte == 0x0D else { continue }
      lines.append(.string(text.slice(fromByte: start, to: offset - 1)))
      if byte == 0x0D, offset < text.count, text.bytes[offset] == 0x0A { offset += 1 }
      start = offset
    }
    if start < text.count { lines.append(.string(text.slice(fromByte: start, to: text.count))) }
    return .list(lines)
  }

  @Sendable private static func graphemes(_ arguments: Arguments) throws(ScriptError) -> Value {
    let graphemes = ListStorage(minimumCapacity: 4)
    for character in try arguments.text(0) {
      try arguments.work(8)
      graphemes.append(Value(String(character)))
    }
    return .list(graphemes)
  }
}
