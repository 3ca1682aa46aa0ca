import Crypto
import RepValue

extension API {
  func file(of call: Call) throws(APIError) -> FileRecord {
    guard let file = world.withLock({ $0.files[call[parameter: "file_id"]] }), call.now < file.expiresAt else {
      throw .fileNotFound
    }
    return file
  }

  func listFiles(_ call: Call) throws(APIError) -> Reply {
    let files = world.withLock { Array($0.files.values) }.filter { call.now < $0.expiresAt }
      .map { (key: "\($0.createdAt.iso8601) \($0.id)", file: $0) }.sorted { $0.key > $1.key }
    let page = try Page(files, size: configuration.predictionPageSize, cursor: call.queryValue("cursor"), key: \.key)
    return .json(page.json(url: "\(origins.api)/v1/files") { $0.file.json(origins) })
  }

  func createFile(_ call: Call) async throws(APIError) -> Reply {
    let parts = try await multipart(call)
    func field(_ name: String) -> String? {
      parts.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    guard let content = parts.first(where: { $0.name == "content" }) else {
      throw .invalid([InvalidField(type: "required", field: "(root)", description: "content is required")])
    }
    guard let name = field("filename") ?? content.filename, !name.isEmpty else {
      throw .invalid([InvalidField(type: "required", field: "(root)", description: "filename is required")])
    }
    guard name.utf8.count <= 255 else {
      throw .invalid([
        InvalidField(
          type: "string_lte", field: "filename", description: "String length must be less than or equal to 255")
      ])
    }
    var metadata: Value = [:]
    if let text = field("metadata") {
      guard let value = try? JSON.parse(text), value.pairs != nil else {
        throw .invalid([
          InvalidField(
            type: "invalid_type", field: "metadata", description: "Invalid type. Expected: object, given: string")
        ])
      }
      metadata = value
    }
    let file = FileRecord(
      id: newIdentifier(), name: name,
      contentType: field("type") ?? content.contentType ?? "application/octet-stream", metadata: metadata,
      bytes: content.bytes, createdAt: call.now, expiresAt: call.now + configuration.fileRetention)
    world.withLock { $0.files[file.id] = file }
    return .json(file.json(origins), status: 201)
  }

  private func multipart(_ call: Call) async throws(APIError) -> [MultipartReader.Part] {
    guard var reader = MultipartReader(contentType: call.header("content-type") ?? "", limit: configuration.uploadLimit)
    else { throw APIError(415, title: "Unsupported media type", "The request must be multipart/form-data") }
    do {
      for try await piece in call.request.body { try reader.feed(piece.readableBytesView) }
      return try reader.finish()
    } catch MultipartReader.Failure.tooLarge {
      throw .fileTooLarge
    } catch {
      throw .malformed("The multipart body is malformed or ended early.")
    }
  }

  func deleteFile(_ call: Call) throws(APIError) -> Reply {
    let file = try file(of: call)
    world.withLock { _ = $0.files.removeValue(forKey: file.id) }
    return .empty(204)
  }

  func downloadFile(_ call: Call) throws(APIError) -> Reply {
    let file = try file(of: call)
    guard let owner = call.queryValue("owner"), let expiry = call.queryValue("expiry"), let seconds = Int64(expiry),
      let signature = call.queryValue("signature").flatMap({ Base64.decode($0.replacing(" ", with: "+")) }),
      call.now.secondsSince1970 < seconds
    else { throw .fileNotFound }
    let message = Array("\(owner) \(file.id) \(expiry)".utf8)
    let key = SymmetricKey(data: Array(configuration.downloadSecret.utf8))
    guard owner == Account.username,
      HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: key)
    else { throw .fileNotFound }
    var reply = Reply(status: 200, body: .bytes(file.bytes, type: "application/octet-stream"))
    reply.headers.append(
      ("Content-Disposition", "attachment; filename*=UTF-8''\(PercentEncoding.encode(file.name))"))
    return reply
  }
}
