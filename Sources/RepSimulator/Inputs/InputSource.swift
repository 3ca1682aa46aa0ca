/// Reads the files that inputs name: data URLs, what was uploaded here, what models here made, and files of servers on
/// this machine. What lies on the network is not fetched: its URL stands in for its contents.
struct InputSource: InputFiles {
  let api: API

  func read(_ url: String) async throws(InputFileError) -> [UInt8] {
    if url.lowercased().hasPrefix("data:") { return try Self.decodeDataURL(url) }
    let origins = api.origins
    if url.hasPrefix("\(origins.api)/v1/files/") { return try uploaded(url.dropFirst(origins.api.count + 10)) }
    if url.hasPrefix(origins.delivery) { return try delivered(String(url.dropFirst(origins.delivery.count))) }
    if Loopback.isHost(of: url) { return try await Loopback.read(url) }
    return Array(url.utf8)
  }

  private func uploaded(_ path: Substring) throws(InputFileError) -> [UInt8] {
    let id = String(path.prefix { $0 != "/" && $0 != "?" })
    let now = api.clock.now
    guard let file = api.world.withLock({ $0.files[id] }), now < file.expiresAt else {
      throw InputFileError(message: "Failed to download the input file \(id): 404 Not Found")
    }
    return file.bytes
  }

  private func delivered(_ path: String) throws(InputFileError) -> [UInt8] {
    let now = api.clock.now
    let artifact = api.world.withLock { world -> Artifact? in
      guard let stored = world.artifacts[path], let record = world.record(stored.predictionID),
        !record.isDataRemoved(at: now, retention: api.configuration.outputRetention)
      else { return nil }
      return stored.artifact
    }
    guard let artifact else {
      throw InputFileError(message: "Failed to download the input file \(path): 404 Not Found")
    }
    return artifact.contents()
  }

  /// The bytes of a data URL (RFC 2397).
  static func decodeDataURL(_ url: String) throws(InputFileError) -> [UInt8] {
    guard let comma = url.firstIndex(of: ",") else {
      throw InputFileError(message: "The data URL of an input file has no comma")
    }
    let data = url[url.index(after: comma)...]
    guard url[..<comma].lowercased().hasSuffix(";base64") else { return Array(PercentEncoding.decode(data).utf8) }
    guard let bytes = Base64.decode(data) else {
      throw InputFileError(message: "The data URL of an input file is not valid base64")
    }
    return bytes
  }
}
