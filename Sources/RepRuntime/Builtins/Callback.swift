import RepValue

/// A function of the script that a built-in calls many times: looked at once, so that a call costs no more than one
/// that the script itself makes.
public struct Callback {
  private let function: Value
  /// Set for a closure; the argument that holds the function keeps it alive.
  private let code: CodePointer?
  private let captures: Frame
  private let frame: Frame
  private let context: ContextPointer

  init(_ function: Value, frame: Frame, _ context: ContextPointer) {
    self.function = function
    self.frame = frame
    self.context = context
    if case .function(let storage) = function, storage.kind == FunctionKind.closure {
      let closure = unsafeDowncast(storage, to: Closure.self)
      code = closure.code.pointee.hasRest ? nil : closure.code
      captures = closure.captures
    } else {
      code = nil
      captures = frame
    }
  }

  /// Calls the function with one argument.
  /// - Throws: whatever the function throws, or kind `argument` if it takes another number of arguments.
  @inline(__always)
  public func callAsFunction(_ argument: Value) throws(ScriptError) -> Value {
    frame.initialize(to: argument)
    return try invoke(1)
  }

  /// Calls the function with two arguments.
  /// - Throws: whatever the function throws, or kind `argument` if it takes another number of arguments.
  @inline(__always)
  public func callAsFunction(_ first: Value, _ second: Value) throws(ScriptError) -> Value {
    frame.initialize(to: first)
    (frame + 1).initialize(to: second)
    return try invoke(2)
  }

  @inline(__always)
  private func invoke(_ count: Int) throws(ScriptError) -> Value {
    guard let code, code.pointee.parameterCount == count else {
      return try RepRuntime.invoke(function, frame, count, context)
    }
    (frame + count).initialize(to: .int(Int(bitPattern: captures)))
    context.pointee.fuel &-= 1
    if context.pointee.fuel < 0 { try refuel(count) }
    return try run(code, frame, context)
  }

  @inline(never)
  private func refuel(_ count: Int) throws(ScriptError) {
    do throws(ScriptError) {
      try context.pointee.thread.refuel()
    } catch {
      frame.deinitialize(count: count + 1)
      throw error
    }
  }
}
