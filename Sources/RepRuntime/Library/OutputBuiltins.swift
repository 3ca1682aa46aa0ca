import RepValue

/// `print` and `log`.
public enum OutputBuiltins {
  /// The built-ins of this group.
  public static let all: [Builtin] = [
    Builtin(
      "print",
      [
        .rest("values", summary: "what to print, with a space between"),
        .optional("end", .string, isNamedOnly: true, summary: "what follows; a line break by default"),
      ],
      result: .nothing, effects: .output, summary: "Writes values to standard output.",
      examples: [#"print "hello", 3"#, #"print chunk, end: """#]
    ) { (arguments) throws(ScriptError) in
      try write(arguments, to: arguments.context.pointee.run.output)
    },
    Builtin(
      "log",
      [
        .rest("values", summary: "what to write, with a space between"),
        .optional("end", .string, isNamedOnly: true, summary: "what follows; a line break by default"),
      ],
      result: .nothing, effects: .output, summary: "Writes values to standard error.",
      examples: [#"log "attempt", 3"#]
    ) { (arguments) throws(ScriptError) in
      try write(arguments, to: arguments.context.pointee.run.log)
    },
  ]

  private static func write(_ arguments: Arguments, to sink: any OutputSink) throws(ScriptError) -> Value {
    var buffer = TextBuffer()
    let values = try arguments.list(0)
    for index in 0..<values.count {
      if index > 0 { buffer.append(UInt8(ascii: " ")) }
      buffer.append(text: values.elements[index])
    }
    if arguments.has(1) { buffer.append(try arguments.string(1)) } else { buffer.append(UInt8(ascii: "\n")) }
    try arguments.work(buffer.count)
    if buffer.isExhausted { throw memoryUsedUp() }
    try arguments.context.pointee.run.write(
      UnsafeRawBufferPointer(start: buffer.bytes, count: buffer.count), to: sink)
    return .null
  }
}
