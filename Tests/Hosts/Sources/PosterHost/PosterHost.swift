import Foundation
import Rep

/// Runs a stranger's script within limits, with functions of this program, and prints its typed result.
///
///     PosterHost SCRIPT [--subject TEXT]
///
/// The account is `REPLICATE_API_TOKEN`'s. Ends with 3 where the script does not compile, with 1 where it fails, and
/// with 7 where a limit or a missing permission ended it.
@main struct PosterHost {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count > 1 else { fail("usage: PosterHost SCRIPT [--subject TEXT]", status: 2) }
    let source: String
    do {
      source = try String(contentsOfFile: arguments[1], encoding: .utf8)
    } catch {
      fail("cannot read \(arguments[1])", status: 2)
    }

    let engine = Engine(
      token: .environment,                                   // never visible to a script
      permissions: .init(read: ["assets"], write: ["out"]),  // default: none
      limits: .init(steps: 10_000_000, callDepth: 1_000, memory: 64 << 20, duration: .seconds(60), predictions: 20)
    )
    engine.register("shout", help: "Upper-cases a string.") { (text: String) in text.uppercased() }
    engine.register("user", ["id"]) { (id: Int) async throws -> User in try await database.user(id) }

    let script: Script
    do {
      script = try engine.compile(source, name: arguments[1])
    } catch {
      fail(error.description, status: 3)
    }
    let counting = Task {
      var tally = RunTally()
      for await event in script.events { tally.note(event, at: 0) }
      return tally
    }
    do throws(ScriptError) {
      var params: [String: Value] = [:]
      if let flag = arguments.firstIndex(of: "--subject"), flag + 1 < arguments.count {
        params["subject"] = Value(arguments[flag + 1])
      }
      let result = try await script.run(params: params, output: StandardOutput())
      let posters = try decode(result)
      for poster in posters { print("\(poster.title): \(poster.url)") }
    } catch {
      let limit = error.limit.map { " (limit \($0.rawValue))" } ?? ""
      fail("\(error.kind.rawValue)\(limit): \(error.message)", status: error.kind == .limit || error.kind == .permission ? 7 : 1)
    }
    let tally = await counting.value
    print("\(tally.succeeded) predictions succeeded")
  }

  /// What the script must give.
  struct Poster: Decodable {
    var title: String
    var url: URL
  }

  /// - Throws: kind `type`, with the path to what does not fit, such as `[1].url`.
  private static func decode(_ result: Value) throws(ScriptError) -> [Poster] {
    do { return try result.decode([Poster].self) } catch { throw ScriptError(.type, "the script's result: \(error)") }
  }

  private static func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}

/// Somebody whom the program knows.
struct User: Codable {
  var id: Int
  var name: String
}

/// Stands for the program's own data.
struct Database {
  struct Unknown: Error, CustomStringConvertible {
    let id: Int
    var description: String { "there is no user \(id)" }
  }

  func user(_ id: Int) async throws -> User {
    guard id == 7 else { throw Unknown(id: id) }
    return User(id: id, name: "Ada")
  }
}
let database = Database()

/// Writes what a script prints to this program's output.
struct StandardOutput: OutputSink {
  func write(_ bytes: UnsafeRawBufferPointer) { FileHandle.standardOutput.write(Data(bytes)) }
}
