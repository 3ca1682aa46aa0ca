@testable import Replicate
import Testing

struct AddressTests {
  @Test(arguments: [
    ("https://api.replicate.com/v1/x?a=b#c", "https", "api.replicate.com", 443, "/v1/x", "a=b"),
    ("HTTP://Example.COM:8080", "http", "example.com", 8080, "", nil),
    ("http://[::1]:9/x", "http", "[::1]", 9, "/x", nil),
    ("http://host:?q", "http", "host", 80, "", "q"),
  ] as [(String, String, String, Int, String, String?)])
  func parts(text: String, scheme: String, host: String, port: Int, path: String, query: String?) throws {
    let address = try #require(WebAddress(text))
    #expect(address.scheme == scheme && address.host == host && address.port == port)
    #expect(address.path == path && address.query == query)
  }

  @Test(arguments: [
    "", "api.replicate.com", "ftp://host", "https://", "https:///path", "http://host:0", "http://host:65536",
    "http://host:x", "http://a b/", "http://host/\u{0}", "http://user@host/", "http://api.replicate.com@evil.example/",
    "http://[::1", "http://[]/", "javascript://x", "http://host\\@evil/", "http://h/é b",
  ])
  func noAddresses(text: String) {
    #expect(WebAddress(text) == nil)
  }

  @Test(arguments: [
    ("https://api.replicate.com", "https://api.replicate.com:443/other", true),
    ("https://api.replicate.com", "https://API.replicate.com", true),
    ("https://api.replicate.com", "http://api.replicate.com", false),
    ("https://api.replicate.com", "https://api.replicate.com:8443", false),
    ("https://api.replicate.com", "https://api.replicate.com.evil.example", false),
    ("https://api.replicate.com", "https://replicate.com", false),
  ])
  func origins(a: String, b: String, isSame: Bool) throws {
    let first = try #require(WebAddress(a))
    let second = try #require(WebAddress(b))
    #expect(first.isSameOrigin(as: second) == isSame)
  }

  @Test(arguments: [
    ("/x", "http://h:1/x"), ("?q=1", "http://h:1/a/b?q=1"), ("c", "http://h:1/a/c"), ("//o/x", "http://o/x"),
    ("https://o/x#f", "https://o/x"), ("", nil), ("ftp://o/x", nil),
  ] as [(String, String?)])
  func references(reference: String, expected: String?) throws {
    let base = try #require(WebAddress("http://h:1/a/b"))
    #expect(base.resolving(reference)?.description == expected)
  }

  @Test(arguments: [
    ("https://api.replicate.com", "https://api.replicate.com/v1"),
    ("https://api.replicate.com/", "https://api.replicate.com/v1"),
    ("https://api.replicate.com/v1", "https://api.replicate.com/v1"),
    ("https://api.replicate.com/v1//", "https://api.replicate.com/v1"),
    ("http://127.0.0.1:8080/proxy/v1/", "http://127.0.0.1:8080/proxy/v1"),
  ])
  func baseURLs(text: String, expected: String) throws {
    #expect(try BaseURL(text).description == expected)
  }

  @Test(arguments: ["", "localhost:8080", "ftp://x", "https://x/v1?y=z"]) func noBaseURLs(text: String) {
    #expect(throws: ReplicateError.self) { try BaseURL(text) }
  }

  @Test func onlyReplicateItselfHasTheDocumentedLimits() throws {
    #expect(BaseURL.replicate.isReplicate)
    #expect(try BaseURL("https://api.replicate.com/v2").isReplicate)
    #expect(try !BaseURL("http://127.0.0.1:1").isReplicate)
  }

  @Test func configurationFromTheEnvironment() throws {
    func configuration(_ variables: [String: String]) throws -> ClientConfiguration {
      try .environment { variables[$0] }
    }
    let empty = try configuration(["REPLICATE_API_TOKEN": "", "REPLICATE_BASE_URL": ""])
    #expect(empty.token == nil && empty.baseURL == .replicate)
    let both = try configuration([
      "REPLICATE_BASE_URL": "http://a:1", "REPLICATE_API_BASE_URL": "http://b:2/v1", "REPLICATE_API_TOKEN": " r8_x\n",
    ])
    #expect(both.baseURL.description == "http://a:1/v1")
    #expect(try both.token == APIToken("r8_x"))
    #expect(try configuration(["REPLICATE_API_BASE_URL": "http://b:2/v1"]).baseURL.description == "http://b:2/v1")
    #expect(throws: ReplicateError.self) { try configuration(["REPLICATE_BASE_URL": "nonsense"]) }
    #expect(throws: ReplicateError.self) { try configuration(["REPLICATE_API_TOKEN": "a\r\nX-Evil: 1"]) }
    #expect(throws: ReplicateError.self) { try configuration(["REPLICATE_API_TOKEN": "  "]) }
  }
}
