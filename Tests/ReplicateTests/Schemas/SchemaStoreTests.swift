import RepValue
@testable import Replicate
import Testing

struct SchemaStoreTests {
  private static let input: Value = ["properties": ["prompt": ["type": "string"]]]
  private static let schema: Value = ["components": ["schemas": ["Input": input]]]

  private static func service() -> FakeCaller {
    FakeCaller { operation, _, _ in
      switch operation {
      case .modelsGet:
        [
          "owner": "a", "name": "b", "is_official": true, "run_count": 7,
          "latest_version": ["id": "v1", "openapi_schema": schema],
        ]
      case .modelsVersionsGet: ["id": "v1", "openapi_schema": schema]
      case .deploymentsGet: ["current_release": ["model": "a/b", "version": "v1"]]
      default: throw ReplicateError(.notFound, "no", status: 404)
      }
    }
  }

  @Test(arguments: [
    ("a/b", ["models.get"]), ("a/b:v1", ["models.versions.get"]),
    ("deployments/me/x", ["deployments.get", "models.versions.get"]),
    (String(repeating: "a", count: 64), []),
  ])
  func fetchedOncePerReference(text: String, calls: [String]) async throws {
    let caller = Self.service()
    let store = SchemaStore(caller, cache: nil, time: FakeTime().source())
    let reference = try ModelReference(text)
    for _ in 0..<3 {
      let found = try await store.schema(for: reference)
      #expect(found?.fields.map(\.name) == (calls.isEmpty ? nil : ["prompt"]))
    }
    #expect(caller.calls == calls)
  }

  @Test func whoAsksAtOnceSharesOneCall() async throws {
    let caller = Self.service()
    let store = SchemaStore(caller, cache: nil, time: FakeTime().source())
    let reference = try ModelReference("a/b")
    try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<100 { group.addTask { try await store.schema(for: reference)?.fields.count } }
      for try await count in group { #expect(count == 1) }
    }
    #expect(caller.calls == ["models.get"])
  }

  @Test func theRecordTeachesTheRunner() async throws {
    let caller = Self.service()
    let runner = ModelRunner(caller)
    let store = SchemaStore(caller, cache: nil, time: FakeTime().source())
    _ = try await store.schema(for: try ModelReference("a/b"), runner: runner)
    let error = await failure { _ = try await runner.predict(try ModelReference("a/b"), input: [:]) }
    #expect(error?.kind == .notFound)
    #expect(caller.calls.prefix(2) == ["models.get", "models.predictions.create"])
  }

  /// A new version may take other inputs; what is checked against must be what will run.
  @Test(arguments: ["a/b", "deployments/me/x"]) func whatMayChangeIsLookedUpAgain(text: String) async throws {
    try await withTemporaryFolder { folder in
      let caller = FakeCaller { operation, arguments, number in
        let version = "v\(number)"
        switch operation {
        case .modelsGet:
          return ["is_official": false, "latest_version": ["id": Value(version), "openapi_schema": Self.schema]]
        case .deploymentsGet: return ["current_release": ["model": "a/b", "version": Value(version)]]
        default: return ["openapi_schema": Self.schema]
        }
      }
      let time = FakeTime()
      let cache = SchemaCache(folder: folder, baseURL: .replicate)
      let store = SchemaStore(caller, cache: cache, time: time.source())
      let reference = try ModelReference(text)
      _ = try await store.schema(for: reference)
      let first = caller.calls.count
      _ = try await store.schema(for: reference)
      #expect(caller.calls.count == first)
      time.advance(by: 61)
      _ = try await store.schema(for: reference)
      #expect(caller.calls.count == 2 * first)
    }
  }

  @Test func whatIsNotThereIsNoSchemaAndOtherFailuresAreThrown() async throws {
    let missing = SchemaStore(
      FakeCaller { _, _, _ in throw ReplicateError(.notFound, "no", status: 404) }, cache: nil)
    #expect(try await missing.schema(for: try ModelReference("a/b")) == nil)
    let refused = SchemaStore(FakeCaller { _, _, _ in throw ReplicateError(.auth, "no", status: 401) }, cache: nil)
    let error = await failure { _ = try await refused.schema(for: try ModelReference("a/b")) }
    #expect(error?.kind == .auth)
  }

  @Test func filesLastADayAndBelongToOneAPI() async throws {
    try await withTemporaryFolder { folder in
      let day = 1_750_000_000.0
      let cache = SchemaCache(folder: folder + "/deep/rep/schemas", baseURL: .replicate)
      let first = Self.service()
      let reference = try ModelReference("a/b")
      _ = try await SchemaStore(first, cache: cache, time: FakeTime(now: day).source()).schema(for: reference)
      #expect(first.calls == ["models.get"])

      let second = Self.service()
      let found = try await SchemaStore(second, cache: cache, time: FakeTime(now: day + 60).source())
        .schema(for: reference)
      #expect(found?.fields.count == 1 && second.calls.isEmpty)

      let tomorrow = Self.service()
      _ = try await SchemaStore(tomorrow, cache: cache, time: FakeTime(now: day + 86_400).source())
        .schema(for: reference)
      #expect(tomorrow.calls == ["models.get"])

      let local = SchemaCache(folder: folder + "/deep/rep/schemas", baseURL: try BaseURL("http://127.0.0.1:1"))
      let elsewhere = Self.service()
      _ = try await SchemaStore(elsewhere, cache: local, time: FakeTime(now: day).source()).schema(for: reference)
      #expect(elsewhere.calls == ["models.get"])
      #expect(names(in: folder + "/deep/rep/schemas").count == 2, "no temporary file stays")
    }
  }

  @Test(arguments: ["", "{", "null", #"{"format": 1}"#, #"{"format": 99, "record": {}}"#, "\u{0}\u{1}"])
  func damagedFilesCountAsMissing(content: String) async throws {
    try await withTemporaryFolder { folder in
      let cache = SchemaCache(folder: folder, baseURL: .replicate)
      cache.write(["x": 1], "a/b", now: 0)
      let file = try #require(names(in: folder).first)
      #expect(cache.read("a/b", now: 0) == ["x": 1])
      try writeFile(folder + "/" + file, Array(content.utf8))
      #expect(cache.read("a/b", now: 0) == nil)
      cache.write(["x": 2], "a/b", now: 0)
      #expect(cache.read("a/b", now: 0) == ["x": 2])
    }
  }

  @Test func aFolderThatCannotBeMadeIsLeftOut() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/file", [])
      let cache = SchemaCache(folder: folder + "/file/schemas", baseURL: .replicate)
      cache.write(["x": 1], "a/b", now: 0)
      #expect(cache.read("a/b", now: 0) == nil)
    }
  }

  @Test func theUsualFolder() {
    func folder(_ variables: [String: String]) -> Bool {
      SchemaCache(baseURL: .replicate, environment: { variables[$0] }) != nil
    }
    #expect(folder(["XDG_CACHE_HOME": "/x"]) && folder(["HOME": "/x"]))
    #expect(folder(["XDG_CACHE_HOME": "relative", "HOME": "/x"]))
    #expect(!folder([:]) && !folder(["HOME": ""]) && !folder(["XDG_CACHE_HOME": "relative"]))
  }
}
