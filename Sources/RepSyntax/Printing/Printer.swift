/// Prints a tree as canonical Rep source: the formatter.
///
/// Two blanks a level; lists, objects, inputs and calls that do not fit the width have one item a line. What a writer
/// decides is kept: parentheses, the form of a call, the spelling of literals, comments and single empty lines, a block
/// on one line, a line break right after an opening bracket. Parsing what is printed gives the same tree, and printing
/// that gives the same text.
public struct Printer: Sendable {
  /// How many columns a line should take at most.
  public let width: Int

  /// Chooses how wide lines may be, in columns.
  public init(width: Int = 100) {
    self.width = width
  }

  /// The source of a tree; nil where the tree has errors, since text that was not understood must not be rewritten.
  public func print(_ tree: SyntaxTree) -> String? {
    guard !tree.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    var printer = TreePrinter(tree)
    var renderer = LayoutRenderer(width: width)
    printer.file(tree) { renderer.write($0) }
    return renderer.finish()
  }
}

/// Turns the parts of a tree into layouts, taking comments as it passes them.
///
/// A part with an empty span was made by a program, not parsed: it has no spelling to keep.
struct TreePrinter {
  let source: Source
  var comments: CommentQueue

  init(_ tree: SyntaxTree) {
    source = tree.source
    comments = CommentQueue(tree)
  }

  /// A whole file, piece by piece: no more than one statement takes memory.
  mutating func file(_ tree: SyntaxTree, _ write: (Layout) -> Void) {
    parts(
      of: tree.statements, separatedBy: .statements, from: { $0.span.start }, to: Int.max, opening: write,
      add: write) { $0.statement($1) }
  }

  /// Comments before an offset, in the middle of a line.
  mutating func comments(before offset: Int) -> Layout {
    let pending = comments.take(before: offset)
    return pending.trailing + pending.ownLine
  }

  /// A name, with the comments before it.
  mutating func name(_ name: Name) -> Layout {
    comments(before: name.span.start) + name.text
  }

  // MARK: Sequences

  /// What stands between the items of a sequence and after its last.
  enum Separator {
    /// `;` or line breaks.
    case statements
    /// `,`, also after the last item of a broken sequence.
    case trailingComma
    /// `,`
    case comma
  }

  /// Items with their comments and empty lines. The opening goes after the bracket, before the first line break.
  mutating func sequence<Item>(
    _ items: [Item], separatedBy separator: Separator, from start: (Item) -> Int, to end: Int,
    print: (inout TreePrinter, Item) -> Layout
  ) -> (opening: Layout, content: Layout) {
    var opening = Layout.nothing
    var content: [Layout] = []
    parts(
      of: items, separatedBy: separator, from: start, to: end, opening: { opening = $0 }, add: { content.append($0) },
      print: print)
    return (opening, .concat(content))
  }

  /// The pieces of a sequence in their order; see ``sequence(_:separatedBy:from:to:print:)``.
  private mutating func parts<Item>(
    of items: [Item], separatedBy separator: Separator, from start: (Item) -> Int, to end: Int,
    opening: (Layout) -> Void, add: (Layout) -> Void, print: (inout TreePrinter, Item) -> Layout
  ) {
    guard let first = items.first else {
      let pending = comments.take(before: end, opensBlock: true)
      opening(pending.trailing)
      return add(pending.ownLine)
    }
    let leading = comments.take(before: start(first), opensBlock: true)
    opening(leading.trailing)
    if !leading.isEmpty { add(leading.ownLine) }
    if !leading.isEmpty, comments.isBlank(before: start(first)) { add(.blankLine) }
    for (index, item) in items.enumerated() {
      if index > 0 {
        let pending = comments.take(before: start(item))
        if separator != .statements { add(.comma) }
        if !pending.isEmpty { add(pending.trailing) }
        add(separator == .statements ? Self.statementEnd : Self.itemEnd)
        if !pending.isEmpty { add(pending.ownLine) }
        if comments.isBlank(before: start(item)) { add(.blankLine) }
      }
      add(print(&self, item))
    }
    if separator == .trailingComma { add(Self.lastComma) }
    let pending = comments.take(before: end)
    guard !pending.isEmpty else { return }
    add(pending.trailing)
    add(pending.ownLine)
  }

  private static let statementEnd = Layout.line(flat: "; ")
  private static let itemEnd = Layout.line(flat: " ")
  private static let lastComma = Layout.whenBroken(",")

  /// A sequence in brackets. It is a group's content: its lines break with the group around it.
  mutating func bracketed<Item>(
    _ open: String, _ items: [Item], _ close: String, separatedBy separator: Separator, padding: String = "",
    from start: (Item) -> Int, to end: Int, print: (inout TreePrinter, Item) -> Layout
  ) -> Layout {
    let inside = sequence(items, separatedBy: separator, from: start, to: end, print: print)
    if items.isEmpty, !inside.opening.forcesBreak, !inside.content.forcesBreak { return .text(open + close) }
    let edge = Layout.line(flat: padding)
    return .concat(.text(open), inside.opening, .nest(edge + inside.content), edge, .text(close))
  }

  // MARK: Blocks

  /// A block that is broken or not for itself.
  mutating func block(_ block: Block) -> Layout {
    .group(blockContent(block), isBroken: isBroken(block))
  }

  /// A block that breaks with the group around it.
  mutating func blockContent(_ block: Block) -> Layout {
    comments(before: block.span.start)
      + bracketed(
        "{", block.statements, "}", separatedBy: .statements, padding: " ", from: { $0.span.start }, to: block.span.end
      ) {
        $0.statement($1)
      }
  }

  /// Whether a block was written over several lines; one that was not written is, unless it is short.
  func isBroken(_ block: Block) -> Bool {
    guard block.span.count > 0 else { return block.statements.count > 1 }
    guard let last = block.statements.last else { return false }
    return comments.hasLineBreak(from: block.span.start, to: last.span.start)
  }
}
