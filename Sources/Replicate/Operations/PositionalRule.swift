/// What a call's first positional argument fills (rule R38 of the language).
public enum PositionalRule: Sendable, Equatable {
  /// One text `owner/name` or `owner/name:version` for these parameters.
  case reference(owner: String, name: String, version: String?)
  /// The only required parameter beside `input`.
  case single(String)
  /// Nothing: the parameters are given by name.
  case none
}

extension Operation {
  /// How this operation takes a positional argument.
  public var positionalRule: PositionalRule {
    let owner = parameters.first { $0.name == "owner" || $0.name.hasSuffix("_owner") }
    let name = parameters.first { $0.name == "name" || $0.name.hasSuffix("_name") }
    // A query of files.download is called owner too, but no name goes with it.
    if let owner, let name {
      return .reference(owner: owner.name, name: name.name, version: parameter(named: "version_id")?.name)
    }
    let required = parameters.filter { $0.isRequired && $0.name != "input" }
    return required.count == 1 ? .single(required[0].name) : .none
  }

  /// The named arguments that the positional text `text` stands for, in the table's order.
  ///
  /// - Throws: ``ReplicateError`` of kind `argument` where the text does not have the form, or the operation takes no
  ///   positional argument.
  public func arguments(fromPositional text: String) throws(ReplicateError) -> [(name: String, value: String)] {
    switch positionalRule {
    case .single(let parameter): return [(parameter, text)]
    case .none:
      let required = parameters.filter(\.isRequired).map(\.name)
      throw ReplicateError(
        .argument, "\(id) takes its arguments by name only",
        hint: required.isEmpty ? "write \(example)" : "they are " + required.joined(separator: ", ")
      ).of(self)
    case .reference(let owner, let name, let version):
      let form = version == nil ? "owner/name" : "owner/name:version"
      guard let slash = text.firstIndex(of: "/") else { throw malformed(text, form) }
      let ownerText = text[..<slash]
      let rest = text[text.index(after: slash)...]
      let colon = rest.firstIndex(of: ":") ?? rest.endIndex
      let nameText = rest[..<colon]
      guard !ownerText.isEmpty, !nameText.isEmpty, !nameText.contains("/") else { throw malformed(text, form) }
      var arguments = [(name: owner, value: String(ownerText)), (name: name, value: String(nameText))]
      if colon != rest.endIndex {
        let versionText = rest[rest.index(after: colon)...]
        guard let version, !versionText.isEmpty else { throw malformed(text, form) }
        arguments.append((version, String(versionText)))
      }
      return arguments
    }
  }

  private func malformed(_ text: String, _ form: String) -> ReplicateError {
    ReplicateError(.argument, "\(id): \"\(text)\" is not of the form \(form)", hint: "write \(example)").of(self)
  }
}
