/// Documentation comments: `##` (R37).
extension Descent {
  /// The `##` lines at the top of the file, before any code: the first group of them.
  func scriptDocumentation() -> String? {
    let firstToken = Int(tokens[0].start)
    guard let first = firstDocumentation, comments[first].span.start < firstToken else { return nil }
    return joined(comments[first..<endOfGroup(first)])
  }

  /// The documentation of a declaration: the `##` lines right above it, and those after it on its line.
  func documentation(of kind: Statement.Kind, first: Token, at place: Span) -> String? {
    guard !comments.isEmpty else { return nil }
    let takesLinesAbove: Bool
    switch kind {
    case .function, .binding, .param: takesLinesAbove = true
    case .importModule, .test: takesLinesAbove = false
    default: return nil
    }
    var parts: [String] = []
    if takesLinesAbove, first.hasNewlineBefore, let above = linesAbove(place.start) { parts.append(above) }
    if let after = commentAfterCode(in: place) { parts.append(after) }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  /// The index of the first comment that starts at or after an offset.
  private func commentIndex(from offset: Int) -> Int {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].span.start < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func linesAbove(_ start: Int) -> String? {
    let end = commentIndex(from: start)
    var begin = end
    var next = start
    while begin > 0, comments[begin - 1].kind == .documentation,
      isOneLineBreak(comments[begin - 1].span.end, next), startsItsLine(comments[begin - 1])
    {
      begin -= 1
      next = comments[begin].span.start
    }
    guard begin < end else { return nil }
    // The group at the top of the file documents the script.
    if begin == firstDocumentation, comments[begin].span.start < Int(tokens[0].start) { return nil }
    return joined(comments[begin..<end])
  }

  private func commentAfterCode(in place: Span) -> String? {
    // At the end of its last line …
    let after = commentIndex(from: place.end)
    if after < comments.count, comments[after].kind == .documentation,
      bytes[place.end..<comments[after].span.start].allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ";") })
    {
      return joined(comments[after...after])
    }
    // … or at the end of its first, after the bracket that it leaves open.
    let inside = commentIndex(from: place.start)
    guard inside < comments.count, comments[inside].kind == .documentation, comments[inside].span.start < place.end,
      source.lineIndex(at: comments[inside].span.start) == source.lineIndex(at: place.start)
    else { return nil }
    return joined(comments[inside...inside])
  }

  /// The index after the last comment of the group that begins at `first`: lines without a gap.
  private func endOfGroup(_ first: Int) -> Int {
    var end = first + 1
    while end < comments.count, comments[end].kind == .documentation,
      isOneLineBreak(comments[end - 1].span.end, comments[end].span.start)
    {
      end += 1
    }
    return end
  }

  private func isOneLineBreak(_ start: Int, _ end: Int) -> Bool {
    var breaks = 0
    var offset = start
    while offset < end {
      switch bytes[offset] {
      case 0x0D where offset + 1 < end && bytes[offset + 1] == 0x0A: break
      case 0x0A, 0x0D: breaks += 1
      case 0x20, 0x09: break
      default: return false
      }
      offset += 1
      if breaks > 1 { return false }
    }
    return breaks == 1
  }

  private func startsItsLine(_ comment: Comment) -> Bool {
    var offset = comment.span.start - 1
    while offset >= 0, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset -= 1 }
    return offset < 0 || bytes[offset] == 0x0A || bytes[offset] == 0x0D
  }

  private func joined(_ comments: ArraySlice<Comment>) -> String {
    comments.map { comment in
      var start = comment.span.start + 2
      if start < comment.span.end, bytes[start] == 0x20 { start += 1 }
      var end = comment.span.end
      while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }.joined(separator: "\n")
  }
}
