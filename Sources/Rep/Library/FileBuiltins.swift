import RepRuntime
import RepValue
import Replicate

/// Local files: `file read read_json read_lines write write_json append glob exists save download`.
enum FileBuiltins {
  private typealias Parameter = Builtin.Parameter
  /// From this size on the lines of a file are no list that is kept in memory.
  private static let largestList = 32 << 20
  static let path = Builtin.Parameter("path", [.string, .file], summary: "the path of a file")

  static func all(_ services: Services) -> [Builtin] { reading(services.files) + writing(services) }

  private static func reading(_ files: FileAccess) -> [Builtin] {
    [
      Builtin(
        "file", [path], effects: .readsFiles, recording: .repeats,
        summary: "A local file as an input of a model: a data URL up to 256 kB, else an upload.",
        examples: [#"predict "salesforce/blip" <image: file("cat.png")>"#]
      ) { (arguments) throws(ScriptError) in
        if case .opaque = arguments[0] { return arguments[0] }
        let shown = try arguments.text(0)
        let full = try files.resolve(shown, for: .read)
        guard try files.exists(shown) else { throw ScriptError(.io, "there is no file \"\(shown)\"") }
        return .opaque(LocalFileValue(path: full, shownPath: shown))
      },
      Builtin("read", [path], effects: .readsFiles, summary: "The text of a file.", examples: [#"read("notes.txt")"#]) {
        (arguments) throws(ScriptError) in
        let text = try files.readText(try name(arguments))
        try arguments.work(text.count)
        return .string(text)
      },
      Builtin(
        "read_json", [path], effects: .readsFiles, summary: "The JSON value in a file.",
        examples: [#"read_json("config.json")"#]
      ) { (arguments) throws(ScriptError) in
        let path = try name(arguments)
        let bytes = try files.read(path)
        do {
          return try JSON.parse(bytes, tick: { try arguments.work($0) })
        } catch let error as JSONError {
          throw ScriptError(.syntax, "\"\(path)\" is not JSON: \(error)")
        } catch {
          throw ScriptError.wrapping(error)
        }
      },
      Builtin(
        "read_lines", [path], effects: .readsFiles,
        summary: "The lines of a file, without their ends; a large file is read as far as it is walked.",
        examples: [#"for prompt in read_lines("prompts.txt") { print prompt }"#]
      ) { (arguments) throws(ScriptError) in
        let path = try name(arguments)
        if try files.size(path) > largestList { return .opaque(LineSequence(path, files)) }
        let text = try files.readText(path)
        try arguments.work(text.count)
        return .list(lines(of: text))
      },
      Builtin(
        "exists", [path], result: .bool, effects: .readsFiles, summary: "Whether there is a file or folder.",
        examples: [#"if not exists("out/1.png") { print "missing" }"#]
      ) { (arguments) throws(ScriptError) in .bool(try files.exists(try name(arguments))) },
      Builtin(
        "glob", [Parameter("pattern", .string, summary: "`*`, `?`, `[…]` within a name, `**` for any folders")],
        effects: .readsFiles, summary: "The paths that match a pattern, sorted.",
        examples: [#"for path in glob("photos/*.jpg") { print path }"#]
      ) { (arguments) throws(ScriptError) in
        let paths = try Glob(access: files).paths(matching: try arguments.text(0))
        return .list(ListStorage(paths.map { Value($0) }))
      },
    ]
  }

  private static func writing(_ services: Services) -> [Builtin] {
    let files = services.files
    return [
      Builtin(
        "write", [path, Parameter("text", .any, summary: "what to write, as `print` shows it")], result: .nothing,
        effects: .writesFiles, summary: "Writes a file whole, or not at all.", examples: [#"write "notes.txt", "hello""#]
      ) { (arguments) throws(ScriptError) in
        var buffer = TextBuffer()
        buffer.append(text: arguments[1])
        try arguments.work(buffer.count)
        try files.write(UnsafeRawBufferPointer(start: buffer.bytes, count: buffer.count), to: try name(arguments))
        return .null
      },
      Builtin(
        "append", [path, Parameter("text", .any, summary: "what to add, as `print` shows it")], result: .nothing,
        effects: .writesFiles, recording: .append, summary: "Adds to the end of a file.", examples: [#"append "log.txt", "done\n""#]
      ) { (arguments) throws(ScriptError) in
        var buffer = TextBuffer()
        buffer.append(text: arguments[1])
        try files.append(UnsafeRawBufferPointer(start: buffer.bytes, count: buffer.count), to: try name(arguments))
        return .null
      },
      Builtin(
        "write_json", [path, Parameter("value", .any, summary: "what to write")], result: .nothing,
        effects: .writesFiles, summary: "Writes a value as JSON, indented.", examples: [#"write_json "out.json", {a: 1}"#]
      ) { (arguments) throws(ScriptError) in
        var buffer = TextBuffer()
        do {
          try JSON.write(arguments[1], into: &buffer, indentation: 2, tick: { try arguments.work($0) })
        } catch let error as JSONWriteError {
          throw ScriptError(.type, "\(error)")
        } catch {
          throw ScriptError.wrapping(error)
        }
        buffer.append(UInt8(ascii: "\n"))
        try files.write(UnsafeRawBufferPointer(start: buffer.bytes, count: buffer.count), to: try name(arguments))
        return .null
      },
      Builtin(
        "download", [Parameter("url", .string, summary: "an http, https or data URL")], effects: .network,
        summary: "What is at a URL: a text where it is UTF-8, else a data URL. `save` keeps it in a file.",
        examples: [#"json.parse(download(url))"#]
      ) { (arguments) throws(ScriptError) in
        let url = try arguments.text(0)
        guard Saver.isSavable(url) else {
          throw ScriptError(.argument, "`url` of `download` is an http, https or data URL, got \"\(url.prefix(100))\"")
        }
        try checkHosts(arguments[0], services)
        let saver = services.saver
        return Value(try arguments.waiting { () async throws in try await saver.contents(of: url) })
      },
      Builtin(
        "save",
        [
          Parameter("value", .any, summary: "a URL, or anything that holds URLs"),
          Parameter("to", .string, isNamedOnly: true, summary: "a folder if it ends in `/` or is one, else a file"),
        ],
        effects: [.network, .writesFiles], recording: .save,
        summary: "Downloads every URL in a value and gives the files' paths in the same shape.",
        examples: [#"save url, to: "out/""#]
      ) { (arguments) throws(ScriptError) in
        let value = arguments[0]
        let target = try arguments.text(1)
        let full = try files.resolve(target, for: .write)
        let isFolder = target.hasSuffix("/")
        let saver = services.saver
        try checkHosts(value, services)
        let attempt = arguments.journal?.saveAttempt(at: arguments.context.pointee.place) ?? Saver.Attempt()
        let saved = try arguments.waiting { () async throws in
          try await saver.save(value, to: SaveTarget(isFolder && !full.hasSuffix("/") ? full + "/" : full), attempt)
        }
        arguments.events?.send(.saved(Saver.paths(in: saved, replacing: value)))
        return saved
      },
    ]
  }

  /// The path that the first argument gives.
  static func name(_ arguments: Arguments) throws(ScriptError) -> String {
    if case .opaque(let opaque) = arguments[0], let file = opaque as? LocalFileValue { return file.shownPath }
    return try arguments.text(0)
  }

  private static func lines(of text: StringStorage) -> ListStorage {
    let lines = ListStorage(minimumCapacity: 0)
    var start = 0
    var offset = 0
    while offset < text.count {
      let byte = text.bytes[offset]
      guard byte == 0x0A || byte == 0x0D else {
        offset += 1
        continue
      }
      lines.append(.string(StringStorage.make(text.bytes + start, count: offset - start)))
      if byte == 0x0D, offset + 1 < text.count, text.bytes[offset + 1] == 0x0A { offset += 1 }
      offset += 1
      start = offset
    }
    if start < text.count { lines.append(.string(StringStorage.make(text.bytes + start, count: text.count - start))) }
    return lines
  }

  /// - Throws: kind `permission` for a URL of a host that scripts may not download from.
  private static func checkHosts(_ value: Value, _ services: Services) throws(ScriptError) {
    switch value {
    case .string(let text):
      let api = services.client.configuration.baseURL.address.host
      guard Saver.isSavable(text.text), let host = host(of: text.text),
        !services.permissions.allowsDownload(from: host, api: api)
      else { return }
      throw ScriptError(.permission, "the script may not download from \(host)")
    case .list(let list):
      for index in 0..<list.count { try checkHosts(list.elements[index], services) }
    case .object(let object):
      for index in 0..<object.count { try checkHosts(object.entries[index].value, services) }
    default: return
    }
  }

  private static func host(of url: String) -> String? {
    guard !url.hasPrefix("data:") else { return nil }
    return WebAddress(url)?.host
  }
}
