/// Reads `multipart/form-data` (RFC 7578) as it arrives.
///
/// Feed it pieces of any size; what is large is copied once, into the part it belongs to.
struct MultipartReader {
  struct Part: Sendable {
    var name: String
    var filename: String?
    var contentType: String?
    var bytes: [UInt8] = []
  }

  enum Failure: Error, Equatable {
    case malformed, tooLarge
  }

  private enum Place {
    case preamble, headers, body, end
  }

  private let delimiter: [UInt8]
  private let limit: Int
  private var place = Place.preamble
  private var pending: [UInt8] = [0x0d, 0x0a]
  private var size = 0
  private(set) var parts: [Part] = []

  /// - Parameters:
  ///   - contentType: The request's header, for its boundary; nil where it has none.
  ///   - limit: The most bytes of all parts together.
  init?(contentType: String, limit: Int) {
    let fields = contentType.split(separator: ";").map { $0.trimmed }
    guard fields.first?.lowercased() == "multipart/form-data",
      let field = fields.first(where: { $0.lowercased().hasPrefix("boundary=") })
    else { return nil }
    let boundary = field.dropFirst("boundary=".count).unquoted
    guard !boundary.isEmpty, boundary.utf8.count <= 70 else { return nil }
    delimiter = [0x0d, 0x0a, 0x2d, 0x2d] + Array(boundary.utf8)
    self.limit = limit
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) throws(Failure) {
    pending.append(contentsOf: bytes)
    while try advance() {}
  }

  /// All parts, once everything was fed.
  func finish() throws(Failure) -> [Part] {
    guard case .end = place else { throw .malformed }
    return parts
  }

  /// Consumes what it can of `pending`; false when more bytes are needed.
  private mutating func advance() throws(Failure) -> Bool {
    switch place {
    case .end: return false
    case .preamble, .body:
      guard let start = position(of: delimiter) else {
        // All but what may be the beginning of a delimiter belongs to the body.
        let certain = max(0, pending.count - delimiter.count)
        try take(certain)
        return false
      }
      let after = start + delimiter.count
      guard pending.count >= after + 2 else { return false }
      let isLast = pending[after] == 0x2d && pending[after + 1] == 0x2d
      guard isLast || (pending[after] == 0x0d && pending[after + 1] == 0x0a) else { throw .malformed }
      try take(start)
      // The line end before the headers stays, so that "no headers at all" looks like their end.
      pending.removeFirst(isLast ? pending.count : delimiter.count)
      place = isLast ? .end : .headers
      return !isLast
    case .headers:
      guard let end = position(of: [0x0d, 0x0a, 0x0d, 0x0a]) else {
        guard pending.count <= 16_384 else { throw .malformed }
        return false
      }
      parts.append(try Self.part(String(decoding: pending[..<end], as: UTF8.self)))
      pending.removeFirst(end + 4)
      place = .body
      return true
    }
  }

  private mutating func take(_ count: Int) throws(Failure) {
    if case .body = place {
      size += count
      guard size <= limit else { throw .tooLarge }
      parts[parts.count - 1].bytes += pending[..<count]
    }
    pending.removeFirst(count)
  }

  private func position(of pattern: [UInt8]) -> Int? {
    guard pending.count >= pattern.count else { return nil }
    return pending.withUnsafeBufferPointer { bytes in
      var index = 0
      let last = bytes.count - pattern.count
      while index <= last {
        if bytes[index] == pattern[0] {
          var length = 1
          while length < pattern.count, bytes[index + length] == pattern[length] { length += 1 }
          if length == pattern.count { return index }
        }
        index += 1
      }
      return nil
    }
  }

  private static func part(_ headers: String) throws(Failure) -> Part {
    var part: Part?
    var contentType: String?
    for line in headers.split(whereSeparator: \.isNewline) {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides.count == 2 else { throw .malformed }
      switch sides[0].lowercased() {
      case "content-disposition":
        let parameters = parameters(of: sides[1])
        guard let name = parameters["name"] else { throw .malformed }
        part = Part(name: name, filename: parameters["filename"])
      case "content-type": contentType = sides[1].trimmed
      default: break
      }
    }
    guard var part else { throw .malformed }
    part.contentType = contentType
    return part
  }

  /// `form-data; name="a"; filename="b;c"` as names and values. Browsers and httpx write `"` as `%22`.
  private static func parameters(of header: Substring) -> [String: String] {
    var parameters: [String: String] = [:]
    var isQuoted = false
    let fields = header.split { character in
      if character == "\"" { isQuoted.toggle() }
      return character == ";" && !isQuoted
    }
    for field in fields {
      let sides = field.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { continue }
      let value = Substring(sides[1].trimmed).unquoted
      parameters[sides[0].trimmed.lowercased()] = PercentEncoding.decode(value)
    }
    return parameters
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    let start = firstIndex { !$0.isWhitespace } ?? endIndex
    let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
    return String(self[start..<end])
  }

  fileprivate var unquoted: String {
    guard count >= 2, first == "\"", last == "\"" else { return String(self) }
    return String(dropFirst().dropLast()).replacing("\\\"", with: "\"")
  }
}
