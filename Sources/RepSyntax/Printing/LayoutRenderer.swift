/// Writes a ``Layout`` as lines of at most a given width, where that can be done.
struct LayoutRenderer {
  /// How many columns one level of nesting takes.
  private static let step = 2

  private struct Item {
    var indent: Int
    let isBroken: Bool
    let layout: Layout
    /// For a ``Layout/Kind/fill(_:)`` of which some items are written: the index of the next.
    var next = 0
    /// True once a fill has broken its line.
    var isFurther = false
  }

  private let width: Int
  private var output = OutputLines()
  private var column = 0
  /// Line breaks to write before the next text: 0, 1, or 2 for an empty line.
  private var pendingBreaks = 0
  /// Where the next line starts; nil after a comment: wherever the next text belongs.
  private var pendingIndent: Int?

  init(width: Int) {
    self.width = width
  }

  /// The text of a layout; every line is ended by a line feed.
  static func render(_ layout: Layout, width: Int) -> String {
    var renderer = LayoutRenderer(width: width)
    renderer.write(layout)
    return renderer.finish()
  }

  /// What was written; every line is ended by a line feed.
  mutating func finish() -> String { output.finish() }

  /// Writes a layout that stands in a broken group: between two calls a line may break.
  mutating func write(_ layout: Layout) {
    var stack = [Item(indent: 0, isBroken: true, layout: layout)]
    while let item = stack.popLast() {
      let indent = item.indent
      switch item.layout.kind {
      case .text(let text): put(text, item.layout.width, indent: indent)
      case .verbatim(let text): putVerbatim(text, indent: indent)
      case .movable(let lines):
        if pendingBreaks > 0 { startLine(indent: indent) }
        putVerbatim(lines.text(onLineIndentedBy: output.indentation), indent: indent)
      case .whenBroken(let text): if item.isBroken { put(text, DisplayWidth.of(text), indent: indent) }
      case .line(let flat):
        if item.isBroken { breakLine(indent: indent) } else { put(flat, item.layout.width, indent: indent) }
      case .hardLine: breakLine(indent: indent)
      case .blankLine: if pendingBreaks == 1 { pendingBreaks = 2 }
      case .comment(let text, let isOwnLine): putComment(text, isOwnLine: isOwnLine, indent: indent)
      case .concat(let parts):
        for part in parts.reversed() { stack.append(Item(indent: indent, isBroken: item.isBroken, layout: part)) }
      case .nest(let content):
        stack.append(Item(indent: indent + Self.step, isBroken: item.isBroken, layout: content))
      case .group(let content):
        let flat = Item(indent: indent, isBroken: false, layout: content)
        let isFlat =
          !item.layout.forcesBreak && (!item.isBroken || fits(flat, before: stack, in: width - column(indent)))
        stack.append(isFlat ? flat : Item(indent: indent, isBroken: true, layout: content))
      case .fill(let items): writeNext(of: items, item, &stack)
      }
    }
  }

  /// Writes the next item of a fill and leaves those after it on the stack, further in once a line is broken.
  private mutating func writeNext(of items: [Layout], _ fill: Item, _ stack: inout [Item]) {
    var rest = fill
    rest.next += 1
    var item = Item(indent: fill.indent, isBroken: fill.isBroken, layout: items[fill.next])
    if fill.next > 0 {
      let further = fill.isFurther ? fill.indent : fill.indent + Self.step
      if pendingBreaks > 0 || (fill.isBroken && breaks(before: item, further, rest.next < items.count ? [] : stack)) {
        rest.indent = further
        rest.isFurther = true
        item.indent = further
        breakLine(indent: further)
      } else {
        put(" ", 1, indent: fill.indent)
      }
    }
    if rest.next < items.count { stack.append(rest) }
    stack.append(item)
  }

  /// Whether a fill starts a line for an item: where that keeps it whole, or where not even its beginning would fit.
  private func breaks(before item: Item, _ indent: Int, _ following: [Item]) -> Bool {
    let remaining = width - column(item.indent) - 1
    if !item.layout.forcesBreak {
      let flat = Item(indent: 0, isBroken: false, layout: item.layout)
      if fits(flat, before: following, in: remaining) { return false }
      if fits(flat, before: following, in: width - indent) { return true }
    }
    return !fits(Item(indent: 0, isBroken: true, layout: item.layout), before: following, in: remaining)
  }

  /// Whether an item and what follows it up to the next possible line break take at most so many columns.
  private func fits(_ item: Item, before stack: [Item], in columns: Int) -> Bool {
    var remaining = columns
    var ahead = [item]
    var below = stack.count
    while remaining >= 0 {
      guard let item = ahead.popLast() else {
        guard below > 0 else { return true }
        below -= 1
        ahead.append(stack[below])
        continue
      }
      if !item.isBroken, !item.layout.forcesBreak, item.next == 0 {
        remaining -= item.layout.width
        continue
      }
      switch item.layout.kind {
      case .text: remaining -= item.layout.width
      case .movable(let lines): return DisplayWidth.of(lines.first) <= remaining
      case .verbatim(let text):
        guard let end = text.utf8.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
          remaining -= DisplayWidth.of(text)
          continue
        }
        return DisplayWidth.of(String(text[..<end])) <= remaining
      case .whenBroken(let text): if item.isBroken { remaining -= DisplayWidth.of(text) }
      case .line(let flat):
        if item.isBroken { return true }
        remaining -= DisplayWidth.of(flat)
      case .hardLine, .comment: return true
      case .blankLine: continue
      case .concat(let parts):
        for part in parts.reversed() { ahead.append(Item(indent: 0, isBroken: item.isBroken, layout: part)) }
      case .nest(let content): ahead.append(Item(indent: 0, isBroken: item.isBroken, layout: content))
      case .group(let content):
        // What follows may break at its first chance; asking for more would depend on how it was broken before.
        ahead.append(Item(indent: 0, isBroken: item.isBroken || item.layout.forcesBreak, layout: content))
      case .fill(let items):
        if item.isBroken, item.next > 0 { return true }
        for index in (item.next..<items.count).reversed() {
          ahead.append(Item(indent: 0, isBroken: item.isBroken, layout: items[index]))
          if index > 0 { ahead.append(Item(indent: 0, isBroken: item.isBroken, layout: .space)) }
        }
      }
    }
    return false
  }

  /// Where the next text goes.
  private func column(_ indent: Int) -> Int {
    pendingBreaks > 0 ? pendingIndent ?? indent : column
  }

  private mutating func put(_ text: String, _ width: Int, indent: Int) {
    guard !text.isEmpty else { return }
    guard pendingBreaks > 0, text.utf8.first == 0x20 else {
      if pendingBreaks > 0 { startLine(indent: indent) }
      output.append(text)
      column += width
      return
    }
    let rest = String(text.drop { $0 == " " })
    if rest.isEmpty { return }
    startLine(indent: indent)
    output.append(rest)
    column += DisplayWidth.of(rest)
  }

  private mutating func putVerbatim(_ text: String, indent: Int) {
    if pendingBreaks > 0 { startLine(indent: indent) }
    output.appendVerbatim(text)
    column = output.lastLineWidth
  }

  private mutating func putComment(_ text: String, isOwnLine: Bool, indent: Int) {
    if pendingBreaks == 0, isOwnLine, !output.isAtStartOfLine { pendingBreaks = 1 }
    if pendingBreaks > 0 {
      startLine(indent: indent)
      output.append(text)
    } else if output.isAtStartOfLine {
      output.append(text)
    } else {
      output.comment(text)
    }
    pendingBreaks = 1
    pendingIndent = nil
  }

  private mutating func breakLine(indent: Int) {
    pendingBreaks = max(pendingBreaks, 1)
    pendingIndent = indent
  }

  private mutating func startLine(indent: Int) {
    let indent = pendingIndent ?? indent
    for _ in 0..<pendingBreaks { output.endLine() }
    pendingBreaks = 0
    pendingIndent = nil
    output.append(String(repeating: " ", count: indent))
    column = indent
  }
}
