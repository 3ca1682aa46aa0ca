import RepSyntax
import RepValue
import Synchronization

@testable import RepRuntime

/// Runs pieces of Rep code with nothing but the language's own built-ins.
enum LibraryScript {
  /// Code that does not compile.
  struct Rejected: Error, CustomStringConvertible {
    let description: String
  }

  /// Code that ended in an error.
  struct Failed: Error, CustomStringConvertible {
    let error: ScriptError
    var description: String { "\(error.kind.rawValue): \(error.message)" }
  }

  private static let builtins: BuiltinSet = {
    var set = BuiltinSet()
    set.add(contentsOf: Library.all)
    return set
  }()

  /// What was printed.
  final class Output: OutputSink {
    private let bytes = Mutex<[UInt8]>([])
    func write(_ written: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: written) } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }

  /// The value of some code.
  /// - Throws: `Failed`, or `Rejected` for code that does not compile.
  static func evaluate(
    _ code: String, limits: Limits = Limits(stackBytes: 64 << 20), output: any OutputSink = DiscardedOutput()
  ) async throws -> Value {
    let compilation = Program.compile(Source(name: "example", text: code), builtins: builtins)
    guard let program = compilation.program else {
      let messages = compilation.messages.map { $0.diagnostic.message }
      throw Rejected(description: "\(code): " + messages.joined(separator: "; "))
    }
    switch await outcome(of: program, ScriptRun(limits: limits, output: output)) {
    case .success(let value): return value
    case .failure(let error): throw Failed(error: error)
    }
  }

  /// How a program ends.
  static func outcome(of program: Program, _ run: ScriptRun) async -> Program.Outcome {
    let end = End()
    await withCheckedContinuation { continuation in
      let isStarted = program.start(run) { outcome in
        end.outcome.withLock { $0 = outcome }
        continuation.resume()
      }
      if !isStarted { continuation.resume() }
    }
    return end.outcome.withLock { $0 }
  }

  /// Hands the outcome over under a lock: Swift's runtime does not tell ThreadSanitizer that what a thread did before it
  /// resumed a task came first, where the task had not begun to wait yet.
  private final class End: Sendable {
    let outcome = Mutex<Program.Outcome>(.failure(ScriptError(.limit, "no thread")))
  }

  /// The kind and message of the error that some code throws; nil if it throws none.
  static func failure(_ code: String, limits: Limits = Limits(stackBytes: 64 << 20)) async throws -> ScriptError? {
    do {
      _ = try await evaluate(code, limits: limits)
      return nil
    } catch let failed as Failed {
      return failed.error
    }
  }

  /// A value with its types, so that `1` and `1.0` differ.
  static func shown(_ value: Value) -> String { "\(value.typeName) \(value.debugDescription)" }
}
