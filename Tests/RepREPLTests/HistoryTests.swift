import Foundation
import Testing

@testable import RepREPL

struct HistoryTests {
  @Test("What is kept", arguments: [
    ("let a = 1", true), (" let a = 1", false), ("", false), ("   ", false), ("\n", false),
    ("let t = \"r8_abcdefghijklmnopqrstuvwxyz0123456789A\"", false), ("r8_ is how tokens begin", true),
    ("webhooks.verify(\"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\")", false), ("sk-live-0123456789abcdef", false),
    ("predict \"a/b:5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa\"", true),
    ("predictions.get \"gm3qorzdhgbfurvjtvhg6dckhu\"", true), ("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789", false),
    ("an_ordinary_long_name_of_a_variable_1", true), (String(repeating: "x", count: 70_000), false),
  ])
  func policy(_ entry: String, _ isKept: Bool) { #expect(HistoryPolicy.keeps(entry) == isKept) }

  @Test("Entries come back as they were", arguments: [
    "1", "a\nb", "back\\slash", "\\n", "tab\tand ünïcode 🦦", "a\\\nb\r\nc", "\"\\(x)\"",
  ])
  func roundTrip(_ entry: String) throws {
    try withFolder { folder in
      let file = HistoryFile(path: folder + "/deep/history")
      file.append(entry)
      file.append("last")
      #expect(file.load() == [entry, "last"])
    }
  }

  @Test("The file is private")
  func mode() throws {
    try withFolder { folder in
      HistoryFile(path: folder + "/rep/history").append("1")
      let file = try FileManager.default.attributesOfItem(atPath: folder + "/rep/history")[.posixPermissions] as? Int
      let parent = try FileManager.default.attributesOfItem(atPath: folder + "/rep")[.posixPermissions] as? Int
      #expect(file == 0o600)
      #expect(parent == 0o700)
    }
  }

  @Test("A long file is shortened to the newest entries; none is fine; garbage is harmless")
  func limits() throws {
    try withFolder { folder in
      let path = folder + "/history"
      #expect(HistoryFile(path: path).load() == [])
      let lines = (1...12_000).map { "entry \($0)" }.joined(separator: "\n") + "\n"
      try lines.write(toFile: path, atomically: true, encoding: .utf8)
      let loaded = HistoryFile(path: path).load()
      #expect(loaded.count == HistoryPolicy.limit)
      #expect(loaded.last == "entry 12000")
      #expect(HistoryFile(path: path).load() == loaded)
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("entry 2001\n"))
      try Data([0xFF, 0x5C, 0x0A, 0x0A, 0x00]).write(to: URL(fileURLWithPath: path))
      #expect(HistoryFile(path: path).load().count == 2)
    }
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "rep-history-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
}
