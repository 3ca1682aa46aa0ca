import CRepSupport

/// Releasing nested values without recursing as deep as they nest.
///
/// A script can nest a million lists in each other (`b = [a]; a = b` in a loop); releasing them the natural way needs
/// 100–200 bytes of stack for each level. So each container counts how deep its thread is in such releases; beyond a
/// limit it hands its contents to a list of the thread, which the outermost release drains.
public enum Release {
  /// Levels released by plain recursion. Small enough for the stack reserve of the smallest script thread.
  @usableFromInline static let depthLimit = 128

  /// Contents whose release was put off.
  private final class Postponed {
    var values: [Value]
    let next: Unmanaged<Postponed>?

    init(values: [Value], next: Unmanaged<Postponed>?) {
      self.values = values
      self.next = next
    }
  }

  /// Releases `count` values and their memory. Subclasses of `FunctionStorage` call it for what they captured.
  @inlinable
  public static func values(_ base: UnsafeMutablePointer<Value>, count: Int) {
    var index = 0
    while index < count {
      if base[index].isContainer {
        nested(base + index, count: count - index)
        base.deallocate()
        return
      }
      if !base[index].isTrivial { (base + index).deinitialize(count: 1) }
      index &+= 1
    }
    base.deallocate()
  }

  /// Releases values among which are containers; their memory stays.
  @usableFromInline
  static func nested(_ base: UnsafeMutablePointer<Value>, count: Int) {
    let state = rep_current_release()!
    if state.pointee.depth < depthLimit {
      state.pointee.depth += 1
      for index in 0..<count where !base[index].isTrivial { (base + index).deinitialize(count: 1) }
      leave(state)
    } else {
      postpone([Value](unsafeUninitializedCapacity: count) { buffer, initialized in
        guard let start = buffer.baseAddress else { return }
        start.moveInitialize(from: base, count: count)
        initialized = count
      }, state)
    }
  }

  /// Releases the entries of an object; their memory stays.
  @usableFromInline
  static func entries(_ base: UnsafeMutablePointer<ObjectStorage.Entry>, count: Int) {
    let state = rep_current_release()!
    if state.pointee.depth < depthLimit {
      state.pointee.depth += 1
      base.deinitialize(count: count)
      leave(state)
    } else {
      var values: [Value] = []
      for index in 0..<count where base[index].value.isContainer { values.append(base[index].value) }
      base.deinitialize(count: count)
      postpone(values, state)
    }
  }

  /// Releases what a cell holds.
  @usableFromInline
  static func contents(of cell: CellStorage) {
    let state = rep_current_release()!
    if state.pointee.depth < depthLimit {
      state.pointee.depth += 1
      cell.value = .null
      leave(state)
    } else {
      postpone([cell.value], state)
      cell.value = .null
    }
  }

  private static func postpone(_ values: [Value], _ state: UnsafeMutablePointer<rep_release_state>) {
    let next = state.pointee.postponed.map { Unmanaged<Postponed>.fromOpaque($0) }
    state.pointee.postponed = Unmanaged.passRetained(Postponed(values: values, next: next)).toOpaque()
  }

  /// Ends one level; the outermost one releases what was put off.
  private static func leave(_ state: UnsafeMutablePointer<rep_release_state>) {
    while state.pointee.depth == 1, let pointer = state.pointee.postponed {
      let postponed = Unmanaged<Postponed>.fromOpaque(pointer).takeRetainedValue()
      state.pointee.postponed = postponed.next?.toOpaque()
      postponed.values = []
    }
    state.pointee.depth -= 1
  }
}
