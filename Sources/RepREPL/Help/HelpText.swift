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
    var rows = PromptCommand.allCases.map { ($0.usage, $0.summary) }
    rows += PromptWord.allCases.map { ($0.usage, $0.summary) }
    rows += [
      ("_, _1, _error", "the last value, the one before, the last error"),
      ("TAB", "completes names, members, parameters, files, models, inputs"),
      ("Ctrl-C", "clears the line, or stops what runs"),
      ("Ctrl-R", "searches the history; Ctrl-X Ctrl-E opens $EDITOR"),
    ]
    // One screen of 24 lines.
    return """
      Any Rep expression or statement; an unfinished one goes on in the next line.
      \(table(rows))
      Try: help predict   help models   help "black-forest-labs/flux-schnell"
      """
  }

  /// What a name means; nil where there is none.
  func text(for name: String) -> String? {
    if let command = PromptCommand(rawValue: name.hasPrefix(":") ? String(name.dropFirst()) : "") {
      return "\(command.usage)  \(command.summary)"
    }
    var sections: [String] = []
    if let binding = session.binding(named: name) { sections.append(variable(binding)) }
    sections += builtinHelp.sections(for: name)
    if sections.isEmpty, let word = PromptWord(rawValue: name) { sections.append("\(word.usage)  \(word.summary)") }
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

  /// See ``HelpTable/text(_:wraps:)``.
  func table(_ rows: [(String, String)], wraps: Bool = true) -> String {
    HelpTable(palette: palette, width: width).text(rows, wraps: wraps)
  }

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
  var prices = PriceList()

  func text(_ reference: ModelReference, _ schema: InputSchema?, _ model: Value) -> String {
    var sections: [String] = []
    var heading = palette.paint(reference.text, .strong)
    if let about = model["description"].string, !about.isEmpty {
      heading += "\n" + TextWrap.lines(Describe.short(about, 4 * width), width: width).joined(separator: "\n")
    }
    sections.append(heading)
    if let price = price(model, reference) {
      sections.append(TextWrap.lines("Price: " + price, width: width, indent: 2).joined(separator: "\n"))
    }
    guard let schema else {
      sections.append("Its inputs are not known.")
      return sections.joined(separator: "\n\n")
    }
    sections.append(inputs(schema))
    sections.append("Example:\n  " + example(reference, schema))
    return sections.joined(separator: "\n\n")
  }

  /// A row for each input: what it takes beside its name, and what it is as far as there is room.
  private func inputs(_ schema: InputSchema) -> String {
    let rows = [("INPUT", "TAKES", "WHAT IT IS")] + schema.fields.map { ($0.name, takes($0), $0.description ?? "") }
    let names = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    let longest = rows.map { DisplayWidth.of($0.1) }.max() ?? 0
    let middle = min(longest, max((width - names - 4) * 3 / 5, 16))
    let room = width - names - middle - 5
    return rows.enumerated().map { index, row in
      let name = row.0 + String(repeating: " ", count: names - DisplayWidth.of(row.0) + 2)
      let takes = Describe.short(row.1, middle)
      var line = index == 0 ? name + takes : palette.paint(name, .key) + takes
      if room > 8, !row.2.isEmpty {
        line += String(repeating: " ", count: middle - DisplayWidth.of(takes) + 2) + Describe.short(row.2, room)
      }
      return line
    }.joined(separator: "\n")
  }

  /// What an input takes: type, range or choice, default.
  private func takes(_ field: InputField) -> String {
    let choices = field.allowedValues?.map(\.text)
    var text = choices?.joined(separator: ", ") ?? field.typeText
    if let range = field.rangeText { text += " " + range }
    if field.isRequired { return text + "; required" }
    guard !field.isSecret, !field.defaultValue.isNull else { return text }
    let value = Describe.short(field.defaultValue, 20)
    guard let choices else { return "\(text) = \(value)" }
    // A long list is cut, so the default stands first.
    return "= \(value), or " + choices.filter { $0 != field.defaultValue.text }.joined(separator: ", ")
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

  /// What the user's own prices say, else how the model is billed. Replicate's API tells no prices.
  private func price(_ model: Value, _ reference: ModelReference) -> String? {
    let name = reference.text.prefix { $0 != ":" }
    if let price = prices.prices[reference.text] ?? prices.prices[String(name)] {
      let parts = [(price.prediction, "a prediction"), (price.second, "a second")].filter { $0.0 > 0 }
      let known = parts.map { "\($0.0) \($0.1)" }.joined(separator: " and ")
      return "\(known.isEmpty ? "nothing" : known), by your prices.json"
    }
    switch model["is_official"].bool {
    case true?: return "official model, billed for what it makes, see https://replicate.com/\(name)"
    case false?: return "billed by the second that it runs, see https://replicate.com/\(name)"
    case nil: return nil
    }
  }
}
