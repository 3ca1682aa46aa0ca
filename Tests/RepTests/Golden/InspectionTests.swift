import RepSyntax
import Testing

@testable import Rep

/// Looking for mistakes without making a program finds what compiling finds, also in scripts that were damaged.
@Suite struct InspectionTests {
  private static let engine = Engine(token: .none, permissions: Permissions(read: .only([GoldenScript.folder])))

  @Test(arguments: try GoldenScript.all())
  func findsWhatCompilingFinds(_ script: GoldenScript) {
    let lines = script.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    // Without a line here and there, names have no definition and calls other arguments.
    for missing in stride(from: 0, to: lines.count, by: 3) {
      var left = lines
      left.remove(at: missing)
      let source = Source(name: script.path, bytes: Array(left.joined(separator: [0x0A])))
      let compiled = Self.engine.check(source)
      let inspected = Self.engine.check(source, makesProgram: false)
      #expect(inspected.program == nil)
      #expect(
        inspected.messages.map(\.diagnostic) == compiled.messages.map(\.diagnostic),
        "\(script.name) without line \(missing + 1)")
    }
  }
}
