import Foundation
import Rep
import RepValue
import Testing

/// `read_csv` and `write_csv`.
@Suite struct CSVTests {
  /// CSV texts with what is read, or with part of the error.
  @Test(arguments: [
    ("a,b\n1,2\n", #"[{"a":"1","b":"2"}]"#),
    ("\u{FEFF}a,b\r\n1,2\r\n3,4", #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#),
    ("a,b\r1,2\r", #"[{"a":"1","b":"2"}]"#),
    ("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", #"[{"a":"x, y","b":"say \"hi\""}]"#),
    ("a,b\n\"two\nlines\",\"and\r\nmore\"\n", #"[{"a":"two\nlines","b":"and\r\nmore"}]"#),
    ("a,b\n1,\n,2\n", #"[{"a":"1","b":""},{"a":"","b":"2"}]"#),
    ("a,b\n1,", #"[{"a":"1","b":""}]"#),
    ("a,b\n\n1,2\n\n", #"[{"a":"1","b":"2"}]"#),
    ("a,b\n1\n", #"[{"a":"1"}]"#),
    ("a,,c\n1,2,3\n", #"[{"a":"1","column_2":"2","c":"3"}]"#),
    ("a,b\n5\" pipe,x\n", #"[{"a":"5\" pipe","b":"x"}]"#),
    ("größe,名\nß,漢\n", #"[{"größe":"ß","名":"漢"}]"#),
    ("", "[]"), ("a,b\n", "[]"), ("a,b", "[]"),
    ("a,b\n1,2,3\n", "line 2 has 3 fields"), ("a,b\n\"x,2\n", "opens on line 2 does not close"),
    ("a,b\n1,\"x\"y\n", "line 2 goes on after a closing quote"), ("a,b\n\"l\n\n\",1\n1,\"x\"y\n", "line 5 goes on"),
    ("a,a\n1,2\n", "names `a` twice"),
  ])
  func csv(_ text: String, _ expected: String) async throws {
    let result = try await reading(text, "json.text(read_csv(\"f\"))")
    if expected.hasPrefix("[") {
      #expect(result.value.string == expected, "\(result.error?.message ?? "")")
    } else {
      #expect(result.kind == "syntax")
      #expect(result.error?.message.contains(expected) == true, "\(result.error?.message ?? "")")
    }
  }

  @Test func aSeparatorOfAnotherKind() async throws {
    let result = try await reading("a;b\n1,5;2\n", "json.text(read_csv(\"f\", separator: \";\"))")
    #expect(result.value == #"[{"a":"1,5","b":"2"}]"#)
  }

  /// Rows as a script writes them, with the file, or with part of the error.
  @Test(arguments: [
    ("[{a: 1, b: \"x\"}, {a: 2.5, b: true}]", "a,b\n1,x\n2.5,true\n"),
    ("[{a: 1}, {b: 2}]", "a,b\n1,\n,2\n"),
    ("[{a: \"x, y\", b: \"say \\\"hi\\\"\"}]", "a,b\n\"x, y\",\"say \"\"hi\"\"\"\n"),
    ("[{\"a,b\": \"1\\n2\"}]", "\"a,b\"\n\"1\n2\"\n"),
    ("[{a: [1, 2], b: {c: null}, d: null}]", "a,b,d\n\"[1,2]\",\"{\"\"c\"\":null}\",\n"),
    ("[[1, 2], [\"größe\", null]]", "1,2\ngröße,\n"),
    ("[{a: null}, {a: \"\"}]", "a\n\"\"\n\"\"\n"),
    ("[]", ""),
    ("[{a: 1}, [2]]", "row 1 is list"), ("[[1], {a: 2}]", "row 1 is object"), ("[7]", "row 0 is int"),
  ])
  func writing(_ rows: String, _ expected: String) async throws {
    let result = try await reading("before", "write_csv \"f\", \(rows)\nread(\"f\")")
    guard expected.hasPrefix("row") else { return #expect(result.value == Value(expected), "\(result.error?.message ?? "")") }
    #expect(result.kind == "type")
    #expect(result.error?.message.contains(expected) == true, "\(result.error?.message ?? "")")
    let left = try await reading("before", "try write_csv(\"f\", \(rows))\nread(\"f\")")
    #expect(left.value == "before", "a file was touched by a call that failed")
  }

  @Test(arguments: ["\\\"", "\\n", "é", "", ",,"])
  func whatSeparatesNothing(_ separator: String) async throws {
    for call in ["read_csv(\"f\", separator: \"\(separator)\")", "write_csv(\"f\", [], separator: \"\(separator)\")"] {
      #expect(try await reading("a", call).kind == "argument", "\(call)")
    }
  }

  /// What was written is read again, whatever stands in the fields.
  @Test(arguments: [",", ";", "\\t"])
  func roundTrip(_ separator: String) async throws {
    let script = """
      let pieces = ["", "a", "\\"", ",", ";", "\\t", "\\n", "\\r\\n", "\\r", " ", "größe", "\\"\\"", "null"]
      let rows = [for x in pieces: [for y in pieces: {"one \\"": x + y, "t,w;o": y + x, "": x}]].flatten()
      write_csv "f", rows, separator: "\(separator)"
      let again = read_csv("f", separator: "\(separator)")
      [len(again), again == [for r in rows: {"one \\"": r["one \\""], "t,w;o": r["t,w;o"], column_3: r[""]}]]
      """
    let result = try await reading("", script)
    #expect(result.value == [169, true], "\(result.error?.message ?? "")")
  }

  /// Writes a file called `f` and runs a script that may read and write it.
  private func reading(_ content: String, _ text: String) async throws -> ScriptRunResult {
    let folder = NSTemporaryDirectory() + "rep-csv-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(content.utf8).write(to: URL(fileURLWithPath: folder + "/f"))
    var options = Engine.Options()
    options.folder = folder
    return await run(text, Engine(token: .none, permissions: Permissions(read: [folder], write: [folder]), options: options))
  }
}
