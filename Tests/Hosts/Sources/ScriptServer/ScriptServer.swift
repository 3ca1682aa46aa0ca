import Foundation
import Hummingbird
import Rep

/// A server whose one route runs the script in the body of a request, and gives its value as JSON.
///
///     POST /run            200 {"value": …}, or 422 {"error": {kind, message, limit?}}
///
/// Every script has a second, and little of everything else. A client that goes away stops its script.
@main struct ScriptServer {
  static func main() async throws {
    let port = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 8080
    let engine = Engine(token: .environment, limits: limits)
    let router = Router()
    router.post("run") { request, _ in
      let body = try await request.body.collect(upTo: 100_000)
      let answer = await run(String(buffer: body), engine)
      return EditedResponse(
        status: answer.error == nil ? .ok : .unprocessableContent, headers: [.contentType: "application/json"],
        response: String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
    }
    let server = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        print("serving port \(channel.localAddress?.port ?? port)")
        fflush(nil)
      })
    try await server.runService()
  }

  private static var limits: Limits {
    var limits = Limits.untrusted
    limits.duration = .seconds(1)
    return limits
  }

  /// What a script gave, or why it ended.
  struct Answer: Encodable {
    struct Failure: Encodable {
      var kind: String
      var message: String
      var limit: String?
    }
    var value: Value?
    var error: Failure?
  }

  private static func run(_ text: String, _ engine: Engine) async -> Answer {
    do {
      return Answer(value: try await engine.compile(text, name: "posted.rep").run())
    } catch let error as ScriptError {
      return Answer(error: .init(kind: error.kind.rawValue, message: error.message, limit: error.limit?.rawValue))
    } catch {
      return Answer(error: .init(kind: "syntax", message: "\(error)"))
    }
  }
}
