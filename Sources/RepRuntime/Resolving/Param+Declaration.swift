import RepSyntax

extension Program.Param {
  /// The params that a script declares, in order; also of a script that does not compile.
  public static func declared(in tree: SyntaxTree) -> [Program.Param] {
    tree.statements.compactMap { statement in
      guard case .param(let param) = statement.kind else { return nil }
      return Program.Param(param, documentation: statement.documentation, in: tree.source)
    }
  }

  /// Describes a declaration. Without a type it is that of the default, else `string` (R36).
  init(_ param: ParamDeclaration, documentation: String?, in source: Source) {
    var type = param.type?.text
    if type == nil, let value = param.defaultValue.flatMap(Compiler.constant) {
      if case .null = value { type = "string" } else { type = value.typeName }
    }
    self.init(
      name: param.name.text, type: type ?? "string", isRequired: param.defaultValue == nil,
      defaultText: param.defaultValue.map { source.text($0.span) }, documentation: documentation)
  }
}
