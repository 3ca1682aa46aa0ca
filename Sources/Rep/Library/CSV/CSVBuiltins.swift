import RepRuntime
import RepValue

/// Tables in files: `read_csv write_csv`.
enum CSVBuiltins {
  private static let separator = Builtin.Parameter.optional(
    "separator", .string, isNamedOnly: true, summary: "what stands between fields; a comma by default")

  static func all(_ files: FileAccess) -> [Builtin] {
    [
      Builtin(
        "read_csv", [FileBuiltins.path, separator], effects: .readsFiles,
        summary: "The rows of a CSV file as objects by the names in its first line.",
        examples: [#"for row in read_csv("prompts.csv") { print row.prompt }"#]
      ) { (arguments) throws(ScriptError) in
        let path = try FileBuiltins.name(arguments)
        let separator = try separator(arguments, 1)
        do throws(ScriptError) {
          return .list(
            try CSVReader.objects(try files.readText(path), separator: separator) { (units) throws(ScriptError) in
              try arguments.work(units)
            })
        } catch where error.kind == .syntax {
          throw ScriptError(.syntax, "\"\(path)\": \(error.message)", hint: error.hint)
        }
      },
      Builtin(
        "write_csv",
        [
          FileBuiltins.path,
          Builtin.Parameter("rows", .list, summary: "objects, whose keys become the first line; or lists, without one"),
          separator,
        ],
        result: .nothing, effects: .writesFiles,
        summary: "Writes rows as a CSV file; what is neither text, number nor bool is written as JSON, null as nothing.",
        examples: [#"write_csv "captions.csv", [{path: "a.png", caption: "an otter"}]"#]
      ) { (arguments) throws(ScriptError) in
        var writer = CSVWriter(separator: try separator(arguments, 2))
        try writer.write(try arguments.list(1)) { (units) throws(ScriptError) in try arguments.work(units) }
        let bytes = UnsafeRawBufferPointer(start: writer.buffer.bytes, count: writer.buffer.count)
        try files.write(bytes, to: try FileBuiltins.name(arguments))
        return .null
      },
    ]
  }

  private static func separator(_ arguments: Arguments, _ index: Int) throws(ScriptError) -> UInt8 {
    guard arguments.has(index) else { return UInt8(ascii: ",") }
    let given = try arguments.string(index)
    guard given.count == 1, !CSVWriter.needsQuotes(given.bytes[0]) else {
      throw ScriptError(.argument, "`separator` is one ASCII character other than a quote or a line break")
    }
    return given.bytes[0]
  }
}
