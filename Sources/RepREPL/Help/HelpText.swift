import Rep
import RepRuntime
import RepSyntax
import RepValue
import Replicate

/// What `help` prints.
struct HelpText {
  let session: Session
  let palette: Palette
  let width: Int

  /// What can be done at the prompt.
  var overview: String {
    var rows = PromptCommand.allCases.map { (":" + $0.rawValue, $0.summary) }
    rows += PromptWord.allCases.map { ($0.rawValue, $0.summary) }
    rows += [
      ("?NAME", "the same as help NAME"), ("_", "the last value; _1, _2 … the ones before; _error the last error"),
      ("TAB", "completes names, members, parameters, files, models and their inputs"),
      ("Ctrl-C", "clears the line, or stops what runs"), ("Ctrl-X Ctrl-E", "edits the line in $EDITOR"),
    ]
    return """
      Type any Rep expression or statement; an unfinished one goes on in the next line.

      \(table(rows))

      Try: help predict   help models   help "black-forest-labs/flux-schnell"
      """
  }

  /// What a name means; nil where there is none.
  func text(for name: String) -> String? {
    if let command = PromptCommand(rawValue: name.hasPrefix(":") ? String(name.dropFirst()) : "") {
      return ":\(command.rawValue)  \(command.summary)"
    }
    var sections: [String] = []
    if let binding = session.binding(named: name) { sections.append(variable(binding)) }
    sections += builtinHelp.sections(for: name)
    if sections.isEmpty, let word = PromptWord(rawValue: name) { sections.append(word.summary) }
    if sections.isEmpty, let about = Self.keywords[name] { sections.append("\(palette.paint(name, .strong))  \(about)") }
    return sections.isEmpty ? nil : sections.joined(separator: "\n\n")
  }

  /// The name that was probably meant.
  func suggestion(for name: String) -> String? {
    let builtins = session.engine.builtins
    let names = builtins.functions.map(\.name) + builtins.methods.map(\.name) + session.bindings.map(\.name)
    return Suggestion.nearest(to: name, among: names)
  }

  private func variable(_ binding: SessionProgram.Binding) -> String {
    switch binding.kind {
    case .module: "\(palette.paint(binding.name, .strong))  module: \(binding.members.joined(separator: ", "))"
    case .function: "\(palette.paint(binding.name, .strong))  \(Describe.kind(of: binding))"
    default:
      "\(palette.paint(binding.name, .strong))  \(Describe.kind(of: binding))  \(Describe.short(binding.value, 60))"
    }
  }

  /// What can be called on Replicate.
  var actions: String {
    table(Operations.all.map { ($0.id, $0.summary) }) + "\n\nOne of them with its parameters: help models.get"
  }

  func table(_ rows: [(String, String)]) -> String { HelpTable(palette: palette, width: width).text(rows) }

  private var builtinHelp: BuiltinHelp {
    BuiltinHelp(builtins: session.engine.builtins, table: HelpTable(palette: palette, width: width))
  }

  private static let keywords = [
    "let": "binds a constant: let a = 1", "var": "binds a variable: var n = 0; n += 1",
    "fn": "defines a function: fn twice(x) { x * 2 }", "if": "if c { … } else { … }, also as an expression",
    "match": "match value { pattern => expression }", "while": "while c { … }", "for": "for x in xs { … }",
    "await": "await p gives the output of a prediction once it is done; await [p, q] of several",
    "parallel": "parallel for x in xs { … } runs bodies at once, results in order",
    "within": "within 5m { … } cancels what is still running then", "try": "try expr gives {successful, data, error}",
    "throw": "throw \"text\" or throw object", "catch": "try { … } catch e { … }", "return": "ends a function",
    "import": "import \"file.rep\" as name", "param": "param name: type = default  ## what it is",
    "test": "test \"name\" { assert … } runs under `rep test`", "break": "ends a loop",
    "continue": "goes on with the next round of a loop", "in": "membership: x in xs; also for x in xs",
    "and": "both; gives the deciding operand", "or": "either; gives the deciding operand", "not": "true for null and false",
  ]
}

/// A model explained: its inputs as a table, an example call, what it costs as far as that is known.
struct ModelHelp {
  let palette: Palette
  let width: Int

  func text(_ reference: ModelReference, _ schema: InputSchema?, _ model: Value) -> String {
    var sections: [String] = []
    var heading = palette.paint(reference.text, .strong)
    if let about = model["description"].string, !about.isEmpty { heading += "\n" + Describe.short(about, 2 * width) }
    sections.append(heading)
    let price = priceClass(model, reference)
    if let price { sections.append("Price: " + price) }
    guard let schema else {
      sections.append("Its inputs are not known.")
      return sections.joined(separator: "\n\n")
    }
    sections.append(inputs(schema))
    sections.append("Example:\n  " + example(reference, schema))
    return sections.joined(separator: "\n\n")
  }

  private func inputs(_ schema: InputSchema) -> String {
    let header = ["INPUT", "TYPE", "DEFAULT", "ALLOWED", "WHAT IT IS"]
    let rows = schema.fields.map { field in
      let isShown = !field.isSecret && !field.defaultValue.isNull
      let allowed = [field.rangeText, field.allowedValues.map { $0.map(\.text).joined(separator: ", ") }]
      return [
        field.name, field.typeText, field.isRequired ? "required" : isShown ? Describe.short(field.defaultValue, 20) : "",
        Describe.short(allowed.compactMap { $0 }.joined(separator: "; "), 32), field.description ?? "",
      ]
    }
    let widths = (0..<4).map { column in ([header] + rows).map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    let room = max(width - widths.reduce(0, +) - 8, 16)
    return ([header] + rows).enumerated().map { index, row in
      var line = ""
      for column in 0..<4 {
        let padded = row[column] + String(repeating: " ", count: widths[column] - DisplayWidth.of(row[column]) + 2)
        line += column == 0 && index > 0 ? palette.paint(padded, .key) : padded
      }
      line += Describe.short(row[4], room)
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  private func example(_ reference: ModelReference, _ schema: InputSchema) -> String {
    let required = schema.fields.filter(\.isRequired)
    let shown = required.isEmpty ? Array(schema.fields.prefix(1)) : required
    let inputs = shown.map { field -> String in
      let value: String
      if field.isFile {
        value = field.type == .array ? "[file(\"picture.png\")]" : "file(\"picture.png\")"
      } else if let first = field.allowedValues?.first {
        value = (try? JSON.text(first)) ?? "\"\""
      } else if !field.defaultValue.isNull, let text = try? JSON.text(field.defaultValue) {
        value = text
      } else {
        switch field.type {
        case .integer: value = Int(field.minimum ?? 1).description
        case .number: value = "\(field.minimum ?? 1)"
        case .boolean: value = "true"
        case .array: value = "[]"
        case .object: value = "{}"
        default: value = "\"an otter\""
        }
      }
      return "\(field.name): \(value)"
    }
    return "await predict \"\(reference.text)\" <\(inputs.joined(separator: ", "))>"
  }

  private func priceClass(_ model: Value, _ reference: ModelReference) -> String? {
    switch model["is_official"].bool {
    case true?: "official model, billed for what it makes, see https://replicate.com/\(reference.text)"
    case false?: "billed by the second that it runs, see https://replicate.com/\(reference.text)"
    case nil: nil
    }
  }
}
