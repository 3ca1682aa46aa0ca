import RepSyntax
import RepValue

/// What each name means where the analysis of scopes stands: a stack of blocks, in which inner names hide outer ones.
///
/// A name is hashed when it is looked up, once; what hides what is kept in arrays by the number of the name.
struct VisibleNames {
  private struct Entry {
    let number: Int
    /// The entry of the same name that this one hides; -1 for none.
    let hidden: Int
    let variable: Variable
  }
  private var numbers = NameNumbers()
  /// By number: the innermost entry of a name; -1 for none.
  private var innermost: [Int] = []
  private var entries: [Entry] = []
  /// Where the entries of each block begin.
  private var blocks = [0]

  /// Begins with the names of a block around all others.
  init(_ outer: [String: Variable]) {
    for (name, variable) in outer { declare(name, variable) }
  }

  /// How many blocks stand around the current place, that of the outer names included.
  var depth: Int { blocks.count }

  mutating func push() { blocks.append(entries.count) }

  mutating func pop() {
    let start = blocks.removeLast()
    while entries.count > start, let entry = entries.popLast() { innermost[entry.number] = entry.hidden }
  }

  /// Gives a name of the innermost block its meaning.
  /// - Returns: what this block gave the name before.
  @discardableResult
  mutating func declare(_ name: String, _ variable: Variable) -> Variable? {
    let number = numbers.number(of: name)
    if number == innermost.count { innermost.append(-1) }
    let hidden = innermost[number]
    innermost[number] = entries.count
    entries.append(Entry(number: number, hidden: hidden, variable: variable))
    return hidden >= blocks[blocks.count - 1] ? entries[hidden].variable : nil
  }

  /// What a name means, and whether it comes from the outermost block.
  func find(_ name: String) -> (variable: Variable, isOuter: Bool)? {
    guard let number = numbers.known(name), innermost[number] >= 0 else { return nil }
    let index = innermost[number]
    return (entries[index].variable, blocks.count > 1 && index < blocks[1])
  }

  /// Whether the outermost block has a name.
  func outerHas(_ name: String) -> Bool {
    let end = blocks.count > 1 ? blocks[1] : entries.count
    return entries[..<end].contains { numbers.text(of: $0.number) == name }
  }

  /// The names of the innermost block; of one that is bound twice the last meaning.
  var innermostBlock: [String: Variable] {
    let block = entries[blocks[blocks.count - 1]...]
    return Dictionary(block.map { (numbers.text(of: $0.number), $0.variable) }) { _, last in last }
  }

  /// All names that mean something.
  var all: [String] { entries.map { numbers.text(of: $0.number) } }
}

/// Numbers texts from 0 on, each once.
private struct NameNumbers {
  private var texts: [String] = []
  /// Open addressing: the hash above, one more than the number below; 0 is free.
  private var slots = [UInt64](repeating: 0, count: 64)

  mutating func number(of text: String) -> Int {
    let hash = StringHash.hash(text)
    var slot = slot(of: text, hash)
    if slots[slot] != 0 { return Int(UInt32(truncatingIfNeeded: slots[slot])) - 1 }
    if (texts.count + 1) * 2 > slots.count {
      grow()
      slot = self.slot(of: text, hash)
    }
    texts.append(text)
    slots[slot] = UInt64(hash) << 32 | UInt64(texts.count)
    return texts.count - 1
  }

  func text(of number: Int) -> String { texts[number] }

  func known(_ text: String) -> Int? {
    let entry = slots[slot(of: text, StringHash.hash(text))]
    return entry == 0 ? nil : Int(UInt32(truncatingIfNeeded: entry)) - 1
  }

  /// The slot of a text, or the free one where it belongs.
  private func slot(of text: String, _ hash: UInt32) -> Int {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] != 0 {
      if UInt32(truncatingIfNeeded: slots[slot] >> 32) == hash,
        texts[Int(UInt32(truncatingIfNeeded: slots[slot])) - 1] == text { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 {
      var slot = Int(entry >> 32) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
