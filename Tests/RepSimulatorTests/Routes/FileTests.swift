import Crypto
import RepValue
import Testing

@testable import RepPictures
@testable import RepSimulator

@Suite struct FileTests {
  private func upload(
    _ server: TestServer, _ parts: [(headers: String, body: [UInt8])], boundary: String = "b0undary"
  ) async throws -> Answer {
    var body: [UInt8] = []
    for part in parts { body += Array("--\(boundary)\r\n\(part.headers)\r\n\r\n".utf8) + part.body + [13, 10] }
    body += Array("--\(boundary)--\r\n".utf8)
    return try await send(
      "POST", server.base + "/v1/files",
      headers: [
        ("Authorization", "Bearer r8_test"), ("Content-Type", "multipart/form-data; boundary=\(boundary)"),
      ], body: body)
  }

  private static let content =
    "Content-Disposition: form-data; name=\"content\"; filename=\"x.txt\"\r\nContent-Type: text/plain"

  @Test func filesAreKeptAndDescribed() async throws {
    try await withSimulator { server in
      let bytes = Array("hello\r\n--b0undar\r\n".utf8)
      let answer = try await upload(
        server,
        [(Self.content, bytes), ("Content-Disposition: form-data; name=\"metadata\"", Array("{\"a\": 1}".utf8))])
      #expect(answer.status == 201)
      let file = answer.json
      #expect(file["name"].string == "x.txt")
      #expect(file["content_type"].string == "text/plain")
      #expect(file["size"].int == bytes.count)
      #expect(file["metadata"] == ["a": 1])
      #expect(file["checksums"]["sha256"].string == hexadecimal(SHA256.hash(data: bytes)))
      let created = try #require(Moment(iso8601: file["created_at"].text))
      let expires = try #require(Moment(iso8601: file["expires_at"].text))
      #expect(expires - created == .seconds(86_400))
      #expect(file["urls"]["get"].text == "\(server.base)/v1/files/\(file["id"])")
      #expect(try await server.get(file["urls"]["get"].text).json == file)
      #expect(try await server.get("/files").json["results"] == [file])
      #expect(try await server.call("DELETE", "/files/\(file["id"])").status == 204)
      let gone = try await server.get("/files/\(file["id"])")
      #expect(gone.status == 404)
      #expect(gone.json == ["detail": "File not found"])
    }
  }

  @Test func typeAndNameMayBePartsOfTheirOwn() async throws {
    try await withSimulator { server in
      let file = try await upload(
        server,
        [
          ("Content-Disposition: form-data; name=content", [0, 255]),
          ("Content-Disposition: form-data; name=\"filename\"", Array("été.bin".utf8)),
          ("Content-Disposition: form-data; name=\"type\"", Array("image/x-odd".utf8)),
        ]
      ).json
      #expect(file["name"].string == "été.bin")
      #expect(file["content_type"].string == "image/x-odd")
    }
  }

  @Test func whatIsMissingOrTooLargeIsRefused() async throws {
    try await withSimulator({ $0.uploadLimit = 100_000 }) { server in
      let noContent = try await upload(server, [("Content-Disposition: form-data; name=\"x\"", [])])
      #expect(noContent.status == 422)
      let noName = try await upload(server, [("Content-Disposition: form-data; name=\"content\"", [])])
      #expect(noName.json["detail"].string == "- (root): filename is required\n")
      let badMetadata = try await upload(
        server, [(Self.content, []), ("Content-Disposition: form-data; name=\"metadata\"", Array("[1]".utf8))])
      #expect(badMetadata.status == 422)
      #expect(try await upload(server, [(Self.content, Array(repeating: 7, count: 100_000))]).status == 201)
      let large = try await upload(server, [(Self.content, Array(repeating: 7, count: 100_001))])
      #expect(large.status == 413)
      #expect(large.json == ["detail": "Files must be less than 100MB in size"])
      let noForm = try await server.call("POST", "/files", ["content": "x"])
      #expect(noForm.status == 415)
      let torn = try await send(
        "POST", server.base + "/v1/files",
        headers: [("Authorization", "Bearer r8_test"), ("Content-Type", "multipart/form-data; boundary=b")],
        body: Array("--b\r\n\(Self.content)\r\n\r\nhal".utf8))
      #expect(torn.status == 400)
    }
  }

  @Test func filesExpire() async throws {
    try await withSimulator({ $0.fileRetention = .zero }) { server in
      let file = try await upload(server, [(Self.content, [1])]).json
      #expect(try await server.get("/files/\(file["id"])").status == 404)
      #expect(try await server.get("/files").json["results"].count == 0)
    }
  }

  @Test func downloadsAreSigned() async throws {
    try await withSimulator({ $0.downloadSecret = "s" }) { server in
      let file = try await upload(server, [(Self.content, [1, 2, 3])]).json
      func download(owner: String = "me", expiry: Int, secret: String = "s") async throws -> Answer {
        let message = Array("\(owner) \(file["id"]) \(expiry)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: Array(secret.utf8)))
        let signature = PercentEncoding.encode(Base64.encode(Array(code)))
        return try await send(
          "GET",
          "\(server.base)/v1/files/\(file["id"])/download?owner=\(owner)&expiry=\(expiry)&signature=\(signature)")
      }
      let good = try await download(expiry: 4_000_000_000)
      #expect(good.status == 200)
      #expect(good.bytes == [1, 2, 3])
      #expect(good.header("content-type") == "application/octet-stream")
      for bad in [
        try await download(expiry: 1_000), try await download(expiry: 4_000_000_000, secret: "t"),
        try await download(owner: "you", expiry: 4_000_000_000),
        try await send("GET", "\(server.base)/v1/files/\(file["id"])/download"),
      ] {
        #expect(bad.status == 404)
      }
    }
  }

  @Test func uploadsAreInputs() async throws {
    try await withSimulator { server in
      let picture = PNG.encode(Bitmap(width: 3, height: 5))
      let url = try await upload(server, [(Self.content, picture)]).json["urls"]["get"]
      let prediction = try await server.run("nightmareai/real-esrgan", ["image": url, "scale": 2])
      #expect(try PNG.decode(try await send("GET", prediction["output"].text).bytes).height == 10)
    }
  }

  /// However the bytes are cut, the parts are the same.
  @Test(arguments: [1, 2, 3, 7, 64, 1000])
  func multipartIsReadInPiecesOfAnySize(size: Int) throws {
    let text =
      "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--BX\r\n--B-\r\n--B\r\n"
      + "content-disposition: form-data; name=\"b\"; filename=\"x;%22y.txt\"\r\n"
      + "content-type: text/x\r\n\r\n\r\n--B--\r\nafter"
    var reader = try #require(MultipartReader(contentType: "multipart/form-data; boundary=\"B\"", limit: 1000))
    let bytes = Array(text.utf8)
    do throws(MultipartReader.Failure) {
      for start in stride(from: 0, to: bytes.count, by: size) {
        try reader.feed(bytes[start..<min(start + size, bytes.count)])
      }
    } catch {
      // `--BX` has the delimiter in it and then something that no delimiter goes on with.
      #expect(error == .malformed)
      return
    }
    Issue.record("a delimiter in the content was accepted")
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1000])
  func goodMultipartSurvivesAnyCut(size: Int) throws {
    let text =
      "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n-\r\n--\r\n--C\r\n--B\r\n"
      + "content-disposition: form-data; name=\"b\"; filename=\"x;%22y.txt\"\r\n"
      + "content-type: text/x\r\n\r\n\r\n--B--\r\nafter"
    var reader = try #require(MultipartReader(contentType: "multipart/form-data; boundary=\"B\"", limit: 1000))
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      try reader.feed(bytes[start..<min(start + size, bytes.count)])
    }
    let parts = try reader.finish()
    #expect(parts.map(\.name) == ["a", "b"])
    #expect(String(decoding: parts[0].bytes, as: UTF8.self) == "one\r\n-\r\n--\r\n--C")
    #expect(parts[1].filename == "x;\"y.txt")
    #expect(parts[1].contentType == "text/x")
    #expect(parts[1].bytes.isEmpty)
  }
}
