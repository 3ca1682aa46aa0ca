import RepValue

extension Arguments {
  /// Where in its list a further page begins, as the server names it; nil for the first page.
  public var position: String? {
    guard !nextPage.isEmpty else { return nil }
    if let cursor = nextPage.first(where: { $0.name == "cursor" }) { return cursor.value }
    return nextPage.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  /// The arguments for the page after `page`, or nil where it is the last one.
  ///
  /// Of the `next` link only the query is taken; host, scheme and path stay those of the configured API, so that the
  /// token goes nowhere else. The filters of this call are kept where the link does not repeat them. `"null"` as a text
  /// means no next page, as one endpoint of the API writes it.
  ///
  /// - Throws: ``ReplicateError`` of kind `server` where the link cannot be understood or leads back to the same page.
  public func next(after page: Value) throws(ReplicateError) -> Arguments? {
    let link = page["next"]
    if link.isNull || link.string == "null" || link.string == "" { return nil }
    guard let text = link.string, let mark = text.firstIndex(of: "?") else {
      throw ReplicateError(.server, "the link to the next page cannot be understood")
    }
    let query = text[text.index(after: mark)...].prefix { $0 != "#" }
    var arguments = self
    arguments.nextPage = query.split(separator: "&").map { item in
      let equals = item.firstIndex(of: "=") ?? item.endIndex
      return QueryItem(
        name: PercentEncoding.decode(item[..<equals], plusIsSpace: false),
        value: PercentEncoding.decode(item[equals...].dropFirst(), plusIsSpace: false))
    }
    guard !arguments.nextPage.isEmpty, arguments.position != position else {
      throw ReplicateError(.server, "the link to the next page leads back to the same page")
    }
    return arguments
  }
}
