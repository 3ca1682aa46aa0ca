import Crypto
import RepValue
@testable import Replicate
import Synchronization
import Testing

struct UploadTests {
  private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }
  private static func digest(_ bytes: [UInt8]) -> String { Hex.text(SHA256.hash(data: bytes)) }

  /// A server that stores uploads and answers as the API does.
  private static func storing(lifetime: String = "2025-06-16T15:06:40Z") -> ScriptedServer.Script {
    { request, number in
      guard let content = MultipartReader.parts(of: request)?.first(where: { $0.name == "content" }) else {
        return .problem(422, #"{"detail": "no content"}"#)
      }
      return .json(
        #"{"id": "f\#(number)", "size": \#(content.body.count), "checksums": {"sha256": "\#(digest(content.body))"}, "#
          + #""expires_at": "\#(lifetime)", "urls": {"get": "https://api.replicate.com/v1/files/f\#(number)"}}"#,
        status: 201)
    }
  }

  @Test func theFormIsWhole() async throws {
    try await Harness.run(script: Self.storing()) { harness in
      let content = Self.bytes(1000)
      let record = try await harness.client.call(
        .filesCreate,
        Arguments(
          ["content_type": "image/x-test", "metadata": ["album": "cats & dogs"]],
          content: UploadSource(bytes: content, name: "gr\"ö\r\nße.png")))
      #expect(record["id"] == "f0")
      let request = harness.server.requests[0]
      #expect(request.header("content-length") == String(request.body.count))
      let parts = try #require(MultipartReader.parts(of: request))
      #expect(parts.map(\.name).sorted() == ["content", "metadata", "type"])
      let file = try #require(parts.first { $0.name == "content" })
      #expect(file.body == content && file.contentType == "image/x-test" && file.filename == "gr%22ö%0D%0Aße.png")
      let metadata = try #require(parts.first { $0.name == "metadata" })
      #expect(metadata.body == Array(#"{"album":"cats & dogs"}"#.utf8))
    }
  }

  @Test func filesAreStreamedFromDisk() async throws {
    try await withTemporaryFolder { folder in
      let content = Self.bytes(2 * LocalFile.pieceSize + 1)
      try writeFile(folder + "/big.bin", content)
      try await Harness.run(script: Self.storing()) { harness in
        _ = try await harness.client.call(
          .filesCreate, Arguments(content: UploadSource(path: folder + "/big.bin")))
        let part = try #require(MultipartReader.parts(of: harness.server.requests[0])?.first)
        #expect(part.body == content && part.filename == "big.bin")
      }
    }
  }

  @Test func aDamagedUploadIsNoticed() async throws {
    try await Harness.run(
      script: { _, _ in .json(#"{"id": "f1", "checksums": {"sha256": "00"}, "urls": {"get": "x"}}"#, status: 201) }
    ) { harness in
      let error = await failure { try await harness.perform(.filesCreate) }
      #expect(error?.kind == .network && error?.message.contains("damaged") == true)
    }
  }

  @Test func smallFilesBecomeDataURLsAndLargeOnesUploads() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/small.png", Self.bytes(DataURL.largestFile))
      try writeFile(folder + "/large.png", Self.bytes(DataURL.largestFile + 1))
      try await Harness.run(script: Self.storing()) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let small = try await uploader.address(path: folder + "/small.png")
        #expect(DataURL(small) == DataURL(contentType: "image/png", bytes: Self.bytes(DataURL.largestFile)))
        #expect(harness.server.requests.isEmpty)
        let large = try await uploader.address(path: folder + "/large.png")
        #expect(large == "https://api.replicate.com/v1/files/f0")
      }
    }
  }

  @Test func oneUploadPerContentUntilItExpires() async throws {
    try await withTemporaryFolder { folder in
      let content = Self.bytes(300_000)
      try writeFile(folder + "/a.png", content)
      try writeFile(folder + "/b.png", content)
      try writeFile(folder + "/c.png", content.reversed())
      try await Harness.run(script: Self.storing()) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let first = try await uploader.address(path: folder + "/a.png")
        #expect(try await uploader.address(path: folder + "/a.png") == first)
        #expect(try await uploader.address(path: folder + "/b.png") == first)
        #expect(harness.server.requests.count == 1)
        #expect(try await uploader.address(path: folder + "/c.png") != first)
        #expect(harness.server.requests.count == 2)
        // Changed in place: the new bytes count.
        try writeFile(folder + "/a.png", content.map { $0 ^ 1 })
        #expect(try await uploader.address(path: folder + "/a.png") != first)
        #expect(harness.server.requests.count == 3)
        // An upload that ends soon is not handed to a run that may start late.
        harness.time.advance(by: 24 * 3600 - Uploader.expiryMargin + 1)
        _ = try await uploader.address(path: folder + "/b.png")
        #expect(harness.server.requests.count == 4)
      }
    }
  }

  /// Another run takes what an earlier one has uploaded, once the server says that it is still there.
  @Test func uploadsAreKeptForLaterRuns() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/a.png", Self.bytes(300_000))
      let isDeleted = Mutex(false)
      let storing = Self.storing()
      let script: ScriptedServer.Script = { request, number in
        guard request.method == "GET" else { return storing(request, number) }
        if isDeleted.withLock({ $0 }) { return .problem(404, #"{"detail": "gone"}"#) }
        return .json(
          #"{"id": "f0", "expires_at": "2025-06-16T15:06:40Z", "urls": {"get": "https://api.replicate.com/v1/files/f0"}}"#)
      }
      try await Harness.run(script: script) { harness in
        let time = harness.time.source()
        func address(token: String = "r8_one") async throws -> String? {
          let kept = KeptUploads(folder: folder + "/state/uploads", base: .replicate, token: try APIToken(token))
          let uploader = Uploader(harness.client, kept: kept, time: time)
          let address = try await uploader.address(path: folder + "/a.png")
          return address.split(separator: "/").last.map(String.init)
        }
        var sent: [String] { harness.server.requests.map(\.method) }
        #expect(try await address() == "f0")
        #expect(try await address() == "f0")
        #expect(sent == ["POST", "GET"])
        // Another account knows nothing of it.
        #expect(try await address(token: "r8_two") == "f2")
        // Only its owner may read what is kept, and no token stands in it.
        let file = try #require(
          LocalFile.names(in: folder + "/state/uploads").map { folder + "/state/uploads/" + $0 }.first)
        #expect(fileMode(file) == 0o600)
        #expect(!String(decoding: try LocalFile.contents(of: file), as: UTF8.self).contains("r8_"))

        isDeleted.withLock { $0 = true }
        #expect(try await address() == "f4")
        #expect(sent == ["POST", "GET", "POST", "GET", "POST"])
        // The end of its time is near: nobody asks.
        harness.time.advance(by: 24 * 3600 - Uploader.expiryMargin + 1)
        #expect(try await address() == "f5")
        #expect(sent.count == 6)
      }
    }
  }

  /// A file that is no list of uploads, or a folder in its place, costs an upload and nothing else.
  @Test(arguments: ["rubbish\n{\"sha256\": 7}\n", "", "{\"sha256\""])
  func whatCannotBeReadIsNotKept(text: String) async throws {
    try await withTemporaryFolder { folder in
      let kept = KeptUploads(folder: folder, base: .replicate, token: nil)
      let path = folder + "/" + SharedBuckets.name(base: .replicate, token: nil)
      try writeFile(path, Array(text.utf8))
      let upload = KeptUploads.Upload(id: "f", url: "https://x/f", expires: 100)
      #expect(kept.upload(of: "d", now: 0) == nil)
      kept.keep(upload, of: "d", now: 0)
      #expect(kept.upload(of: "d", now: 99) == upload && kept.upload(of: "d", now: 100) == nil)
      kept.forget(KeptUploads.Upload(id: "other", url: "", expires: 1), of: "d")
      #expect(kept.upload(of: "d", now: 0) == upload)
      kept.forget(upload, of: "d")
      #expect(kept.upload(of: "d", now: 0) == nil)
      for number in 0..<2 * KeptUploads.capacity where number % 500 == 0 {
        kept.keep(KeptUploads.Upload(id: nil, url: "u", expires: Double(number + 1)), of: "\(number)", now: 0)
      }
      #expect(kept.upload(of: "1500", now: 0) != nil)
      let blocked = KeptUploads(folder: path, base: .replicate, token: nil)
      blocked.keep(upload, of: "d", now: 0)
      #expect(blocked.upload(of: "d", now: 0) == nil)
    }
  }

  @Test func parallelUsesShareOneUpload() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/a.png", Self.bytes(300_000))
      try await Harness.run(script: Self.storing()) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let addresses = try await withThrowingTaskGroup(of: String.self) { group in
          for _ in 0..<20 { group.addTask { try await uploader.address(path: folder + "/a.png") } }
          return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(addresses.count == 1)
        #expect(harness.server.requests.count == 1)
      }
    }
  }

  @Test func equalFilesUnderWayMakeOneUpload() async throws {
    try await withTemporaryFolder { folder in
      for name in ["a.png", "b.png", "c.png"] { try writeFile(folder + "/" + name, Self.bytes(300_000)) }
      try await Harness.run(script: Self.storing()) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let addresses = try await withThrowingTaskGroup(of: String.self) { group in
          for name in ["a.png", "b.png", "c.png"] {
            group.addTask { try await uploader.address(path: folder + "/" + name) }
          }
          return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(addresses.count == 1)
        #expect(harness.server.requests.count == 1)
      }
    }
  }

  @Test func whoGivesUpDoesNotTakeTheUploadFromOthers() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/a.png", Self.bytes(300_000))
      try await Harness.run(script: Self.storing()) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let first = Task { try await uploader.address(path: folder + "/a.png") }
        let second = Task { try await uploader.address(path: folder + "/a.png") }
        first.cancel()
        let address = try await second.value
        #expect(address == "https://api.replicate.com/v1/files/f0")
        #expect(harness.server.requests.count == 1)
      }
    }
  }

  @Test func whatCannotBeUploadedIsRefusedBeforeSending() async throws {
    try await withTemporaryFolder { folder in
      let huge = folder + "/huge.bin"
      try writeFile(huge, [])
      #expect(truncateFile(huge, to: UploadSource.largestFile + 1))
      try await Harness.run(script: { _, _ in .json("{}") }) { harness in
        let uploader = Uploader(harness.client, time: harness.time.source())
        let cases: [(String, ReplicateError.Kind)] = [
          (huge, .argument), (folder, .io), (folder + "/missing", .io), ("/dev/zero", .io), ("", .io),
        ]
        for (path, kind) in cases {
          let error = await failure { _ = try await uploader.address(path: path) }
          #expect(error?.kind == kind, "\(path)")
          let raw = await failure {
            _ = try await harness.client.call(.filesCreate, Arguments(content: UploadSource(path: path)))
          }
          #expect(raw?.kind == kind, "\(path)")
        }
        #expect(harness.server.requests.isEmpty)
      }
    }
  }

  @Test(arguments: [
    (Value("text"), "content.txt", "text"), (["data": "text", "name": "a.md"], "a.md", "text"),
    ("data:image/png;base64,aGk=", "content.png", "hi"),
  ] as [(Value, String, String)])
  func contentOfPlainValues(value: Value, name: String, content: String) throws {
    #expect(try UploadSource(value) == UploadSource(bytes: Array(content.utf8), name: name))
  }

  @Test func otherValuesAreNoContent() {
    for value in [Value.null, 7, ["x"], ["name": "a"]] {
      #expect(throws: ReplicateError.self) { try UploadSource(value) }
    }
  }
}
