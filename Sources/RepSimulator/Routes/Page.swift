import RepValue

/// Where a page begins: base64 of `p=KEY`, or of `r=1&p=KEY` for the page before, as the service has it.
struct PageCursor {
  /// The page begins after it, or ends before it.
  let key: String
  let isReverse: Bool

  init(key: String, isReverse: Bool) { (self.key, self.isReverse) = (key, isReverse) }

  /// Nil for a text that is no cursor.
  init?(_ text: String) {
    guard let bytes = Base64.decode(text) else { return nil }
    let pairs = PercentEncoding.query(String(decoding: bytes, as: UTF8.self))
    guard let key = pairs.first(where: { $0.name == "p" })?.value else { return nil }
    self.init(key: key, isReverse: pairs.contains { $0.name == "r" && $0.value == "1" })
  }

  var text: String { Base64.encode(Array(((isReverse ? "r=1&p=" : "p=") + PercentEncoding.encode(key)).utf8)) }
}

/// Cuts a list into pages with opaque cursors, as the service does.
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
    var cursor: PageCursor?
    if let text {
      guard let decoded = PageCursor(text) else { throw APIError(404, "Invalid cursor") }
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
      var isInFront = cursor != nil
      for item in all {
        isInFront = isInFront && cursor.map { !isBeyond(item, $0.key) } ?? false
        if isInFront {
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
    next = hasMore ? window.last.map { PageCursor(key: key($0), isReverse: false).text } : nil
    previous = hasBefore ? window.first.map { PageCursor(key: key($0), isReverse: true).text } : nil
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
