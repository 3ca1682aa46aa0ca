import RepValue
import Testing

@testable import Rep

/// What is written in the place of secrets, and what comes of it when it is read.
struct SecretTextsTests {
  private static let key = ContentKey([1, 2, 3])

  private func bytes(_ value: Value) throws -> [UInt8] { try JSON.bytes(value) }

  /// All texts in a value, one after the other.
  private func text(_ value: Value) -> String {
    if let text = value.string { return text }
    return value.array?.map(text).joined() ?? (value.pairs ?? []).map { text($0.value) }.joined()
  }

  @Test(
    "A secret that pieces cut is hidden wherever it is cut, and each piece comes back as it was",
    arguments: ["correct horse", "tab\tand \"quote\"", "back\\slash\u{1}s", "schlüssel-€-𝄞!"])
  func cuts(_ secret: String) throws {
    let secrets = SecretTexts()
    secrets.add(Value(secret), nil)
    let characters = Array(secret)
    for first in 0...characters.count {
      for second in first...characters.count {
        let pieces: Value = [
          "it is ", Value("<" + String(characters[..<first])), Value(String(characters[first..<second])),
          Value(String(characters[second...]) + ">"), " again: ", Value(secret),
        ]
        let value: Value = ["pieces": pieces, "n": 1]
        let hidden = secrets.hide(in: try bytes(value))
        let seen = try JSON.parse(hidden)
        #expect(!text(seen).contains(secret), "\(first), \(second)")
        #expect(seen["pieces"].count == 6, "\(first), \(second)")
        // Each cut piece alone says nothing either.
        for piece in seen["pieces"].array ?? [] {
          #expect(["it is ", "<", ">", " again: ", ""].contains(piece.string) || text(piece).contains("secret:input:"))
        }
        #expect(try JSON.parse(secrets.show(in: hidden)) == value, "\(first), \(second)")
      }
    }
  }

  @Test("What only looks like a cut secret is left alone", arguments: [
    ["correct", "horse"], ["correct ", "x", "horse"], ["correct \",\"horse"], ["correct hors"],
  ] as [[String]])
  func others(_ texts: [String]) throws {
    let secrets = SecretTexts()
    secrets.add("correct horse", nil)
    let written = try bytes(Value(texts.map { Value($0) }))
    #expect(secrets.hide(in: written) == written)
  }

  @Test("Texts of other keys are no pieces")
  func keys() throws {
    let secrets = SecretTexts()
    secrets.add("correct horse", nil)
    let written = try bytes(["a": "correct ", "horse": 1, "b": ["correct ", ["horse"]]])
    #expect(secrets.hide(in: written) == written)
  }

  @Test("A short secret is hidden where it is a whole string, of any length", arguments: ["a", "12", "pin\"4", "1234567"])
  func short(_ secret: String) throws {
    let secrets = SecretTexts()
    secrets.add(["nested": [Value(secret)]], Self.key)
    let value: Value = [
      "echo": Value(secret), "list": [Value(secret), "b"], "in": Value("it is " + secret), "quoted": Value("\"" + secret),
      "number": 12,
    ]
    var object = value
    object[secret] = "as a key"
    let hidden = secrets.hide(in: try bytes(object))
    let seen = try JSON.parse(hidden)
    #expect(seen["echo"].string?.contains("secret:input:") == true)
    #expect(seen["list"][0].string?.contains("secret:input:") == true)
    // A part of another text says nothing, and to hide it would destroy what is not secret.
    #expect(seen["in"] == value["in"])
    #expect(seen["quoted"] == value["quoted"])
    #expect(seen[secret].string == "as a key")
    #expect(try JSON.parse(secrets.show(in: hidden)) == object)
  }

  @Test("The name of a short secret cannot be found by trying texts without the journal's key")
  func names() throws {
    func hidden(_ key: ContentKey?) throws -> [UInt8] {
      let secrets = SecretTexts()
      secrets.add("1234", key)
      return secrets.hide(in: try bytes(["pin": "1234"]))
    }
    #expect(try hidden(Self.key) == hidden(Self.key))
    #expect(try hidden(Self.key) != hidden(ContentKey([4, 5])))
    #expect(try hidden(nil) == bytes(["pin": "1234"]), "nothing is written before there is a key")
  }

  @Test("Messages show a mask", arguments: [
    ("the key hunter2 \"x\" is wrong", "the key ••• is wrong"), ("nothing here", "nothing here"),
  ])
  func messages(_ message: String, _ masked: String) {
    #expect(SecretTexts(["key": "hunter2 \"x\""]).mask(message) == masked)
  }
}
