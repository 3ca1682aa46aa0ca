import RepRuntime
import RepSyntax

/// Built-ins explained, at the prompt and by `rep actions`.
package struct BuiltinHelp {
  let builtins: BuiltinSet
  let table: HelpTable

  package init(builtins: BuiltinSet, isColored: Bool, width: Int) {
    self.init(builtins: builtins, table: HelpTable(palette: Palette(isColored: isColored), width: width))
  }

  init(builtins: BuiltinSet, table: HelpTable) {
    self.builtins = builtins
    self.table = table
  }

  /// What a name means: a function, methods of that name, or a group; empty where there is none. `list.map` is the method
  /// of one type.
  package func sections(for name: String) -> [String] {
    var sections: [String] = []
    if let builtin = builtins.function(named: name) { sections.append(text(of: builtin)) }
    let methods = builtins.methods.filter { method in
      method.name == name || "\(Self.bare(method.receiver?.description ?? "")).\(method.name)" == name
    }
    sections += methods.map { text(of: $0) }
    if builtins.isGroup(name) {
      sections.append(table.text(builtins.functions.filter { $0.name.hasPrefix(name + ".") }.map { ($0.name, $0.summary) }))
    }
    return sections
  }

  private func text(of builtin: Builtin) -> String {
    let required = builtin.parameters.filter { $0.isRequired && !$0.isNamedOnly }.map(\.name)
    let rest = builtin.parameters.filter(\.isRest).map { "...\($0.name)" }
    let options = builtin.parameters.filter { !$0.isRequired && !$0.isRest || $0.isNamedOnly }
      .map { $0.isRequired ? "\($0.name):" : "\($0.name)?" }
    let call = "\(builtin.name)(\((required + rest + options).joined(separator: ", ")))"
    let heading = builtin.receiver.map { "\(Self.bare($0.description)).\(call)" } ?? call
    let shown = TextWrap.lines(heading, width: table.width, indent: 2).map { table.palette.paint($0, .strong) }
    var sections = [(shown + TextWrap.lines(builtin.summary, width: table.width)).joined(separator: "\n")]
    let rows = builtin.parameters.map { parameter in
      let allowed = parameter.allowedValues.isEmpty ? "" : " (\(parameter.allowedValues.joined(separator: ", ")))"
      let needed = parameter.isRequired ? ", required" : ""
      return (parameter.name, "\(parameter.types.description)\(needed)  \(parameter.summary)\(allowed)")
    }
    if !rows.isEmpty { sections.append(table.text(rows)) }
    if !builtin.examples.isEmpty { sections.append(builtin.examples.map { "  " + $0 }.joined(separator: "\n")) }
    return sections.joined(separator: "\n\n")
  }

  /// `list` of `a list`.
  private static func bare(_ description: String) -> String {
    let words = description.split(separator: " ").filter { $0 != "a" && $0 != "an" }
    return words.joined(separator: " ")
  }
}

/// Names with what they mean, in two columns.
struct HelpTable {
  let palette: Palette
  let width: Int

  /// - Parameter wraps: what is too long goes on in the next line; else it is cut.
  func text(_ rows: [(String, String)], wraps: Bool = true) -> String {
    let column = rows.map { DisplayWidth.of($0.0) }.max() ?? 0
    let room = max(width - column - 5, 20)
    return rows.map { name, about in
      let gap = String(repeating: " ", count: column - DisplayWidth.of(name) + 2)
      let lines = wraps ? TextWrap.lines(about, width: room) : [Describe.short(about, room)]
      let rest = lines.dropFirst().map { "\n" + String(repeating: " ", count: column + 4) + $0 }.joined()
      return "  " + palette.paint(name, .key) + gap + (lines.first ?? "") + rest
    }.joined(separator: "\n")
  }
}
