import RepValue

/// The shared variables of a run, so that its end can free those that hold each other: a function that is kept in a
/// variable which it captures is a cycle that reference counting alone never frees.
///
/// Every so often those that nobody else holds any more are let go. Touched only by the thread that holds the baton.
final class CellRegistry: @unchecked Sendable {
  /// A look at all of them comes not before there are so many, and twice as many as the last one left.
  private static let leastCount = 64

  private var cells: ContiguousArray<CellStorage> = []
  private var nextSweep = leastCount

  /// A new variable.
  @inline(__always)
  func make(_ value: consuming Value) -> Value {
    let cell = CellStorage(value)
    if cells.count >= nextSweep { sweep() }
    cells.append(cell)
    return .cell(cell)
  }

  /// Lets go of the variables that nobody else holds.
  @inline(never)
  func sweep() {
    var kept = 0
    for index in cells.indices where !isKnownUniquelyReferenced(&cells[index]) {
      if kept != index { cells.swapAt(kept, index) }
      kept += 1
    }
    nextSweep = max(Self.leastCount, 2 * kept)
    // Freeing one can free functions, and these others: nothing is changed here meanwhile.
    let dead = Array(cells[kept...])
    cells.removeLast(cells.count - kept)
    withExtendedLifetime(dead) {}
  }

  /// Empties all variables: nothing runs any more that could read them.
  func clear() {
    let all = cells
    cells = []
    nextSweep = Self.leastCount
    Release.contents(of: all)
  }

  deinit { clear() }
}
