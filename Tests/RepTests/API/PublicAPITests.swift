import Foundation
import Testing

/// What programs that embed Rep may rely on, against the list in `Tests/API/public-api.txt`.
///
/// A name that is gone breaks such programs: the test fails, until the list is written anew by
/// `REP_UPDATE_API=1 scripts/test --filter PublicAPITests` and the version's notes say so. Declarations that are new or
/// read differently are told.
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
    let names = Set(found.map(Self.name))
    let old = Set(known).subtracting(found).sorted()
    for line in old where !names.contains(Self.name(line)) { Issue.record("no longer there: \(line)") }
    let new = Set(found).subtracting(known).sorted()
    if !new.isEmpty || !old.isEmpty {
      let lines = old.map { "- \($0)" } + new.map { "+ \($0)" }
      print("public declarations have changed (REP_UPDATE_API=1 lists them):\n" + lines.joined(separator: "\n"))
    }
  }

  /// Where a declaration stands and what it is called: `Rep Engine.compile`.
  private static func name(_ line: String) -> String {
    let parts = line.components(separatedBy: ".  ")
    let words = (parts.count > 1 ? parts[1] : line).split(whereSeparator: { " (:<=?{".contains($0) }).map(String.init)
    let kinds: Set = ["func", "var", "let", "case", "class", "struct", "enum", "protocol", "typealias", "extension"]
    let kind = words.firstIndex(where: kinds.contains)
    let name = kind.flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    return (parts.count > 1 ? parts[0] : words[0]) + "." + (name ?? words.first { $0 == "init" || $0 == "subscript" } ?? "")
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
