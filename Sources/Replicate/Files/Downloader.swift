import NIOCore
import NIOHTTP1

/// Fetches files that models made. The token stays at home: it is sent to the API's own origin only, and there only
/// where the file cannot be had without it.
struct Downloader: Sendable {
  /// Redirects followed for one file.
  static let redirectLimit = 5

  let client: ReplicateClient

  /// What a download is about to give.
  struct Source {
    let contentType: String
    /// The name in the address's path.
    let name: String
    let pieces: ByteStream
    /// Bytes to come, or nil where the server does not say.
    let length: Int?
  }

  /// Fetches `text`, an `http`, `https` or `data` URL, into a new file at `path`, which must not exist. After a failure
  /// there is no such file.
  ///
  /// - Returns: the media type and the name that the file has at its source.
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  func download(_ text: String, to path: String) async throws -> (contentType: String, name: String) {
    if let kept = await KeptFilesContext.current?.copy(of: text), let source = try? keptSource(kept, text) {
      try await write(source, to: path)
      return (source.contentType, source.name)
    }
    return try await retrying {
      let source = try await open(text)
      try await write(source, to: path)
      return (source.contentType, source.name)
    }
  }

  /// Fetches `text`, an `http`, `https` or `data` URL, into memory.
  ///
  /// - Throws: ``ReplicateError``, of kind `argument` for more than `limit` bytes, or `CancellationError`.
  func contents(of text: String, limit: Int) async throws -> (contentType: String, bytes: [UInt8]) {
    try await retrying {
      let source = try await open(text)
      var bytes: [UInt8] = []
      do {
        var pieces = source.pieces.makeAsyncIterator()
        while let piece = try await pieces.next(isolation: nil) {
          bytes.append(contentsOf: piece.readableBytesView)
          guard bytes.count <= limit else {
            throw ReplicateError(
              .argument, "the file is larger than \(limit >> 20) MB", hint: "`save url, to: \"out/\"` keeps it in a file")
          }
        }
      } catch let error as TransportError {
        try Task.checkCancellation()
        throw ReplicateError(.network, "the download broke off: \(error.reason)")
      }
      if let length = source.length, bytes.count != length {
        throw ReplicateError(.network, "the download ended after \(bytes.count) of \(length) bytes")
      }
      return (source.contentType, bytes)
    }
  }

  /// The first bytes of `text`, an `http`, `https` or `data` URL; what follows them is not fetched. Tried once.
  ///
  /// - Returns: `limit` bytes at most, and how many there are in all where the server says.
  /// - Throws: ``ReplicateError``, or `CancellationError`.
  func beginning(of text: String, limit: Int) async throws -> (bytes: [UInt8], size: Int?) {
    let source = try await open(text)
    var bytes: [UInt8] = []
    do {
      var pieces = source.pieces.makeAsyncIterator()
      while bytes.count < limit, let piece = try await pieces.next(isolation: nil) {
        bytes.append(contentsOf: piece.readableBytesView.prefix(limit - bytes.count))
      }
    } catch let error as TransportError {
      try Task.checkCancellation()
      throw ReplicateError(.network, "the download broke off: \(error.reason)")
    }
    let isWhole = bytes.count < limit
    if let length = source.length, isWhole, bytes.count != length {
      throw ReplicateError(.network, "the download ended after \(bytes.count) of \(length) bytes")
    }
    return (bytes, source.length ?? (isWhole ? bytes.count : nil))
  }

  /// Repeats what may work the next time.
  private func retrying<Result>(_ body: () async throws -> Result) async throws -> Result {
    var attempt = 1
    let policy = client.configuration.retries
    while true {
      do {
        return try await body()
      } catch let error as ReplicateError {
        let isTransient = [.network, .server, .throttled].contains(error.kind)
        guard isTransient, attempt < policy.maximumAttempts else { throw error }
        let delay = policy.delay(afterAttempt: attempt, random: client.configuration.time.random())
        attempt += 1
        let asked = error.retryAfter ?? 0
        guard asked <= policy.throttlePatience else { throw error }
        try await client.configuration.time.sleep(max(delay, asked))
      }
    }
  }

  /// Whether the server says that what was at an address is there no more. What cannot be asked is taken to be there.
  ///
  /// - Throws: `CancellationError`.
  func isGone(_ url: String) async throws -> Bool {
    guard let address = WebAddress(url) else { return false }
    do {
      let (response, _) = try await fetch(address, range: "bytes=0-0")
      return [404, 410].contains(response.status) || failure(response, address).kind == .outputGone
    } catch is ReplicateError {
      return false
    }
  }

  private func keptSource(_ kept: KeptFile, _ url: String) throws(ReplicateError) -> Source? {
    guard let address = WebAddress(url) else { return nil }
    let (pieces, size, _) = try UploadSource(path: kept.path).open()
    return Source(contentType: kept.contentType, name: name(of: address, address), pieces: pieces, length: size)
  }

  private func open(_ text: String) async throws -> Source {
    if let data = DataURL(text) {
      let pieces = OnePiece(piece: ByteBuffer(bytes: data.bytes))
      return Source(contentType: data.contentType, name: "output", pieces: pieces, length: data.bytes.count)
    }
    guard let address = WebAddress(text) else {
      throw ReplicateError(.argument, "not an address that can be downloaded: \(text.prefix(200))")
    }
    let (response, last) = try await fetch(address)
    guard (200..<300).contains(response.status) else { throw failure(response, address) }
    let isEncoded = response.headers.contains(name: "content-encoding")
    return Source(
      contentType: ContentType.of(header: response.headers.first(name: "content-type")) ?? ContentType.unknown,
      name: name(of: address, last), pieces: response.body,
      length: isEncoded ? nil : response.headers.first(name: "content-length").flatMap(Int.init))
  }

  /// Follows redirects by hand: whatever a redirect points at gets no token that it did not earn by its own origin.
  private func fetch(_ first: WebAddress, range: String? = nil) async throws -> (HTTPResponse, WebAddress) {
    var address = first
    for _ in 0...Self.redirectLimit {
      var response = try await get(address, token: nil, range)
      let isOwn = client.configuration.baseURL.isOrigin(of: address)
      if response.status == 401, isOwn, let token = client.configuration.token {
        response = try await get(address, token: token, range)
      }
      guard [301, 302, 303, 307, 308].contains(response.status),
        let location = response.headers.first(name: "location")
      else { return (response, address) }
      guard let next = address.resolving(location), !(address.scheme == "https" && next.scheme == "http") else {
        throw ReplicateError(.server, "cannot download \(shown(first)): it redirects to \(location)")
      }
      if let mayDownload = client.configuration.mayDownload, !mayDownload(next.host) {
        throw ReplicateError(
          .permission, "cannot download \(shown(first)): it redirects to \(next.host), which is not permitted")
      }
      address = next
    }
    throw ReplicateError(.server, "cannot download \(shown(first)): more than \(Self.redirectLimit) redirects")
  }

  private func get(_ address: WebAddress, token: APIToken?, _ range: String?) async throws -> HTTPResponse {
    var headers: HTTPHeaders = ["User-Agent": client.configuration.userAgent, "Accept": "*/*"]
    if let token { headers.add(name: "Authorization", value: token.authorization) }
    if let range { headers.add(name: "Range", value: range) }
    do {
      return try await client.transport.send(HTTPRequest(.get, address, headers: headers, lane: .transfer))
    } catch let error as TransportError {
      try Task.checkCancellation()
      throw ReplicateError(.network, "cannot download \(shown(address)): \(error.reason)")
    }
  }

  private func write(_ source: Source, to path: String) async throws {
    let file = try LocalFile.create(path)
    do {
      var written = 0
      var pieces = source.pieces.makeAsyncIterator()
      while let piece = try await pieces.next(isolation: nil) {
        try TransferAllowance.take(piece.readableBytes, .download)
        try await file.write(piece)
        written += piece.readableBytes
      }
      if let length = source.length, written != length {
        throw ReplicateError(.network, "the download ended after \(written) of \(length) bytes")
      }
    } catch let error as TransportError {
      LocalFile.remove(path)
      try Task.checkCancellation()
      throw ReplicateError(.network, "the download broke off: \(error.reason)")
    } catch {
      LocalFile.remove(path)
      throw error
    }
  }

  private func failure(_ response: HTTPResponse, _ address: WebAddress) -> ReplicateError {
    var error = ReplicateError(
      ErrorAnswer.kind(status: response.status),
      "cannot download \(shown(address)): the server answered with status \(response.status)", status: response.status,
      retryAfter: RetryAfter.seconds(headers: response.headers, now: client.configuration.time.now()))
    let isDelivery = address.host == "replicate.delivery" || address.host.hasSuffix(".replicate.delivery")
    if isDelivery, [403, 404, 410].contains(response.status) {
      error.kind = .outputGone
      error.hint = ErrorHints.outputGone
    }
    return error
  }

  /// An address for messages: what follows `?` may be a signature.
  private func shown(_ address: WebAddress) -> String { address.origin + address.path }

  private func name(of first: WebAddress, _ last: WebAddress) -> String {
    for address in [first, last] {
      let part = address.path.split(separator: "/").last.map { PercentEncoding.decode($0) } ?? ""
      if ContentType.fileExtension(of: part) != nil { return part }
    }
    return first.path.split(separator: "/").last.map { PercentEncoding.decode($0) } ?? "output"
  }
}
