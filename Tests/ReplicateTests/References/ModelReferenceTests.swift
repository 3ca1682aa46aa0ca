import Replicate
import Testing

struct ModelReferenceTests {
  private static let hex = String(repeating: "0123456789abcdef", count: 4)

  @Test(arguments: [
    ("replicate/hello-world", ModelReference.model(owner: "replicate", name: "hello-world")),
    ("a/b.c_d-1", .model(owner: "a", name: "b.c_d-1")),
    ("a/b:\(hex)", .version(owner: "a", name: "b", version: hex)),
    ("a/b:v1", .version(owner: "a", name: "b", version: "v1")),
    (hex, .versionID(hex)),
    (hex.uppercased(), .versionID(hex)),
    ("deployments/me/otter", .deployment(owner: "me", name: "otter")),
    ("https://replicate.com/a/b", .model(owner: "a", name: "b")),
    ("https://replicate.com/a/b/", .model(owner: "a", name: "b")),
    ("https://www.replicate.com/a/b?input=http#x", .model(owner: "a", name: "b")),
    ("replicate.com/a/b", .model(owner: "a", name: "b")),
    ("https://replicate.com/a/b/api", .model(owner: "a", name: "b")),
    ("https://replicate.com/a/b/versions", .model(owner: "a", name: "b")),
    ("https://replicate.com/a/b/versions/\(hex)", .version(owner: "a", name: "b", version: hex)),
    ("https://replicate.com/a/b:\(hex)", .version(owner: "a", name: "b", version: hex)),
    ("https://replicate.com/deployments/me/otter", .deployment(owner: "me", name: "otter")),
  ])
  func read(text: String, reference: ModelReference) throws {
    let found = try ModelReference(text)
    #expect(found == reference)
    #expect(try ModelReference(found.text) == found)
  }

  @Test(arguments: [
    "", "otter", "/", "a/", "/b", "a/b:", "a/b:c:d", "a/b c", "a b/c", "a/b/c", "a/..", "../b", "deployments/otter",
    "deployments/me/", "https://evil.example/a/b", "https://replicate.com/p/abc", "https://replicate.com/", "é/b",
    "a//b", "a/b/versions/", "https://replicate.com@evil.example/a/b",
  ])
  func refused(text: String) {
    let error = #expect(throws: ReplicateError.self) { try ModelReference(text) }
    #expect(error?.kind == .argument && error?.hint?.contains("owner/name") == true)
  }
}
