import Foundation
import Testing

/// What programs that embed Rep may rely on, against the list in `Tests/API/public-api.txt`.
///
/// Whatever is gone, new or reads differently fails the test, until `scripts/test --accept-api` writes the list anew: so
/// no change of the API goes unseen, in the diff of the list at the latest. What is gone or reads differently breaks such
/// programs, and the version says so (README, *Versions*).
@Suite struct PublicAPITests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let list = package.appendingPathComponent("Tests/API/public-api.txt")

  /// The libraries that programs import, and what `import Rep` brings.
  private static let modules = [
    "Rep", "RepJournal", "RepRuntime", "RepSimulator", "RepSyntax", "RepValue", "RepWebhooks", "Replicate",
  ]

  @Test func everyChangeIsAccepted() throws {
    let found = try PublicDeclarations.all(of: Self.modules, in: Self.package)
    #expect(found.count > 500)
    if ProcessInfo.processInfo.environment["REP_ACCEPT_API"] != nil {
      try Data((found.joined(separator: "\n") + "\n").utf8).write(to: Self.list)
      return
    }
    let known = try String(contentsOf: Self.list, encoding: .utf8).split(separator: "\n").map(String.init)
    let changes = Self.changes(from: known, to: found)
    #expect(
      changes.isEmpty,
      "public declarations have changed; `scripts/test --accept-api` accepts:\n\(changes.joined(separator: "\n"))")
  }

  /// What is gone with `-`, what is new with `+`; what reads differently is both.
  private static func changes(from known: [String], to found: [String]) -> [String] {
    found.difference(from: known).map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }
  }

  @Test func aChangeIsSeen() {
    let known = ["Rep Engine.  public func a()", "Rep Engine.  public func b()"]
    let changes = [
      (["Rep Engine.  public func a()"], ["- Rep Engine.  public func b()"]),
      (known + ["Rep Engine.  public func c()"], ["+ Rep Engine.  public func c()"]),
      ([known[0], "Rep Engine.  public func b(c: Int)"], ["- \(known[1])", "+ Rep Engine.  public func b(c: Int)"]),
      (known, []),
    ]
    for (found, expected) in changes { #expect(Self.changes(from: known, to: found) == expected) }
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
