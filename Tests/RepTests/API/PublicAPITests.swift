import Foundation
import Testing

/// What programs that embed Rep may rely on, against the list in `Tests/API/public-api.txt`.
///
/// A declaration that is gone or reads differently breaks such programs: the test fails, until the list is written anew
/// by `REP_UPDATE_API=1 scripts/test --filter PublicAPITests` and the version's notes say so. New ones are told.
@Suite struct PublicAPITests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let list = package.appendingPathComponent("Tests/API/public-api.txt")

  /// What `import Rep` brings.
  private static let modules = ["Rep", "RepRuntime", "RepValue", "Replicate", "RepSyntax"]

  @Test func nothingIsGone() throws {
    let found = try PublicDeclarations.all(of: Self.modules, in: Self.package)
    #expect(found.count > 500)
    if ProcessInfo.processInfo.environment["REP_UPDATE_API"] != nil {
      try Data((found.joined(separator: "\n") + "\n").utf8).write(to: Self.list)
      return
    }
    let known = try String(contentsOf: Self.list, encoding: .utf8).split(separator: "\n").map(String.init)
    for gone in Set(known).subtracting(found).sorted() { Issue.record("no longer there: \(gone)") }
    let added = Set(found).subtracting(known).sorted()
    if !added.isEmpty {
      print("new public declarations (REP_UPDATE_API=1 lists them):\n" + added.joined(separator: "\n"))
    }
  }

  /// That the reader sees what it should.
  @Test(arguments: [
    "RepRuntime Limits.  public var memory: Int?", "Rep Engine.Options.  public var transport: (any Transport)?",
    "RepRuntime Limits.Field.  case memory", "RepRuntime OutputSink.  func write(_ bytes: UnsafeRawBufferPointer) throws(ScriptError)",
    "RepValue Value.  public var isNull: Bool", "Rep   public enum TokenSource: Sendable",
  ])
  func declarationsAreListed(_ line: String) throws {
    let found = try PublicDeclarations.all(of: Self.modules, in: Self.package)
    #expect(found.contains(line), "\(line)")
  }
}
