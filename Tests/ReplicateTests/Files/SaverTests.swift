import RepValue
@testable import Replicate
import Testing

struct SaverTests {
  private static func file(_ text: String, _ type: String = "image/png") -> Reply {
    Reply(headers: [("Content-Type", type)], body: Array(text.utf8))
  }

  private static func text(_ path: String) -> String? { readFile(path).map { String(decoding: $0, as: UTF8.self) } }

  @Test func everyShapeComesBackWithPaths() async throws {
    try await withTemporaryFolder { folder in
      try await Harness.run(script: { request, _ in Self.file(request.path) }) { harness in
        let host = "http://127.0.0.1:\(harness.server.port)"
        let value: Value = [
          "images": [Value(host + "/a/out.png"), Value(host + "/b/out.png"), "not a URL", 7, .null],
          "data": "data:text/plain;base64,aGk=", "nested": ["deep": [Value(host + "/c?sig=secret")]],
        ]
        let saved = try await Saver(harness.client).save(value, to: SaveTarget(folder + "/new/out/"))
        let target = folder + "/new/out"
        #expect(saved == [
          "images": [Value(target + "/out.png"), Value(target + "/out-1.png"), "not a URL", 7, .null],
          "data": Value(target + "/output.txt"), "nested": ["deep": [Value(target + "/c.png")]],
        ])
        #expect(Self.text(target + "/out-1.png") == "/b/out.png" && Self.text(target + "/output.txt") == "hi")
        #expect(names(in: target) == ["c.png", "out-1.png", "out.png", "output.txt"])
        #expect(harness.server.requests.allSatisfy { $0.header("authorization") == nil })
      }
    }
  }

  @Test func aFileNameNumbersItsFollowers() async throws {
    try await withTemporaryFolder { folder in
      try await Harness.run(script: { request, _ in Self.file(request.path, "image/webp") }) { harness in
        let host = "http://127.0.0.1:\(harness.server.port)"
        let urls: Value = [Value(host + "/0"), Value(host + "/1"), Value(host + "/2")]
        let named = try await Saver(harness.client).save(urls, to: SaveTarget(folder + "/fox.jpg"))
        #expect(named == [Value(folder + "/fox.jpg"), Value(folder + "/fox-1.jpg"), Value(folder + "/fox-2.jpg")])
        // An extension is added, and a file of that very name replaced.
        for _ in 0..<2 {
          let one = try await Saver(harness.client).save(urls[1], to: SaveTarget(folder + "/chair"))
          #expect(one == Value(folder + "/chair.webp"))
        }
        #expect(names(in: folder) == ["chair.webp", "fox-1.jpg", "fox-2.jpg", "fox.jpg"])
      }
    }
  }

  /// What a save left that was killed long ago is taken away; what one may still be writing is not.
  @Test func leftoversAreRemoved() async throws {
    try await withTemporaryFolder { folder in
      let now = TimeSource.system.now()
      for name in [".rep-1-0.part", ".rep-2.part", "rep-3.part", ".rep-4-0.txt"] { try writeFile(folder + "/" + name, [1]) }
      Leftovers.remove(from: folder, now: now)
      #expect(LocalFile.names(in: folder).count == 4)
      Leftovers.remove(from: folder + "/", now: now + Leftovers.age + 60)
      #expect(LocalFile.names(in: folder).sorted() == [".rep-4-0.txt", "rep-3.part"])
    }
  }

  @Test func aFolderNeverLosesAFile() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/out.png", Array("mine".utf8))
      try await Harness.run(script: { _, _ in Self.file("new") }) { harness in
        let url = Value("http://127.0.0.1:\(harness.server.port)/out.png")
        for number in 1...3 {
          let saved = try await Saver(harness.client).save(url, to: SaveTarget(folder))
          #expect(saved == Value(folder + "/out-\(number).png"))
        }
        #expect(Self.text(folder + "/out.png") == "mine")
      }
    }
  }

  @Test(arguments: [
    Reply.drop, .problem(503, ""), .problem(429, "", headers: [("Retry-After", "2")]),
    Reply(body: Array("0123456789".utf8), action: .truncate(afterBytes: 4)),
  ])
  func interruptedDownloadsStartOver(reply: Reply) async throws {
    try await withTemporaryFolder { folder in
      try await Harness.run(script: { _, number in number < 2 ? reply : Self.file("whole") }) { harness in
        let url = Value("http://127.0.0.1:\(harness.server.port)/out.png")
        _ = try await Saver(harness.client).save(url, to: SaveTarget(folder))
        #expect(Self.text(folder + "/out.png") == "whole")
        #expect(names(in: folder) == ["out.png"])
      }
    }
  }

  @Test func afterAFailureTheOthersAreSavedAndNothingIsHalf() async throws {
    try await withTemporaryFolder { folder in
      try await Harness.run(
        script: { request, _ in
          switch request.path {
          case "/gone.png": .problem(404, "{}")
          case "/short.png": Reply(body: Array("0123456789".utf8), action: .truncate(afterBytes: 4))
          default: Self.file("good")
          }
        }
      ) { harness in
        let host = "http://127.0.0.1:\(harness.server.port)"
        let urls: Value = [Value(host + "/short.png?sig=secret"), Value(host + "/good.png"), Value(host + "/gone.png")]
        let error = await failure { _ = try await Saver(harness.client).save(urls, to: SaveTarget(folder + "/")) }
        #expect(error?.kind == .network)
        #expect(error?.message.contains("secret") == false)
        #expect(names(in: folder) == ["good.png"])
      }
    }
  }

  @Test(arguments: [
    ("/x/..%2F..%2Fevil.png", "evil.png"), ("/x/%2Fetc%2Fpasswd.png", "passwd.png"), ("/x/.hidden.png", "hidden.png"),
    ("/x/..", "output.png"), ("/x/a%00b.png", "ab.png"), ("/x/-rf.png", "rf.png"), ("/", "output.png"),
    ("/x/..%5C..%5Cevil.png", "evil.png"),
  ])
  func namesOfServersStayInTheFolder(path: String, name: String) async throws {
    try await withTemporaryFolder { folder in
      try await Harness.run(script: { _, _ in Self.file("x") }) { harness in
        let url = Value("http://127.0.0.1:\(harness.server.port)" + path)
        let saved = try await Saver(harness.client).save(url, to: SaveTarget(folder + "/in/out/"))
        #expect(saved == Value(folder + "/in/out/" + name))
        #expect(names(in: folder) == ["in"] && names(in: folder + "/in") == ["out"])
        #expect(names(in: folder + "/in/out") == [name])
      }
    }
  }

  @Test func redirectsAreFollowedWithoutTheToken() async throws {
    let elsewhere = try await ScriptedServer.start { _, _ in Self.file("far") }
    try await withTemporaryFolder { folder in
      try await Harness.run(
        script: { request, _ in
          switch request.path {
          // The API's own file, which wants the token, and then points elsewhere.
          case "/own/file" where request.header("authorization") == nil: .problem(401, "{}")
          case "/own/file": Reply(status: 302, headers: [("Location", "http://127.0.0.1:\(elsewhere.port)/x/pic.png")])
          case "/hop": Reply(status: 307, headers: [("Location", "/hop2")])
          case "/hop2": Self.file("near")
          default: Reply(status: 301, headers: [("Location", request.target + "x")])
          }
        }
      ) { harness in
        let host = "http://127.0.0.1:\(harness.server.port)"
        let saved = try await Saver(harness.client).save(
          [Value(host + "/own/file"), Value(host + "/hop")], to: SaveTarget(folder))
        #expect(saved == [Value(folder + "/pic.png"), Value(folder + "/hop.png")])
        #expect(harness.server.requests.map { $0.header("authorization") != nil }.filter { $0 }.count == 1)
        let endless = await failure {
          _ = try await Saver(harness.client).save(Value(host + "/loop"), to: SaveTarget(folder))
        }
        #expect(endless?.message.contains("redirects") == true)
      }
    }
    #expect(elsewhere.requests.count == 1)
    #expect(elsewhere.requests.allSatisfy { $0.header("authorization") == nil })
    try await elsewhere.stop()
  }

  @Test func redirectsLeadToPermittedHostsOnly() async throws {
    let script: ScriptedServer.Script = { request, _ in
      request.path == "/a.png"
        ? Reply(status: 302, headers: [("Location", "http://elsewhere.example/b.png")]) : .json("{}")
    }
    try await withTemporaryFolder { folder in
      try await Harness.run(configure: { $0.mayDownload = { $0 == "127.0.0.1" } }, script: script) { harness in
        let url = "http://127.0.0.1:\(harness.server.port)/a.png"
        let error = await failure { _ = try await Saver(harness.client).save(Value(url), to: SaveTarget(folder)) }
        #expect(error?.kind == .permission && error?.message.contains("elsewhere.example") == true)
        #expect(names(in: folder).isEmpty && harness.server.requests.count == 1)
      }
    }
  }

  @Test func aForeignHostGetsNoTokenEvenForA401() async throws {
    let elsewhere = try await ScriptedServer.start { _, _ in .problem(401, "{}") }
    try await withTemporaryFolder { folder in
      try await Harness.run(script: { _, _ in .json("{}") }) { harness in
        let url = Value("http://127.0.0.1:\(elsewhere.port)/v1/files/x")
        let error = await failure { _ = try await Saver(harness.client).save(url, to: SaveTarget(folder)) }
        #expect(error?.kind == .auth)
      }
      #expect(names(in: folder).isEmpty)
    }
    #expect(elsewhere.requests.count == 1)
    #expect(elsewhere.requests.allSatisfy { $0.header("authorization") == nil })
    try await elsewhere.stop()
  }

  @Test func whereNothingCanBeWrittenNothingIsLeft() async throws {
    try await withTemporaryFolder { folder in
      try writeFile(folder + "/file", [])
      try await Harness.run(script: { _, _ in Self.file("x") }) { harness in
        let url = Value("http://127.0.0.1:\(harness.server.port)/out.png")
        let error = await failure { _ = try await Saver(harness.client).save(url, to: SaveTarget(folder + "/file/x/")) }
        #expect(error?.kind == .io)
      }
      #expect(names(in: folder) == ["file"])
    }
  }

  @Test func whatNestsTooDeepIsRefused() async throws {
    try await Harness.run(script: { _, _ in .json("{}") }) { harness in
      var deep: Value = "x"
      for _ in 0..<100_000 { deep = [deep] }
      let value = deep
      let error = await failure { _ = try await Saver(harness.client).save(value, to: SaveTarget("/tmp/")) }
      #expect(error?.kind == .argument)
    }
  }

  @Test(arguments: [
    ("out/", SaveTarget.folder("out")), ("out//", .folder("out")), ("/", .folder("/")), ("/tmp", .folder("/tmp")),
    ("fox.png", .file("fox.png")), ("out/fox", .file("out/fox")),
  ])
  func targets(text: String, target: SaveTarget) {
    #expect(SaveTarget(text) == target)
  }
}
