import RepValue
import Testing

@testable import RepSimulator

@Suite struct PageTests {
  /// Follows `next` to the end, the same way that a client does: by the cursor alone.
  private func walk(_ server: TestServer, _ path: String, key: (Value) -> String) async throws -> [[String]] {
    var pages: [[String]] = []
    var next: String? = path
    while let current = next {
      let page = try await server.get(current)
      #expect(page.status == 200, "\(page.text)")
      pages.append((page.json["results"].array ?? []).map(key))
      next = page.json["next"].string
    }
    return pages
  }

  @Test func predictionsComeNewestFirstInPages() async throws {
    try await withSimulator({ $0.predictionPageSize = 4 }) { server in
      var ids: [String] = []
      for index in 0..<10 {
        ids.append(try await server.create("rep/echo", ["text": Value("\(index)")]).json["id"].text)
      }
      let pages = try await walk(server, "/predictions") { $0["id"].text }
      #expect(pages.map(\.count) == [4, 4, 2])
      #expect(pages.flatMap { $0 } == ids.reversed())
    }
  }

  /// Their ids tell them apart.
  @Test func whatWasCreatedAtOnceStandsOnOnePageEach() async throws {
    try await withSimulator({
      $0.predictionPageSize = 1
      $0.foreignTwinRate = 1
    }) { server in
      for index in 0..<6 { _ = try await server.create("rep/echo", ["text": Value("\(index)")]) }
      let ids = try await walk(server, "/predictions") { $0["id"].text }.flatMap { $0 }
      #expect(ids.count == 12 && Set(ids).count == 12)
    }
  }

  @Test func whatIsCreatedMeanwhileNeitherRepeatsNorHidesAnything() async throws {
    try await withSimulator({ $0.predictionPageSize = 3 }) { server in
      for index in 0..<6 { _ = try await server.create("rep/echo", ["text": Value("\(index)")]) }
      let first = try await server.get("/predictions").json
      for index in 6..<9 { _ = try await server.create("rep/echo", ["text": Value("\(index)")]) }
      let second = try await server.get(try #require(first["next"].string)).json
      let texts = ((first["results"].array ?? []) + (second["results"].array ?? [])).map { $0["input"]["text"].text }
      #expect(texts == ["5", "4", "3", "2", "1", "0"])
      let before = try await server.get(try #require(second["previous"].string)).json
      #expect(before["results"].array?.map { $0["input"]["text"].text } == ["5", "4", "3"])
    }
  }

  @Test func filtersCutTheListAndTravelWithTheCursor() async throws {
    try await withSimulator({ $0.predictionPageSize = 2 }) { server in
      var dates: [String] = []
      for index in 0..<6 {
        dates.append(try await server.create("rep/echo", ["text": Value("\(index)")]).json["created_at"].text)
      }
      let query =
        "?created_after=\(PercentEncoding.encode(dates[1]))&created_before=\(PercentEncoding.encode(dates[5]))"
      let pages = try await walk(server, "/predictions" + query) { $0["input"]["text"].text }
      #expect(pages == [["4", "3"], ["2", "1"]])
    }
    try await withSimulator({
      $0.predictionPageSize = 1
      $0.nextKeepsFilters = false
    }) { server in
      for _ in 0..<2 { _ = try await server.create("rep/echo", ["text": "x"]) }
      let page = try await server.get("/predictions?created_after=2020-01-01").json
      #expect(page["next"].string?.contains("created_after") == false)
    }
  }

  @Test(arguments: ["created_after=yesterday", "created_before=2024-13-01T00:00:00Z", "source=api"])
  func malformedFiltersAreRefused(query: String) async throws {
    try await withSimulator { server in
      let answer = try await server.get("/predictions?\(query)")
      #expect(answer.status == 422)
    }
  }

  @Test(arguments: ["nonsense", "%00", "cD0=x", "YWJj"])
  func malformedCursorsAreRefused(cursor: String) async throws {
    try await withSimulator { server in
      let answer = try await server.get("/predictions?cursor=\(cursor)")
      #expect(answer.status == 404)
    }
  }

  @Test func theWebIsAFilter() async throws {
    try await withSimulator({ $0.foreignPredictions = 10 }) { server in
      _ = try await server.create("rep/echo", ["text": "x"])
      let web = try await server.get("/predictions?source=web").json["results"]
      #expect(web.count == 2)
      #expect(try await server.get("/predictions").json["results"].count == 11)
    }
  }

  @Test func theListMayLagBehind() async throws {
    try await withSimulator({
      $0.listLag = .seconds(3600)
      $0.speed = 1
    }) { server in
      let id = try await server.create("rep/echo", ["text": "x"]).json["id"]
      #expect(try await server.get("/predictions").json["results"].count == 0)
      #expect(try await server.get("/predictions/\(id)").status == 200)
    }
    try await withSimulator({
      $0.listLag = .milliseconds(50)
      $0.speed = 1
    }) { server in
      _ = try await server.create("rep/echo", ["text": "x"])
      while try await server.get("/predictions").json["results"].count == 0 {}
    }
  }

  @Test func otherPeoplesTwinsStandInTheList() async throws {
    try await withSimulator({ $0.foreignTwinRate = 1 }) { server in
      _ = try await server.create("rep/echo", ["text": "x"])
      let results = try await server.get("/predictions").json["results"]
      #expect(results.count == 2)
      #expect(results[0]["input"] == results[1]["input"])
      #expect(results[0]["id"] != results[1]["id"])
      #expect(server.simulator.statistics.creates == 1)
    }
  }

  @Test(
    arguments: [
      "", "?sort_by=model_created_at", "?sort_direction=asc", "?sort_by=model_created_at&sort_direction=asc",
    ])
  func modelsComeInPagesInAnyOrder(query: String) async throws {
    try await withSimulator { server in
      let names = try await walk(server, "/models" + query) { "\($0["owner"])/\($0["name"])" }
      #expect(names.dropLast().allSatisfy { $0.count == 25 })
      let all = names.flatMap { $0 }
      #expect(Set(all) == Set(ModelDefinition.all.filter { !$0.isPrivate }.map(\.reference)))
      #expect(all.count == Set(all).count)
      if query.contains("sort_by=model") {
        let order = ModelDefinition.all.filter { !$0.isPrivate }.map(\.reference)
        #expect(all == (query.contains("asc") ? order : order.reversed()))
      }
    }
  }

  @Test(arguments: ["sort_by=name", "sort_direction=up"])
  func unknownSortingIsRefused(query: String) async throws {
    try await withSimulator { server in
      let answer = try await server.get("/models?\(query)")
      #expect(answer.status == 422)
    }
  }

  @Test(arguments: [1, 2, 5, 6, 7])
  func pagesPartition(size: Int) throws {
    let items = (0..<6).map { "k\($0)" }
    var seen: [String] = []
    var cursor: String?
    repeat {
      let page = try Page(items, size: size, cursor: cursor, isDescending: false) { $0 }
      seen += page.items
      cursor = page.next
    } while cursor != nil
    #expect(seen == items)
  }
}
