import RepRuntime
import RepSimulator
import RepSyntax
import RepValue
import Synchronization
import Testing

@testable import Rep

/// Runs every golden script, with the specialised nodes and without them: both must do the same.
@Suite struct GoldenScriptTests {
  @Test(arguments: try GoldenScript.all(), [true, false])
  func script(_ script: GoldenScript, specializes: Bool) async throws {
    guard script.needsSimulator else {
      try await check(script, specializes: specializes, baseURL: "http://127.0.0.1:9")
      return
    }
    var configuration = Simulator.Configuration()
    configuration.speed = 50
    configuration.slowModelDuration = .seconds(3_600)
    let simulator = Simulator(configuration)
    let address = try await simulator.start()
    do {
      try await check(script, specializes: specializes, baseURL: address)
    } catch {
      await simulator.stop()
      throw error
    }
    await simulator.stop()
  }

  /// Each rule of the language page has a script for what it allows and one for the error that it gives.
  @Test func everyRuleHasItsScripts() throws {
    let scripts = try GoldenScript.all()
    // These rules forbid nothing by themselves.
    let withoutErrors: Set = [29, 37]
    for rule in 1...39 {
      let own = scripts.filter { $0.rules.contains(rule) }
      #expect(own.contains { $0.errors.isEmpty }, "R\(rule) has no script for what it allows")
      #expect(withoutErrors.contains(rule) || own.contains { !$0.errors.isEmpty }, "R\(rule) has no script of an error")
    }
  }

  private func check(_ script: GoldenScript, specializes: Bool, baseURL: String) async throws {
    var options = Engine.Options()
    options.specializes = specializes
    let engine = Engine(
      token: .text("r8_golden_scripts"), baseURL: baseURL, permissions: Permissions(read: .only([GoldenScript.folder])),
      limits: Limits(steps: 10_000_000, duration: .seconds(60)), options: options)
    let source = Source(name: script.path, bytes: script.bytes)
    let compilation = engine.check(source)
    let inspected = engine.check(source, makesProgram: false)
    #expect(inspected.messages.map(\.diagnostic) == compilation.messages.map(\.diagnostic))
    var found = compilation.messages.filter { $0.diagnostic.severity == .error }.map(FoundError.init)
    let output = GoldenOutput()
    if let program = compilation.program {
      let compiled = Script(engine: engine, program: program, warnings: [])
      do {
        _ = try await compiled.run(output: output)
      } catch {
        found.append(FoundError(error))
      }
    }
    #expect(output.lines == script.output, "\(script.name) printed something else\n\(found.map(\.text).joined())")
    compare(found, script)
  }

  /// Every expected error must be found, and none on another line.
  private func compare(_ found: [FoundError], _ script: GoldenScript) {
    for expected in script.errors {
      let isFound = found.contains { error in
        error.line == expected.line && error.matches(expected.label)
          && (expected.words.isEmpty || error.text.contains(expected.words))
      }
      let label = expected.label.map { "[\($0)] " } ?? ""
      #expect(isFound, "\(script.name):\(expected.line) gives no error \(label)\(expected.words)")
    }
    for error in found where !script.errors.contains(where: { $0.line == error.line }) {
      Issue.record("\(script.name):\(error.line) gives an error\n\(error.text)")
    }
  }
}

/// An error of a golden script, found before or while it ran.
private struct FoundError {
  let line: Int
  let label: String
  let isStatic: Bool
  let text: String

  init(_ message: Compilation.Message) {
    line = message.source.location(at: message.diagnostic.span.start).line
    label = message.diagnostic.code
    isStatic = true
    text = DiagnosticRenderer().render(message.diagnostic, in: message.source)
  }

  init(_ error: ScriptError) {
    line = error.place.flatMap { place in place.source?.location(at: place.span.start).line } ?? 0
    label = error.kind.rawValue
    isStatic = false
    text = "error[\(error.kind.rawValue)]: \(error.message)\n\(error.hint.map { "hint: \($0)\n" } ?? "")"
  }

  func matches(_ label: String?) -> Bool {
    label == nil || label == self.label || (isStatic && label == "static")
  }
}

/// Keeps what a script prints.
private final class GoldenOutput: OutputSink {
  private let bytes = Mutex<[UInt8]>([])

  func write(_ new: UnsafeRawBufferPointer) {
    bytes.withLock { $0.append(contentsOf: new) }
  }

  var lines: [String] {
    let text = bytes.withLock { String(decoding: $0, as: UTF8.self) }
    guard !text.isEmpty else { return [] }
    return GoldenScript.lines(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}
