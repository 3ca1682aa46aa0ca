@testable import Replicate

/// Takes multipart bodies apart, as strictly as RFC 7578 and RFC 2046 are.
enum MultipartReader {
  struct Part: Sendable {
    var name: String
    var filename: String?
    var contentType: String?
    var body: [UInt8]
  }

  /// The parts of a request's body; nil where it is not multipart or not well formed.
  static func parts(of request: ReceivedRequest) -> [Part]? {
    guard let type = request.header("content-type"), let at = type.firstRange(ofASCII: "boundary=") else { return nil }
    let boundary = type[type.utf8.index(at, offsetBy: 9)...]
    let delimiter = Array("\r\n--\(boundary)".utf8)
    var rest = Array("\r\n".utf8) + request.body
    guard rest.starts(with: delimiter) else { return nil }
    rest.removeFirst(delimiter.count)
    var parts: [Part] = []
    while !rest.starts(with: Array("--".utf8)) {
      guard rest.starts(with: Array("\r\n".utf8)), let end = rest.position(of: delimiter),
        let headEnd = rest.position(of: Array("\r\n\r\n".utf8))
      else { return nil }
      let head = String(decoding: rest[2..<headEnd], as: UTF8.self)
      guard let name = parameter("name", in: head) else { return nil }
      let typeLine = head.split(separator: "\r\n").first { $0.hasPrefix("Content-Type: ") }
      parts.append(
        Part(
          name: name, filename: parameter("filename", in: head),
          contentType: typeLine.map { String($0.dropFirst(14)) }, body: Array(rest[(headEnd + 4)..<end])))
      rest.removeFirst(end + delimiter.count)
    }
    return rest == Array("--\r\n".utf8) ? parts : nil
  }

  private static func parameter(_ name: String, in head: String) -> String? {
    let parts = head.split(separator: "; \(name)=\"", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[1].prefix { $0 != "\"" }) : nil
  }
}
