/// Decides whether a grammar allows a text, and which productions it takes.
///
/// A general recognizer: each node gives all places where it can end, remembered for each place and surroundings, so
/// that neither ambiguity nor nesting costs more than polynomial time.
final class GrammarRecognizer {
  private enum Node {
    case empty
    case terminal(String)
    case token(GrammarPiece.Kind)
    case reference(String, change: Int?, Int)
    case pair(Int, Int)
    case choice([Int])
    /// The node, any number of times.
    case repetition(Int)
    case adjacent, sameLine
    case flag(UInt32, isSet: Bool)
    case notNext([String])
    case except(Int, Set<String>)
    /// A character for which the grammar names samples only.
    case sampled((Unicode.Scalar) -> Bool)
  }

  private struct Change {
    let keeps: UInt32
    let adds: [(flag: UInt32, where: UInt32)]
    let removes: UInt32

    func applied(to flags: UInt32) -> UInt32 {
      var changed = flags & keeps & ~removes
      for (flag, condition) in adds where flags & condition == condition { changed |= flag }
      return changed
    }
  }

  /// A node at a place in some surroundings.
  private struct Spot: Hashable {
    let node: Int
    let flags: UInt32
    let place: Int
  }

  private let grammar: GrammarFile
  private let isLexical: Bool
  private var nodes: [Node] = []
  private var starts: [String: Int] = [:]
  private var flagBits: [String: UInt32] = [:]
  private var changes: [Change] = []
  private var changeIndices: [String: Int] = [:]
  private var pieces: [GrammarPiece] = []
  private var ends: [Spot: [Int]] = [:]
  /// The productions that some recognized text has taken.
  private(set) var uses: Set<String> = []
  /// The texts of the tokens that recognized scripts have taken, by production.
  private(set) var tokens: [String: Set<String>] = [:]
  /// How far the last text was understood, in pieces.
  private(set) var farthest = 0

  /// - Parameter isLexical: Whether texts are the characters of one token instead of the tokens of a script.
  init(_ grammar: GrammarFile, isLexical: Bool) {
    self.grammar = grammar
    self.isLexical = isLexical
  }

  /// True when `production` allows the whole text; its productions are then among ``uses``.
  func recognizes(_ text: [GrammarPiece], as production: String, flags: Set<String> = []) -> Bool {
    pieces = text
    ends = [:]
    farthest = 0
    let start = start(of: production)
    let mask = flags.reduce(0) { $0 | bit($1) }
    guard let end = self.ends(start, mask, 0).first(where: { pieces[$0 / 2].kind == .end }) else { return false }
    uses.insert(production)
    mark(start, mask, 0, end)
    return true
  }

  // MARK: The grammar as numbered nodes

  private func start(of production: String) -> Int {
    if let start = starts[production] { return start }
    let start = nodes.count
    nodes.append(.empty)
    starts[production] = start
    nodes[start] = special(production) ?? nodes[add(grammar.productions[production] ?? .choice([]))]
    return start
  }

  /// Productions that are single pieces of a text.
  private func special(_ production: String) -> Node? {
    guard !isLexical else {
      switch production {
      case "LETTER": return .sampled { $0 == "_" || $0.properties.isXIDContinue && !("0"..."9").contains($0) }
      case "VERBATIM": return .sampled { $0 != "'" }
      case "CHARACTER":
        return .choice([
          append(.sampled { $0 != "\\" }), append(.reference("ESCAPE", change: nil, start(of: "ESCAPE"))),
        ])
      default: return nil
      }
    }
    switch production {
    case "NAME": return .token(.name)
    case "NUMBER": return .token(.number)
    case "TEXT": return .token(.text)
    case "RAW": return .token(.rawText)
    case "CHARACTERS": return .token(.characters)
    case "NEWLINE": return .token(.newline)
    case "WORD": return .choice([append(.token(.name)), append(.token(.reservedWord))])
    default: return nil
    }
  }

  private func append(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  private func add(_ node: GrammarFile.Node) -> Int {
    switch node {
    case .terminal(let text): return append(.terminal(text))
    case .reference(let name, let change): return append(.reference(name, change: change.map(self.change), start(of: name)))
    case .sequence(let items): return items.reversed().reduce(append(.empty)) { append(.pair(add($1), $0)) }
    case .choice(let items): return append(.choice(items.map(add)))
    case .optional(let inner): return append(.choice([add(inner), append(.empty)]))
    case .repetition(let inner): return append(.repetition(add(inner)))
    case .adjacent: return append(.adjacent)
    case .sameLine: return append(.sameLine)
    case .flag(let flag, let isSet): return append(.flag(bit(flag), isSet: isSet))
    case .notNext(let texts): return append(.notNext(texts))
    case .except(let inner, let excluded): return append(.except(add(inner), words(of: excluded)))
    }
  }

  private func words(of production: String) -> Set<String> {
    guard case .choice(let words)? = grammar.productions[production] else { return [] }
    return Set(words.compactMap { if case .terminal(let text) = $0 { text } else { nil } })
  }

  private func bit(_ flag: String) -> UInt32 {
    if let bit = flagBits[flag] { return bit }
    let bit = UInt32(1) << UInt32(flagBits.count)
    flagBits[flag] = bit
    return bit
  }

  private func change(_ name: String) -> Int {
    if let index = changeIndices[name] { return index }
    let change = grammar.changes[name] ?? GrammarFile.Change()
    let lasting = GrammarFile.lasting.reduce(0) { $0 | bit($1) }
    changes.append(
      Change(
        keeps: change.keeps.map { $0.reduce(lasting) { $0 | bit($1) } } ?? .max,
        adds: change.adds.map { (bit($0.flag), $0.where.map(bit) ?? 0) },
        removes: change.removes.reduce(0) { $0 | bit($1) }))
    changeIndices[name] = changes.count - 1
    return changes.count - 1
  }

  // MARK: Recognizing. A place is twice the index of a piece, plus 1 when the line break before it has been taken.

  private func ends(_ node: Int, _ flags: UInt32, _ place: Int) -> [Int] {
    let spot = Spot(node: node, flags: flags, place: place)
    if let known = ends[spot] { return known }
    let found = compute(node, flags, place)
    ends[spot] = found
    return found
  }

  private func compute(_ node: Int, _ flags: UInt32, _ place: Int) -> [Int] {
    let piece = pieces[place / 2]
    switch nodes[node] {
    case .empty: return [place]
    case .terminal(let text): return isLexical ? spelled(text, place) : taken(piece.text == text, flags, place)
    case .token(.newline):
      if piece.kind == .newline { return [advanced(place)] }
      return place % 2 == 0 && piece.hasNewlineBefore ? [place + 1] : []
    case .token(let kind): return taken(piece.kind == kind, flags, place)
    case .sampled(let isMember): return piece.text.unicodeScalars.first.map(isMember) == true ? [advanced(place)] : []
    case .reference(_, let change, let start):
      return ends(start, change.map { changes[$0].applied(to: flags) } ?? flags, place)
    case .pair(let first, let rest): return union(ends(first, flags, place)) { ends(rest, flags, $0) }
    case .choice(let items): return union(items) { ends($0, flags, place) }
    case .repetition(let inner):
      var reached = [place]
      var index = 0
      while index < reached.count {
        for end in ends(inner, flags, reached[index]) where !reached.contains(end) { reached.append(end) }
        index += 1
      }
      return reached
    case .adjacent: return piece.hasBlankBefore ? [] : [place]
    case .sameLine: return piece.hasBlankBefore && !piece.hasNewlineBefore ? [place] : []
    case .flag(let bit, let isSet): return (flags & bit != 0) == isSet ? [place] : []
    case .notNext(let texts): return texts.contains(piece.text) ? [] : [place]
    case .except(let inner, let words):
      return ends(inner, flags, place).filter { end in
        !words.contains(pieces[(place / 2)..<(end / 2)].map(\.text).joined())
      }
    }
  }

  private func union(_ items: [Int], _ ends: (Int) -> [Int]) -> [Int] {
    var found: [Int] = []
    for item in items {
      for end in ends(item) where !found.contains(end) { found.append(end) }
    }
    return found
  }

  private func advanced(_ place: Int) -> Int {
    farthest = max(farthest, place / 2 + 1)
    return (place / 2 + 1) * 2
  }

  private func spelled(_ text: String, _ place: Int) -> [Int] {
    var place = place
    for scalar in text.unicodeScalars {
      guard pieces[place / 2].text.unicodeScalars.first == scalar else { return [] }
      place = advanced(place)
    }
    return [place]
  }

  private func taken(_ matches: Bool, _ flags: UInt32, _ place: Int) -> [Int] {
    guard matches else { return [] }
    let isBroken = place > 1 && place % 2 == 0 && pieces[place / 2].hasNewlineBefore
    guard !isBroken || flags & bit("lines") == 0 || continuesLine(place / 2) else { return [] }
    return [advanced(place)]
  }

  /// Where the line break before a piece ends no statement (R1). Brackets of any sort allow one before `,` and `:` too.
  private func continuesLine(_ index: Int) -> Bool {
    Self.expectants.contains(pieces[index - 1].text) || Self.continuations.contains(pieces[index].text)
  }

  private static let expectants: Set<String> = [
    "(", "[", "{", "<", "\\(", ",", ":", ";", "=", "=>", "|", "|>", "??", "and", "or", "not", "==", "!=", "<=", ">", ">=",
    "in", "..", "..<", "+", "-", "*", "/", "%", "**", "await", "+=", "-=", "*=", "/=", "%=", "??=",
  ]

  private static let continuations: Set<String> = [
    ")", "]", "}", ">", ",", ":", ".", "?.", "|>", "??", "and", "or", "else", "catch",
  ]

  // MARK: One derivation of a recognized text

  private func mark(_ node: Int, _ flags: UInt32, _ place: Int, _ end: Int) {
    switch nodes[node] {
    case .reference(let name, let change, let start):
      uses.insert(name)
      if place / 2 < end / 2, end / 2 - place / 2 == 1 { tokens[name, default: []].insert(pieces[place / 2].text) }
      mark(start, change.map { changes[$0].applied(to: flags) } ?? flags, place, end)
    case .pair(let first, let rest):
      guard let middle = ends(first, flags, place).first(where: { ends(rest, flags, $0).contains(end) }) else { return }
      mark(first, flags, place, middle)
      mark(rest, flags, middle, end)
    case .choice(let items):
      if let item = items.first(where: { ends($0, flags, place).contains(end) }) { mark(item, flags, place, end) }
    case .repetition(let inner): markRounds(of: inner, flags, place, end)
    case .except(let inner, _): mark(inner, flags, place, end)
    default: break
    }
  }

  /// The fewest rounds that lead from one place to another.
  private func markRounds(of inner: Int, _ flags: UInt32, _ place: Int, _ end: Int) {
    var origins: [Int: Int] = [place: place]
    var reached = [place]
    var index = 0
    while index < reached.count, origins[end] == nil {
      for next in ends(inner, flags, reached[index]) where origins[next] == nil {
        origins[next] = reached[index]
        reached.append(next)
      }
      index += 1
    }
    var place = end
    while let origin = origins[place], origin != place {
      mark(inner, flags, origin, place)
      place = origin
    }
  }
}
