import RepValue
@testable import Replicate
import Testing

struct VisibleInputTests {
  @Test(arguments: [
    (#"{"a": 1, "b": [true, null]}"#, #"{"b": [true, null], "a": 1.0, "added": "by the server"}"#, "exact"),
    (#"{}"#, #"{"a": 1}"#, "exact"),
    (#"{"a": null}"#, #"{}"#, "exact"),
    (#"{"a": 1}"#, #"{"a": 2}"#, "none"),
    (#"{"a": 1}"#, #"{"a": "1"}"#, "none"),
    (#"{"a": "1"}"#, #"{"a": 1}"#, "none"),
    (#"{"a": true}"#, #"{"a": 1}"#, "none"),
    (#"{"a": [1, 2]}"#, #"{"a": [2, 1]}"#, "none"),
    (#"{"a": [1]}"#, #"{"a": [1, 2]}"#, "none"),
    (#"{"a": "x"}"#, #"{}"#, "none"),
    (#"{"a": "x"}"#, "null", "none"),
    (#"{"a": {"b": "x"}}"#, #"{"a": {"b": "x", "c": 1}}"#, "exact"),
    // A secret is blanked, whoever named it.
    (#"{"a": "x", "key": "hunter2"}"#, #"{"a": "x", "key": "[REDACTED]"}"#, "possible"),
    (#"{"a": "hunter2"}"#, #"{"a": "********"}"#, "possible"),
    // A file may be shown under another address, but not as another file.
    (#"{"a": "data:image/png;base64,AAAA"}"#, #"{"a": "data:image/png;base64,AAAA"}"#, "exact"),
    (#"{"a": "data:image/png;base64,AAAA"}"#, #"{"a": "https://replicate.delivery/x.png"}"#, "possible"),
    (#"{"a": "data:image/png;base64,AAAA"}"#, #"{"a": "data:image/png;base64,BBBB"}"#, "none"),
    (#"{"a": "https://api.replicate.com/v1/files/1"}"#, #"{"a": "https://replicate.delivery/x.png"}"#, "possible"),
    (#"{"a": "https://example.com/1.png"}"#, #"{"a": "https://example.com/2.png"}"#, "none"),
    (#"{"a": "data:image/png;base64,AAAA"}"#, #"{"a": "otter"}"#, "none"),
  ])
  func matching(sent: String, listed: String, match: String) throws {
    let input = VisibleInput(try .json(sent), secretKeys: ["key"])
    #expect("\(input.match(try .json(listed)))" == match)
  }

  @Test(arguments: [
    (#"{"a": 1, "b": 2}"#, #"{"b": 2.0, "a": 1e0}"#, true),
    (#"{"a": "data:image/png;base64,AAAA"}"#, #"{"a": "https://api.replicate.com/v1/files/9"}"#, true),
    (#"{"a": "x", "key": "1"}"#, #"{"a": "x", "key": "2"}"#, true),
    (#"{"a": "1"}"#, #"{"a": 1}"#, false),
    (#"{"a": ["x", "y"]}"#, #"{"a": ["x\",1\"y"]}"#, false),
    (#"{"a": null}"#, #"{"a": false}"#, false),
    (#"{"a": "https://example.com/1.png"}"#, #"{"a": "https://example.com/2.png"}"#, false),
  ])
  func equalKeysAreEqualToTheList(left: String, right: String, isSame: Bool) throws {
    let keys = try [left, right].map { VisibleInput(try .json($0), secretKeys: ["key"]).key }
    #expect((keys[0] == keys[1]) == isSame)
  }

  @Test(arguments: [
    ("models.predictions.create", #"{"model_owner": "a", "model_name": "b"}"#, #"{"model": "a/b", "version": "hidden"}"#, true),
    ("models.predictions.create", #"{"model_owner": "a", "model_name": "b"}"#, #"{"model": "a/c"}"#, false),
    ("models.predictions.create", #"{"model_owner": "a", "model_name": "b"}"#, #"{"model": "a/b", "source": "web"}"#, false),
    ("models.predictions.create", #"{"model_owner": "a", "model_name": "b"}"#, #"{"model": "a/b", "deployment": "a/d"}"#, false),
    ("predictions.create", #"{"version": "a/b"}"#, #"{"model": "a/b"}"#, true),
    ("predictions.create", #"{"version": "a/b:v1"}"#, #"{"model": "x/b"}"#, false),
    ("deployments.predictions.create", #"{"deployment_owner": "a", "deployment_name": "d"}"#, #"{"deployment": "a/d"}"#, true),
    ("deployments.predictions.create", #"{"deployment_owner": "a", "deployment_name": "d"}"#, #"{"deployment": "d"}"#, true),
    ("deployments.predictions.create", #"{"deployment_owner": "a", "deployment_name": "d"}"#, #"{"deployment": "a/e"}"#, false),
    ("trainings.create", #"{"owner": "a", "name": "b", "version_id": "v", "destination": "me/x"}"#, #"{"model": "a/b"}"#, true),
    ("trainings.create", #"{"owner": "a", "name": "b", "version_id": "v", "destination": "me/x"}"#, #"{"model": "a/c"}"#, false),
  ])
  func targets(operation: String, values: String, record: String, agrees: Bool) throws {
    let operation = try #require(Operations.operation(id: operation))
    let target = try #require(CreateTarget(operation, try .json(values)))
    #expect(target.agrees(with: try .json(record)) == agrees)
  }

  @Test func versionsAreComparedWhereTheyAreShown() throws {
    let (one, two) = (String(repeating: "1", count: 64), String(repeating: "2", count: 64))
    for sent in [one, "a/b:" + one] {
      let target = try #require(CreateTarget(.predictionsCreate, ["version": Value(sent)]))
      #expect(target.agrees(with: ["model": "a/b", "version": Value(one)]))
      #expect(!target.agrees(with: ["model": "a/b", "version": Value(two)]))
      #expect(target.agrees(with: ["model": "a/b", "version": "hidden"]))
    }
  }
}
