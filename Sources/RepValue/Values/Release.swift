import CRepSupport

/// Releasing nested values without recursing as deep as they nest, and later where a script is to stop at once.
///
/// A script can nest a million lists in each other (`b = [a]; a = b` in a loop); releasing them the natural way needs
/// 100–200 bytes of stack for each level. So each container counts how deep its thread is in such releases; beyond a
/// limit it hands its contents to a list of the thread, which the outermost release drains.
///
/// A million objects take a tenth of a second to release. A thread whose script is stopped, which it looks for meanwhile,
/// puts that off the same way, until it has said that the script has ended.
public enum Release {
  /// Levels released by plain recursion. Small enough for the stack reserve of the smallest script thread.
  private static let depthLimit = 128
  /// Added to the depth while everything is put off.
  private static let postponing = 1 << 32
  /// More plain values than this are put off as well.
  @usableFromInline static let manyCount = 4_096
  /// Values released between two looks whether the script is stopped: well under a millisecond.
  private static let lookInterval = 4_096
  /// So many values leave the allocator much to sweep up.
  private static let heapCount = 1 << 16

  /// Contents whose release was put off, with their memory.
  private final class Postponed {
    enum Contents {
      case values(UnsafeMutablePointer<Value>, from: Int, count: Int)
      case entries(UnsafeMutablePointer<ObjectStorage.Entry>, from: Int, count: Int)
      case value(Value)
      case cells(ContiguousArray<CellStorage>)
    }
    var contents: Contents
    let next: Unmanaged<Postponed>?

    init(_ contents: consuming Contents, next: Unmanaged<Postponed>?) {
      self.contents = contents
      self.next = next
    }
  }

  /// Puts off what this thread would release from now on, but for small things, until ``resume()``.
  public static func postpone() {
    let state = rep_current_release()!
    if state.pointee.depth < postponing { state.pointee.depth += postponing }
  }

  /// Releases what this thread has put off since ``postpone()``.
  public static func resume() {
    let state = rep_current_release()!
    guard state.pointee.depth >= postponing else { return }
    state.pointee.depth += 1 - postponing
    leave(state)
  }

  /// Releases `count` values and their memory. Subclasses of `FunctionStorage` call it for what they captured.
  @inlinable
  public static func values(_ base: UnsafeMutablePointer<Value>, count: Int) {
    var index = 0
    if count <= manyCount {
      while index < count, !base[index].isContainer {
        if !base[index].isTrivial { (base + index).deinitialize(count: 1) }
        index &+= 1
      }
      if index == count { return base.deallocate() }
    }
    nested(base, from: index, count: count)
  }

  /// Releases values among which are containers, and their memory.
  @usableFromInline
  static func nested(_ base: UnsafeMutablePointer<Value>, from first: Int, count: Int) {
    let state = rep_current_release()!
    guard state.pointee.depth < depthLimit else { return postpone(.values(base, from: first, count: count), state) }
    state.pointee.depth += 1
    release(base, from: first, count: count, state)
    leave(state)
  }

  /// Releases the entries of an object and their memory: keys and plain values in place, from the first container on
  /// with a guard against deep nests.
  @inlinable
  static func entries(_ base: UnsafeMutablePointer<ObjectStorage.Entry>, count: Int) {
    var index = 0
    if count <= manyCount {
      while index < count, !base[index].value.isContainer {
        (base + index).deinitialize(count: 1)
        index &+= 1
      }
      if index == count { return base.deallocate() }
    }
    nested(base, from: index, count: count)
  }

  @usableFromInline
  static func nested(_ base: UnsafeMutablePointer<ObjectStorage.Entry>, from first: Int, count: Int) {
    let state = rep_current_release()!
    guard state.pointee.depth < depthLimit else { return postpone(.entries(base, from: first, count: count), state) }
    state.pointee.depth += 1
    release(base, from: first, count: count, state)
    leave(state)
  }

  /// Releases what a cell holds.
  @usableFromInline
  static func contents(of cell: CellStorage) {
    let state = rep_current_release()!
    guard state.pointee.depth < depthLimit else {
      postpone(.value(cell.value), state)
      cell.value = .null
      return
    }
    state.pointee.depth += 1
    cell.value = .null
    leave(state)
  }

  /// Empties cells, which may hold each other.
  public static func contents(of cells: ContiguousArray<CellStorage>) {
    let state = rep_current_release()!
    guard state.pointee.depth < depthLimit else { return postpone(.cells(cells), state) }
    for cell in cells { cell.value = .null }
  }

  private static func release(
    _ base: UnsafeMutablePointer<Value>, from first: Int, count: Int, _ state: UnsafeMutablePointer<rep_release_state>
  ) {
    var index = first
    while index < count {
      let end = min(count, index + lookInterval)
      for index in index..<end where !base[index].isTrivial { (base + index).deinitialize(count: 1) }
      let isLate = isLate(state, after: end - index)
      index = end
      if count > heapCount { rep_sweep_heap() }
      if isLate, index < count { return postpone(.values(base, from: index, count: count), state) }
    }
    base.deallocate()
  }

  private static func release(
    _ base: UnsafeMutablePointer<ObjectStorage.Entry>, from first: Int, count: Int,
    _ state: UnsafeMutablePointer<rep_release_state>
  ) {
    var index = first
    while index < count {
      let end = min(count, index + lookInterval)
      (base + index).deinitialize(count: end - index)
      let isLate = isLate(state, after: end - index)
      index = end
      if count > heapCount { rep_sweep_heap() }
      if isLate, index < count { return postpone(.entries(base, from: index, count: count), state) }
    }
    base.deallocate()
  }

  /// Whether the rest is to be put off after `count` more values were released.
  @inline(__always)
  private static func isLate(_ state: UnsafeMutablePointer<rep_release_state>, after count: Int) -> Bool {
    state.pointee.released += count
    if state.pointee.released >= lookInterval {
      state.pointee.released = 0
      if rep_script_is_stopped() { postpone() }
    }
    return state.pointee.depth >= postponing
  }

  private static func postpone(
    _ contents: consuming Postponed.Contents, _ state: UnsafeMutablePointer<rep_release_state>
  ) {
    let next = state.pointee.postponed.map { Unmanaged<Postponed>.fromOpaque($0) }
    state.pointee.postponed = Unmanaged.passRetained(Postponed(contents, next: next)).toOpaque()
  }

  /// Ends one level; the outermost one releases what was put off.
  private static func leave(_ state: UnsafeMutablePointer<rep_release_state>) {
    while state.pointee.depth == 1, let pointer = state.pointee.postponed {
      let postponed = Unmanaged<Postponed>.fromOpaque(pointer).takeRetainedValue()
      state.pointee.postponed = postponed.next?.toOpaque()
      switch postponed.contents {
      case .values(let base, let first, let count): release(base, from: first, count: count, state)
      case .entries(let base, let first, let count): release(base, from: first, count: count, state)
      case .value: postponed.contents = .value(.null)
      case .cells(let cells): contents(of: cells)
      }
    }
    state.pointee.depth -= 1
  }
}
