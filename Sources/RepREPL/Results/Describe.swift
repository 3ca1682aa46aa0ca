import Rep
import RepRuntime
import RepSyntax
import RepValue

/// Values and variables in a few words.
enum Describe {
  /// `string`, `list of 3`, `object of 5`, `prediction`.
  static func type(of value: Value) -> String {
    switch value {
    case .list(let list): "list of \(list.count)"
    case .object(let object): "object of \(object.liveCount)"
    default: value.typeName
    }
  }

  /// How a variable was bound, and what it holds.
  static func kind(of binding: SessionProgram.Binding) -> String {
    switch binding.kind {
    case .module: "module"
    case .function: FunctionSignature(of: binding.value)?.text ?? "fn"
    default: "\(binding.kind.rawValue)  \(type(of: binding.value))"
    }
  }

  /// One line of a value or a text, cut to a width.
  static func short(_ value: Value, _ width: Int) -> String {
    short(value.string ?? (try? JSON.text(value)) ?? value.text, width)
  }

  /// One line of a text, cut to a width.
  static func short(_ text: String, _ width: Int) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return Printable.text(line.count > width ? line.prefix(width - 1) + "…" : line)
  }
}

extension Value {
  /// What members can be read of: an object, or what stands for a thing of the host in JSON.
  var asJSONObject: Value {
    if case .opaque(let opaque) = self, let json = opaque.jsonValue { return json }
    return self
  }
}
