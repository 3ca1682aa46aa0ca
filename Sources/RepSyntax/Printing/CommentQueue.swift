/// The comments of a tree that are not printed yet, and what the source says about the blanks between its parts.
struct CommentQueue {
  private let source: Source
  private let comments: [Comment]
  private var next = 0

  init(_ tree: SyntaxTree) {
    source = tree.source
    comments = tree.comments
  }

  /// Comments that stand before a part of the tree.
  struct Pending {
    /// The one that ends the line of the part before.
    var trailing: Layout = .nothing
    /// Those on lines of their own.
    var ownLine: Layout { .concat(ownLines) }
    /// True when there is none.
    var isEmpty = true
    fileprivate var ownLines: [Layout] = []
  }

  /// Takes all comments that start before an offset; with `opensBlock` no empty line is kept before the first of them.
  mutating func take(before offset: Int, opensBlock: Bool = false) -> Pending {
    var pending = Pending()
    guard hasComment(before: offset) else { return pending }
    while next < comments.count, comments[next].span.start < offset {
      let comment = comments[next]
      let isOwnLine = isFirstOnLine(comment.span.start)
      var layout = Layout.comment(text(of: comment), isOwnLine: isOwnLine)
      if isOwnLine, !(opensBlock && pending.isEmpty), isBlank(before: comment.span.start) {
        layout = .blankLine + layout
      }
      if !isOwnLine, pending.isEmpty {
        pending.trailing = layout
      } else {
        pending.ownLines.append(layout)
      }
      pending.isEmpty = false
      next += 1
    }
    return pending
  }

  /// Leaves out the comments before an offset: they are part of text that is printed as it stands.
  mutating func skip(before offset: Int) {
    while next < comments.count, comments[next].span.start < offset { next += 1 }
  }

  /// Whether comments are left that start before an offset.
  func hasComment(before offset: Int) -> Bool {
    next < comments.count && comments[next].span.start < offset
  }

  /// Whether a line ends between two offsets.
  func hasLineBreak(from start: Int, to end: Int) -> Bool {
    guard start < end, end <= source.bytes.count else { return false }
    return source.bytes[start..<end].contains { $0 == 0x0A || $0 == 0x0D }
  }

  /// Whether an empty line stands right before an offset.
  func isBlank(before offset: Int) -> Bool {
    guard offset <= source.bytes.count else { return false }
    let line = source.lineIndex(at: offset)
    guard line > 0, isOnlyBlanks(from: source.lineStarts[line], to: offset) else { return false }
    return isOnlyBlanks(from: source.lineStarts[line - 1], to: source.lineStarts[line])
  }

  /// Whether nothing but blanks stands before an offset in its line.
  func isFirstOnLine(_ offset: Int) -> Bool {
    isOnlyBlanks(from: source.lineStarts[source.lineIndex(at: offset)], to: offset)
  }

  private func isOnlyBlanks(from start: Int, to end: Int) -> Bool {
    source.bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private func text(of comment: Comment) -> String {
    var bytes = source.bytes[min(comment.span.start, source.bytes.count)..<min(comment.span.end, source.bytes.count)]
    while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D || last == 0x0A { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
