import RepRuntime
import RepSyntax
import RepValue

/// Reads texts, such as those of a command line or of a form, as values of a script's `param`s.
///
///     let params = try script.params.map { ($0.name, try ParamReader.value(of: $0, from: form[$0.name] ?? [])) }
///
/// Numbers are written as in a script (`8`, `1_000`, `0xff`, `2.5`, `30s`), lists and objects as JSON; a list may also
/// be given as several texts, one an item.
public enum ParamReader {
  /// The types that a `param` may name (R36).
  public static let types = ["string", "int", "float", "bool", "list", "object", "file", "secret", "any"]

  /// The value of a param that was given as these texts, in order.
  /// - Parameters:
  ///   - texts: what was given; several for a list.
  ///   - param: the input that it is for.
  ///   - folder: what the relative path of a file starts from; nil for the working directory.
  /// - Throws: kind `argument`, naming the param and what it takes.
  public static func value(
    of param: Program.Param, from texts: [String], folder: String? = nil
  ) throws(ScriptError) -> Value {
    if param.type == "list" { return try list(texts, for: param) }
    guard let text = texts.first, texts.count == 1 else {
      throw ScriptError(.argument, "`\(param.name)` is given \(texts.count) times", hint: "give it once")
    }
    switch param.type {
    case "string", "secret": return Value(text)
    case "file": return try file(text, for: param, folder)
    case "bool":
      guard let bool = bool(text) else { throw misread(param, text, "true or false") }
      return .bool(bool)
    case "int":
      guard let number = number(text) else { throw misread(param, text, "a whole number") }
      guard number.int != nil else { throw misread(param, text, "a whole number of 64 bits") }
      return number
    case "float":
      guard let number = number(text) else { throw misread(param, text, "a number") }
      return number
    case "object":
      let value = try json(text, for: param)
      guard case .object = value else { throw misread(param, text, "an object, as JSON") }
      return value
    default:
      return (try? JSON.parse(text)) ?? Value(text)
    }
  }

  /// The number that a text writes as a script would, or nil: `-8`, `1_000`, `0xff`, `2.5`, `1h30m` (seconds).
  public static func number(_ text: String) -> Value? {
    guard text.utf8.count <= longestNumber else { return nil }
    let digits = text.hasPrefix("-") ? String(text.dropFirst()) : text
    guard let first = digits.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return nil }
    let tree = Parser.parse(Source(name: "<number>", text: digits))
    guard tree.diagnostics.isEmpty, tree.comments.isEmpty, tree.statements.count == 1,
      case .expression(let expression) = tree.statements[0].kind, case .number(let literal) = expression.kind,
      expression.span.count == digits.utf8.count
    else { return nil }
    let isNegative = digits.count < text.count
    if let written = literal.jsonText, let value = try? JSON.parse((isNegative ? "-" : "") + written) { return value }
    switch literal.value {
    case .int(let int): return .int(isNegative ? -int : int)
    case .float(let double): return .float(isNegative ? -double : double)
    case .outOfRange: return nil
    }
  }

  /// The seconds that a text means, or nil: a number of seconds, or `30s`, `5m`, `1h30m`.
  public static func duration(_ text: String) -> Duration? {
    guard let seconds = number(text)?.double, seconds >= 0, seconds < longestDuration else { return nil }
    return .milliseconds(Int64((seconds * 1_000).rounded()))
  }

  /// The bool that a text means, or nil.
  public static func bool(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0": false
    default: nil
    }
  }

  /// No number or duration of use is longer, and a text from outside must not cost more than it is worth.
  private static let longestNumber = 400
  /// A hundred years, in seconds: far beyond any run, and far from overflow.
  private static let longestDuration = 3_155_760_000.0

  private static func list(_ texts: [String], for param: Program.Param) throws(ScriptError) -> Value {
    if texts.count == 1, texts[0].drop(while: \.isWhitespace).hasPrefix("[") {
      let value = try json(texts[0], for: param)
      guard case .list = value else { throw misread(param, texts[0], "a list, as JSON") }
      return value
    }
    return Value(texts.map { item($0) })
  }

  /// An item that was given alone: a number, `true`, `false`, `null` or an object as JSON, else a text.
  private static func item(_ text: String) -> Value {
    guard let value = try? JSON.parse(text) else { return Value(text) }
    if case .string = value { return Value(text) }
    return value
  }

  private static func json(_ text: String, for param: Program.Param) throws(ScriptError) -> Value {
    do {
      return try JSON.parse(text)
    } catch let error as JSONError {
      throw ScriptError(
        .argument, "`\(param.name)` takes JSON: \(error.message) at column \(error.column)",
        hint: param.type == "list" ? "repeat it for each item, or write [\"a\", \"b\"]" : "write {\"key\": \"value\"}")
    } catch {
      throw ScriptError(.argument, "`\(param.name)` takes JSON")
    }
  }

  private static func file(
    _ text: String, for param: Program.Param, _ folder: String?
  ) throws(ScriptError) -> Value {
    guard !text.isEmpty, !text.utf8.contains(0) else { throw misread(param, text, "the path of a file") }
    let path = text.hasPrefix("/") ? text : folder.map { "\($0)/\(text)" } ?? text
    return .opaque(LocalFileValue(path: path, shownPath: text))
  }

  private static func misread(_ param: Program.Param, _ text: String, _ wanted: String) -> ScriptError {
    let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
    return ScriptError(
      .argument, "`\(param.name)` takes \(wanted), not \"\(shown)\"", hint: param.documentation)
  }
}
