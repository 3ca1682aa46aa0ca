import RepRuntime

/// The help of a script: its own documentation, and its params as flags.
enum ScriptHelp {
  /// The text that `rep run FILE --help` prints.
  static func text(of params: [Program.Param], _ documentation: String?, name: String) -> String {
    var sections: [String] = []
    if let documentation { sections.append("OVERVIEW: \(documentation)") }
    sections.append(Text.wrapped("USAGE: rep run \(name)", params.map { usage(of: $0) }))
    if !params.isEmpty {
      let rows = params.map { [flag(of: $0), explanation(of: $0)] }
      sections.append("PARAMS:\n" + TextTable.definitions(rows))
    }
    sections.append("The flags of `rep run` (--local, --json, --timeout …) work here too: `rep run --help`.")
    return sections.joined(separator: "\n\n")
  }

  private static func usage(of param: Program.Param) -> String {
    let flag = flag(of: param) + (param.type == "list" ? " ..." : "")
    return param.isRequired ? flag : "[\(flag)]"
  }

  private static func flag(of param: Program.Param) -> String {
    let name = ScriptArguments.flag(param.name)
    return param.type == "bool" ? "--\(name)/--no-\(name)" : "--\(name) <\(param.type)>"
  }

  private static func explanation(of param: Program.Param) -> String {
    var parts: [String] = []
    if let documentation = param.documentation { parts.append(documentation) }
    if param.isRequired { parts.append("(required)") }
    // A secret's default is nobody's business.
    if let text = param.defaultText, text != "null", param.type != "secret" { parts.append("(default: \(text))") }
    return parts.joined(separator: " ")
  }
}
