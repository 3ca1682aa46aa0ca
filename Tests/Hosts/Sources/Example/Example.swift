import Foundation
import Rep

/// The example of the documentation, word for word: what a program needs to embed scripts.
@main struct Example {
  static func main() async throws {
    let source = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)

    let engine = Engine(
      token: .environment,                                   // never visible to a script
      permissions: .init(read: ["assets"], write: ["out"]),  // default: none
      limits: .init(steps: 10_000_000, callDepth: 1_000, memory: 64 << 20, duration: .seconds(60), predictions: 20)
    )
    engine.register("shout", help: "Upper-cases a string.") { (text: String) in text.uppercased() }
    engine.register("user") { (id: Int) async throws -> User in try await database.user(id) }   // Codable in and out

    let script = try engine.compile(source, name: "poster.rep")          // all diagnostics, with spans
    let result = try await script.run(params: ["subject": "an otter"])   // Task cancellation stops it, here and on the server
    let urls = try result.decode([URL].self)
    for await event in script.events { show(event) }                     // prediction created, progress, logs, finished, cost

    for url in urls { print("picture:", url.pathExtension) }
  }

  private static func show(_ event: RunEvent) {
    switch event {
    case .created(let run, _): print("created:", run.shortModel)
    case .finished(let run): print("finished:", run.status.text)
    default: break
    }
  }
}

struct User: Codable {
  var id: Int
  var name: String
}

struct Database {
  func user(_ id: Int) async throws -> User { User(id: id, name: "Ada") }
}
let database = Database()
