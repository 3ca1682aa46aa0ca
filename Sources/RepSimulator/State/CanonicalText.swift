import RepValue

/// JSON text with sorted keys, so that equal inputs have equal texts.
func canonical(_ value: Value) -> String {
  if let pairs = value.pairs {
    let parts = pairs.sorted { $0.key < $1.key }.map { "\(String(reflecting: Value($0.key))):\(canonical($0.value))" }
    return "{\(parts.joined(separator: ","))}"
  }
  if let array = value.array { return "[\(array.map(canonical).joined(separator: ","))]" }
  if value.string == nil, let number = value.double { return "\(number)" }
  return String(reflecting: value)
}
