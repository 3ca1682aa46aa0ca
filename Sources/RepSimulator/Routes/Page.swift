import RepValue

/// Cuts a list into pages with opaque cursors, as the service does: a cursor is base64 of `p=KEY`, or of `r=1&p=KEY`
/// for the page before.
///
/// A page begins after a key and not at a number, so that what is created meanwhile neither repeats nor hides anything.
struct Page<Item> {
  let items: [Item]
  let next: String?
  let previous: String?

  /// - Parameters:
  ///   - all: Every item in the order of the list; keys sort the same way, descending where `isDescending`.
  ///   - cursor: What the client sent; one that cannot be read is refused with 404, as the service's framework does.
  init(
    _ all: some Sequence<Item>, size: Int, cursor text: String?, isDescending: Bool = true, key: (Item) -> String
  ) throws(APIError) {
    var cursor: (key: String, isReverse: Bool)?
    if let text {
      guard let decoded = Self.decode(text) else { throw APIError(404, "Invalid cursor") }
      cursor = decoded
    }
    func isBeyond(_ item: Item, _ limit: String) -> Bool {
      isDescending ? key(item) < limit : key(item) > limit
    }
    var window: [Item] = []
    var hasMore = false
    var hasBefore = false
    if let cursor, cursor.isReverse {
      // The last `size` items in front of the key.
      for item in all {
        if isBeyond(item, cursor.key) || key(item) == cursor.key { break }
        window.append(item)
        if window.count > size {
          window.removeFirst()
          hasBefore = true
        }
      }
      hasMore = true
    } else {
      for item in all {
        if let cursor, !isBeyond(item, cursor.key) {
          hasBefore = true
          continue
        }
        if window.count == size {
          hasMore = true
          break
        }
        window.append(item)
      }
    }
    items = window
    next = hasMore ? window.last.map { Self.encode("p=" + PercentEncoding.encode(key($0))) } : nil
    previous = hasBefore ? window.first.map { Self.encode("r=1&p=" + PercentEncoding.encode(key($0))) } : nil
  }

  private static func encode(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

  private static func decode(_ text: String) -> (key: String, isReverse: Bool)? {
    guard let bytes = Base64.decode(text) else { return nil }
    let pairs = PercentEncoding.query(String(decoding: bytes, as: UTF8.self))
    guard let key = pairs.first(where: { $0.name == "p" })?.value else { return nil }
    return (key, pairs.contains { $0.name == "r" && $0.value == "1" })
  }
}

extension Page {
  /// The page object, its links on `url` with `filters`.
  func json(url: String, filters: [(name: String, value: String)] = [], _ convert: (Item) -> Value) -> Value {
    func link(_ cursor: String?) -> Value {
      guard let cursor else { return .null }
      let query = [("cursor", cursor)] + filters.map { ($0.name, $0.value) }
      return Value(
        url + "?" + query.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&"))
    }
    return ["next": link(next), "previous": link(previous), "results": Value(items.map(convert))]
  }
}
