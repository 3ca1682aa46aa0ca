import RepValue

/// The arguments of one call: values by parameter name, and what is no JSON.
public struct Arguments: Sendable, ExpressibleByDictionaryLiteral {
  /// An object of parameter names to values. A missing key and `null` are the same.
  public var values: Value
  /// The bytes for the parameter `content` of `files.create`.
  public var content: UploadSource?
  /// Query items that the previous page's `next` link gave; they win over those of ``values``.
  var nextPage: [QueryItem] = []

  /// Arguments from an object of parameter names to values.
  public init(_ values: Value) { self.values = values }

  /// Arguments of `files.create`.
  public init(_ values: Value = [:], content: UploadSource?) {
    (self.values, self.content) = (values, content)
  }

  /// Arguments by parameter name: `["model_owner": "replicate"]`.
  public init(dictionaryLiteral elements: (String, Value)...) {
    var values: Value = [:]
    for (name, value) in elements { values[name] = value }
    self.init(values)
  }
}

/// One item of a query, not yet encoded.
struct QueryItem: Sendable, Equatable {
  var name: String
  var value: String
}
