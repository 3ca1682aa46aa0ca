import Foundation
import RepValue
import Testing

/// `rep actions`, against the list of actions that the project was given.
@Suite(.timeLimit(.minutes(1)))
struct ActionsTests {
  static let shared = RepProcess.package.deletingLastPathComponent().appendingPathComponent("shared/data/actions.json")

  @Test(
    "Every action and parameter of the list is there, and nothing else",
    .enabled(if: FileManager.default.fileExists(atPath: shared.path), "the list of actions is not on this machine"))
  func agreesWithTheList() async throws {
    let list = try JSON.parse([UInt8](Data(contentsOf: Self.shared)))["actions"].array ?? []
    let finished = try await RepProcess.run(["actions", "--json"])
    let ours = try JSON.parse(finished.output)["actions"].array ?? []
    #expect(list.count == 31)
    #expect(Set(ours.compactMap { $0["action"].string }) == Set(list.compactMap { $0["action"].string }))
    var parameters = 0
    for action in list {
      let name = try #require(action["action"].string)
      let mine = try #require(ours.first { $0["action"].string == name })
      let wanted = action["parameters"].array ?? []
      parameters += wanted.count
      let given = mine["parameters"].array ?? []
      #expect(Set(given.compactMap { $0["name"].string }) == Set(wanted.compactMap { $0["name"].string }), "\(name)")
      for parameter in wanted {
        let place = "\(name).\(parameter["name"].text)"
        let match = try #require(given.first { $0["name"] == parameter["name"] }, "\(place)")
        #expect(match["type"] == parameter["type"], "\(place)")
        #expect(match["required"] == parameter["required"], "\(place)")
        #expect(match["enum"] == parameter["enum"], "\(place)")
        #expect(["path", "query", "header", "body", "part"].contains(match["in"].string), "\(place)")
      }
    }
    #expect(parameters == 88)
  }

  @Test func list() async throws {
    let finished = try await RepProcess.run(["actions"])
    for line in ["models.get ", "REPLICATE_WEBHOOKS_SECRET_GET", "files.download "] {
      #expect(finished.output.contains(line), "\(line)")
    }
    #expect(finished.output.contains("deployments.predictions.create  REPLICATE_CREATE_PREDICTION"))
  }

  @Test(arguments: ["models.list", "REPLICATE_MODELS_LIST", "MODELS_LIST", "replicate_models_list"])
  func one(_ name: String) async throws {
    let finished = try await RepProcess.run(["actions", name])
    #expect(finished.output.hasPrefix("models.list  (REPLICATE_MODELS_LIST)\n"))
    #expect(finished.output.contains("GET /models\n"))
    #expect(finished.output.contains("model_created_at, latest_version_created_at"))
    #expect(finished.output.contains("EXAMPLE:"))
  }

  @Test("Built-ins that are no operations", arguments: [
    ("save", "save(value, to:)\n"), ("split", "string.split("), ("string.split", "string.split("), ("predict", "predict("),
    ("json", "  json.find "), ("models", "  models.create "),
  ])
  func builtin(_ name: String, _ start: String) async throws {
    let finished = try await RepProcess.run(["actions", name])
    #expect(finished.status == 0)
    #expect(finished.output.hasPrefix(start), "\(finished.output)")
  }

  @Test func noneOfThatName() async throws {
    let finished = try await RepProcess.run(["actions", "models.gte"])
    #expect(finished.status == 2)
    #expect(finished.errors.contains("did you mean models.get?"))
  }

  @Test("Each example of an action parses")
  func examples() async throws {
    let rows = try JSON.parse(try await RepProcess.run(["actions", "--json"]).output)
    let names = (rows["actions"].array ?? []) + (rows["operations"].array ?? [])
    #expect(names.count == 37)
    for row in names {
      let name = try #require(row["builtin"].string)
      let help = try await RepProcess.run(["actions", name]).output
      let example = try #require(help.components(separatedBy: "EXAMPLE:\n  ").last)
      let finished = try await RepProcess.run(["fmt", "-"], input: example)
      #expect(finished.status == 0, "\(finished.errors)")
    }
  }
}
