import Replicate
import Testing

/// Where the token goes, and where it does not.
struct RedirectTests {
  @Test(arguments: [301, 302, 303, 307, 308], [Replicate.Operation.accountGet, .predictionsCreate])
  func aRedirectOfTheAPIIsNotFollowed(status: Int, operation: Replicate.Operation) async throws {
    let elsewhere = try await ScriptedServer.start { _, _ in .json("{}") }
    let location = "http://127.0.0.1:\(elsewhere.port)/v1/account"
    try await Harness.run(script: { _, _ in Reply(status: status, headers: [("Location", location)]) }) { harness in
      let error = await failure { try await harness.perform(operation) }
      #expect(error?.kind == .server && error?.status == status)
      #expect(error?.message.contains(location) == true)
    }
    #expect(elsewhere.requests.isEmpty)
    try await elsewhere.stop()
  }

  @Test func theNextPageStaysOnTheConfiguredHost() async throws {
    let elsewhere = try await ScriptedServer.start { _, _ in .json(#"{"next": null, "results": []}"#) }
    let link = "http://127.0.0.1:\(elsewhere.port)/v1/predictions?cursor=cD0y%2B%3D&created_after=2025-01-01T00:00:00Z"
    try await Harness.run(
      script: { _, number in
        .json(number == 0 ? #"{"next": "\#(link)", "results": [1]}"# : #"{"next": "null", "results": [2]}"#)
      }
    ) { harness in
      var results: [Int] = []
      let arguments: Arguments = ["created_before": "2025-02-01T00:00:00Z", "created_after": "2024-01-01T00:00:00Z"]
      try await harness.client.forEachPage(.predictionsList, arguments) { page in
        results += page["results"].array?.compactMap(\.int) ?? []
        return true
      }
      #expect(results == [1, 2])
      let query = harness.server.requests[1].query
      // The link's items win, the call's other filters stay.
      #expect(
        query == "created_before=2025-02-01T00%3A00%3A00Z&cursor=cD0y%2B%3D&created_after=2025-01-01T00%3A00%3A00Z")
    }
    #expect(elsewhere.requests.isEmpty)
    try await elsewhere.stop()
  }

  @Test(arguments: [#""http://x/?cursor=a""#, "7", #""nonsense""#, #""http://x/?""#])
  func aNextLinkThatLeadsNowhereIsAnError(link: String) async throws {
    try await Harness.run(script: { _, _ in .json(#"{"next": \#(link), "results": []}"#) }) { harness in
      let error = await failure { try await harness.client.forEachPage(.modelsList) { _ in true } }
      #expect(error?.kind == .server)
      #expect(harness.server.requests.count <= 2)
    }
  }

  @Test func previewsShowNoToken() async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      let request = try harness.client.preview(.predictionsCreate, ["version": "v", "input": [:]])
      #expect(request.headers.first(name: "authorization") == "Bearer r8_****")
      #expect(request.address.description == harness.base + "/predictions")
    }
  }
}
