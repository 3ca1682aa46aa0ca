import RepSyntax
import RepValue

/// How a function value is called: for help and completion.
public struct FunctionSignature: Sendable {
  /// One parameter.
  public struct Parameter: Sendable {
    /// Its name.
    public let name: String
    /// True when a call need not give it.
    public let isOptional: Bool
    /// True when it takes all remaining arguments.
    public let isRest: Bool
  }

  /// The function's name; nil for a lambda.
  public let name: String?
  /// Its parameters, in order.
  public let parameters: [Parameter]

  /// Reads a function; nil for any other value.
  public init?(of value: Value) {
    guard case .function(let storage) = value else { return nil }
    switch storage.kind {
    case FunctionKind.closure:
      let info = unsafeDowncast(storage, to: Closure.self).code.pointee.info
      name = info.name
      parameters = info.parameterNames.enumerated().map { index, name in
        let isRest = info.hasRest && index == info.parameterNames.count - 1
        return Parameter(name: name, isOptional: isRest || info.hasDefault[index], isRest: isRest)
      }
    case FunctionKind.builtin:
      let builtin = unsafeDowncast(storage, to: BuiltinFunction.self).builtin
      name = builtin.name
      parameters = builtin.parameters.map {
        Parameter(name: $0.name, isOptional: !$0.isRequired, isRest: $0.isRest)
      }
    default: return nil
    }
  }

  /// `name(a, b?, ...rest)`
  public var text: String {
    let list = parameters.map { $0.isRest ? "...\($0.name)" : $0.name + ($0.isOptional ? "?" : "") }
    return "\(name ?? "fn")(\(list.joined(separator: ", ")))"
  }
}
