import RepRuntime
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output of a script: gathers small writes, and gives up for good when nobody reads any more.
final class BufferedOutput: OutputSink {
  private struct State {
    var buffer: [UInt8] = []
    var failure: SystemError?
  }

  /// From this many bytes on what was gathered is written.
  private static let capacity = 1 << 16

  private let descriptor: Int32
  /// A terminal shows every line at once.
  private let isTerminal: Bool
  /// Called when bytes begin to wait, so that somebody writes them soon.
  private let onWaiting: @Sendable () -> Void
  private let state = Mutex(State())

  init(descriptor: Int32 = 1, onWaiting: @escaping @Sendable () -> Void = {}) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    self.onWaiting = onWaiting
  }

  /// Why output ended, if it did.
  var failure: SystemError? { state.withLock { $0.failure } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(ScriptError) {
    let (failure, begins) = state.withLock { state -> (SystemError?, Bool) in
      if let failure = state.failure { return (failure, false) }
      let wasEmpty = state.buffer.isEmpty
      if state.buffer.count + bytes.count < Self.capacity {
        state.buffer.append(contentsOf: bytes)
        guard isTerminal else { return (nil, wasEmpty) }
        flush(&state)
      } else {
        flush(&state)
        if state.failure == nil { note(LiveScreen.standard.write(bytes, to: descriptor), &state) }
      }
      return (state.failure, false)
    }
    if let failure {
      // No `try` of a script may go on printing into the void.
      throw ScriptError(.io, "cannot write to standard output: \(failure.text)", isCatchable: false)
    }
    if begins { onWaiting() }
  }

  /// Writes what waits. Does nothing while another thread is stuck in a write.
  func flush() { state.withLockIfAvailable { flush(&$0) } }

  private func flush(_ state: inout State) {
    guard !state.buffer.isEmpty, state.failure == nil else { return }
    note(state.buffer.withUnsafeBytes { LiveScreen.standard.write($0, to: descriptor) }, &state)
    state.buffer.removeAll(keepingCapacity: true)
  }

  private func note(_ code: Int32, _ state: inout State) {
    if code != 0 { state.failure = SystemError(code: code) }
  }
}

/// Standard error of a script: unbuffered, behind what was printed before.
struct ErrorOutput: OutputSink {
  let output: BufferedOutput

  func write(_ bytes: UnsafeRawBufferPointer) {
    output.flush()
    // There is nowhere left to say that standard error cannot be written.
    _ = LiveScreen.standard.write(bytes, to: 2)
  }
}

extension BufferedOutput {
  /// Writes a line of the tool's own. What fails is found when the output is flushed.
  func write(line: String) {
    var line = line + "\n"
    line.withUTF8 { try? write(UnsafeRawBufferPointer($0)) }
  }
}
