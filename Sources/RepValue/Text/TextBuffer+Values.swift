extension TextBuffer {
  /// Appends the text form of a value (rule R18): strings as they are, others as compact JSON, a thing of the host as
  /// it shows itself, a function as `<fn name>`.
  @inlinable
  public mutating func append(text value: Value) {
    switch value {
    case .string(let string): append(string)
    case .int(let int): append(int)
    default: appendOther(text: value)
    }
  }

  @usableFromInline
  mutating func appendOther(text value: Value) {
    if case .opaque(let opaque) = value {
      append(opaque.displayText)
    } else {
      var writer = JSONWriter(mode: .display, indentation: 0)
      // Displaying refuses nothing.
      _ = writer.write(value, into: &self)
    }
  }

  /// Appends a value as compact JSON; what JSON cannot hold is shown as by `append(text:)`.
  public mutating func append(json value: Value) {
    var writer = JSONWriter(mode: .display, indentation: 0)
    _ = writer.write(value, into: &self)
  }
}

extension Value {
  /// The text form of the value (rule R18).
  public var text: String {
    if case .string(let string) = self { return string.text }
    var buffer = TextBuffer(minimumCapacity: 64)
    buffer.append(text: self)
    return buffer.text
  }

  /// The text form of the value as a string value's storage.
  public var textStorage: StringStorage {
    if case .string(let string) = self { return string }
    var buffer = TextBuffer(minimumCapacity: 64)
    buffer.append(text: self)
    return buffer.makeString()
  }
}

extension Value: CustomStringConvertible, CustomDebugStringConvertible {
  /// The text form of the value (rule R18).
  public var description: String { text }

  /// The value as compact JSON.
  public var debugDescription: String {
    var buffer = TextBuffer(minimumCapacity: 64)
    buffer.append(json: self)
    return buffer.text
  }
}
