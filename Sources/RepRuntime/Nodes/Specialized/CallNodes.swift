import RepSyntax
import RepValue

/// A call of a known function with one argument.
final class StaticCall1Node: Node {
  let code: CodePointer
  let argument: Node
  let window: Int
  let span: Span

  init(_ code: CodePointer, _ argument: Node, window: Int, span: Span) {
    self.code = code
    self.argument = argument
    self.window = window
    self.span = span
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let callee = frame + window
    callee.initialize(to: try argument.eval(frame, context))
    (callee + 1).initialize(to: .null)
    context.pointee.fuel &-= 1
    if context.pointee.fuel < 0 { try refuel(callee, context) }
    do throws(ScriptError) {
      return try run(code, callee, context)
    } catch {
      throw error.called(at: span)
    }
  }

  @inline(never)
  private func refuel(_ callee: Frame, _ context: ContextPointer) throws(ScriptError) {
    do throws(ScriptError) {
      try context.pointee.thread.refuel()
    } catch {
      callee.deinitialize(count: 2)
      throw error.at(span)
    }
  }
}

/// A call of a closure that a local variable holds: the slot keeps it alive.
final class SlotCallNode: Node {
  let slot: Int
  let arguments: NodeList
  let window: Int
  let span: Span
  let calleeText: String
  let hint: String?

  init(_ slot: Int, _ arguments: [Node], window: Int, span: Span, calleeText: String, hint: String?) {
    self.slot = slot
    self.arguments = NodeList(arguments)
    self.window = window
    self.span = span
    self.calleeText = calleeText
    self.hint = hint
  }

  override func eval(_ frame: Frame, _ context: ContextPointer) throws(ScriptError) -> Value {
    let target = frame + window
    guard case .function = frame[slot] else {
      throw ScriptError(
        .type, "`\(calleeText)` is \(Members.withArticle(frame[slot].typeName)), not a function",
        hint: hint).at(span)
    }
    try arguments.evalAll(into: target, frame, context)
    if let (code, captures) = closure(frame), code.pointee.parameterCount == arguments.count,
      !code.pointee.hasRest {
      (target + arguments.count).initialize(to: .int(Int(bitPattern: captures)))
      do throws(ScriptError) { try step(context) } catch {
        target.deinitialize(count: arguments.count + 1)
        throw error.at(span)
      }
      do throws(ScriptError) {
        return try run(code, target, context)
      } catch {
        throw error.called(at: span)
      }
    }
    do throws(ScriptError) {
      return try invoke(frame[slot], target, arguments.count, context)
    } catch {
      throw error.called(at: span)
    }
  }

  @inline(__always)
  private func closure(_ frame: Frame) -> (CodePointer, Frame)? {
    guard case .function(let storage) = frame[slot], storage.kind == FunctionKind.closure else { return nil }
    let closure = unsafeDowncast(storage, to: Closure.self)
    return (closure.code, closure.captures)
  }
}
