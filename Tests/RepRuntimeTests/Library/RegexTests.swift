import Foundation
import RepValue
import Testing

@testable import RepRuntime

@Suite struct RegexTests {
  /// The text and the groups of the first match, as JSON; `null` for none.
  private func first(_ pattern: String, _ text: String) throws -> String {
    let storage = StringStorage.make(text)
    let program = try RegexProgram(pattern)
    var machine = RegexMachine(program, storage)
    guard let slots = try machine.firstMatch(from: 0, { (_) throws(ScriptError) in }) else { return "null" }
    let parts: [Value] = stride(from: 0, to: slots.count, by: 2).map { slot in
      slots[slot] < 0 ? .null : .string(storage.slice(fromByte: slots[slot], to: slots[slot + 1]))
    }
    return Value(parts).debugDescription
  }

  @Test(arguments: [
    ("abc", "xabcx", #"["abc"]"#), ("", "abc", #"[""]"#), ("a*", "baaa", #"[""]"#), ("a+", "baaa", #"["aaa"]"#),
    ("a+?", "baaa", #"["a"]"#), ("a??b", "ab", #"["ab"]"#), ("(a|ab)(c|bcd)(d*)", "abcd", #"["abcd","a","bcd",""]"#),
    ("(a+)(b+)?", "aab", #"["aab","aa","b"]"#), ("(a)|(b)", "b", #"["b",null,"b"]"#), ("a.c", "a\nc", "null"),
    ("(?s)a.c", "a\nc", #"["a\nc"]"#), ("^b", "a\nb", "null"), ("(?m)^b$", "a\nb\nc", #"["b"]"#),
    ("a$", "a\n", "null"),
    ("a\\z", "ba", #"["a"]"#), ("\\bfoo\\b", "a foo.", #"["foo"]"#), ("\\bfoo\\b", "afoo", "null"),
    ("\\Boo", "foo", #"["oo"]"#),
    ("[a-c]+", "xxabcd", #"["abc"]"#), ("[^a-c]+", "abxyc", #"["xy"]"#), ("[]a]+", "x]a]", #"["]a]"]"#),
    ("[a-]+", "-a-", #"["-a-"]"#),
    ("[\\]\\\\]+", "\\]", #"["\\]"]"#), ("[\\d_]+", "a1_2b", #"["1_2"]"#), ("[^\\W\\d]+", "12größe", #"["größe"]"#),
    ("\\d{2,3}", "12345", #"["123"]"#), ("\\d{2,3}?", "12345", #"["12"]"#), ("\\d{2}", "1", "null"),
    ("x{0}y", "xy", #"["y"]"#),
    ("a{,2}", "a{,2}", #"["a{,2}"]"#), ("{\"a\"}", "{\"a\"}", #"["{\"a\"}"]"#), ("a{2,}", "aaaa", #"["aaaa"]"#),
    ("(?i)straSSe", "STRASSE", #"["STRASSE"]"#), ("(?i)[a-z]+é", "ABCÉ", #"["ABCÉ"]"#),
    ("(?i:A)b", "ab", #"["ab"]"#), ("(?i:A)b", "aB", "null"),
    ("a(?i)b", "aB", #"["aB"]"#), ("(a(?i)b)c", "aBC", "null"), ("(?-i)a", "A", "null"),
    ("(?<year>\\d+)-(?P<m>\\d+)", "2026-04", #"["2026-04","2026","04"]"#), ("(?:ab)+", "ababa", #"["abab"]"#),
    ("(a*)*", "aab", #"["aa","aa"]"#), ("(a*)+b", "aab", #"["aab","aa"]"#), ("(a|b)*", "abba", #"["abba","a"]"#),
    ("é.", "xé🦦", #"["é🦦"]"#), ("\\u00e9\\x41\\u{1F9A6}", "éA🦦", #"["éA🦦"]"#),
    ("\\p{Lu}\\p{Ll}+", "der Äpfel", #"["Äpfel"]"#),
    ("\\P{L}+", "ab12", #"["12"]"#), ("\\p{Sc}", "5€", #"["€"]"#), ("[\\p{L}-]+", "a-b c", #"["a-b"]"#),
    ("\\s+", "a \t\u{A0}b", "[\" \\t\u{A0}\"]"),
    ("a|b|", "c", #"[""]"#), ("(?:)", "", #"[""]"#), ("\\.\\*\\(\\)", ".*()", #"[".*()"]"#), ("\\/", "/", #"["/"]"#),
    ("(foo|foobar)$", "foobar", #"["foobar","foobar"]"#), ("x*?y", "xxy", #"["xxy"]"#),
    ("(..)(?:..)", "abcd", #"["abcd","ab"]"#),
    (".*b|a", "aab", #"["aab"]"#), ("\\w+@\\w+\\.\\w{2,}", "mail ada@example.org now", #"["ada@example.org"]"#),
  ])
  func matches(pattern: String, text: String, result: String) throws {
    #expect(try first(pattern, text) == result, "\(pattern) in \(text)")
  }

  @Test(arguments: [
    ("(", "`(` without `)`", 0), ("a)", "`)` without `(`", 1), ("[a", "`[` without `]`", 0),
    ("[]", "`[` without `]`", 0),
    ("*a", "repeats nothing", 0), ("a|*", "repeats nothing", 2), ("a**", "two quantifiers", 2),
    ("a++", "possessive", 2),
    ("(a)\\1", "backreferences", 3), ("\\k<a>", "backreferences", 0), ("(?=a)", "lookaround", 0),
    ("(?<!a)b", "lookaround", 0),
    ("\\", "at the end", 0), ("\\q", "unknown escape", 0), ("[b-a]", "wrong order", 2), ("[a-\\d]", "end a range", 2),
    ("a{3,2}", "wrong order", 1), ("a{1001}", "at most 1000", 1), ("(?<1x>a)(?<1x>b)", "two groups", 11),
    ("(?<>a)", "group's name", 3),
    ("(?z)a", "unknown flag", 0), ("\\p{Foo}", "general category", 0), ("\\x4", "hexadecimal", 0),
    ("\\u{110000}", "hexadecimal", 0),
    ("^*", "cannot be repeated", 1), ("((a{1000}){1000}){1000}", "too large", 0),
    (String(repeating: "(", count: 5000), "deeper", 100),
  ])
  func refuses(pattern: String, message: String, position: Int) {
    #expect { try RegexProgram(pattern) } throws: { error in
      guard let error = error as? RegexError else { return false }
      return error.message.contains(message) && error.position == position
    }
  }

  @Test func evilPatternsTakeLinearTime() throws {
    // Exponential for a backtracking engine.
    let text = String(repeating: "a", count: 2000)
    for pattern in ["(a+)+$b", "(a|a)*b", "(a|aa)+b", "(.*)(.*)(.*)(.*)(.*)x", "(a?){50}a{50}b", "(x+x+)+y"] {
      #expect(try first(pattern, text) == "null")
    }
  }

  @Test func agreesWithFoundation() throws {
    // Random small patterns over a small alphabet, against ICU.
    var state: UInt64 = 42
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    func pattern(_ depth: Int) -> String {
      switch random(depth > 0 ? 9 : 3) {
      case 0: return "a"
      case 1: return "b"
      case 2: return ["[ab]", ".", "[^a]", "c"][random(4)]
      case 3, 4: return pattern(depth - 1) + pattern(depth - 1)
      case 5: return "(?:" + pattern(depth - 1) + "|" + pattern(depth - 1) + ")"
      case 6: return "(" + pattern(depth - 1) + ")"
      case 7: return "(?:" + ["a", "b", "ab", "[bc]"][random(4)] + ")" + ["*", "+", "?", "*?", "+?", "{2}",
      "{1,2}"][random(7)]
      default: return "(?:" + pattern(depth - 1) + "){1,2}"
      }
    }
    var compared = 0
    for _ in 0..<1500 {
      let source = pattern(3)
      let text = String((0..<random(9)).map { _ in Character(["a", "b", "c"][random(3)]) })
      let expression = try NSRegularExpression(pattern: source)
      let match = expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
      let expected: String? = match.flatMap { Range($0.range, in: text).map { String(text[$0]) } }
      let found = try JSON.parse(try first(source, text))
      #expect(found[0].string == expected, "\(source) in \(text)")
      compared += match == nil ? 0 : 1
    }
    #expect(compared > 300)
  }

  @Test func matchAll() async throws {
    let table: [(code: String, result: String)] = [
      (#""aaa".match_all('a')"#, #"[{"text":"a","groups":[]},{"text":"a","groups":[]},{"text":"a","groups":[]}]"#),
      (#""aé".match_all('').map(m => m.text)"#, #"["","",""]"#),
      (#""abab".match_all('a(b)?').map(m => m.groups[0])"#, #"["b","b"]"#),
      (#""a1".match_all('x*').map(m => m.text)"#, #"["","",""]"#), (#""x".match_all('y')"#, "[]"),
      (
        #""k=v".match('(?<key>\w)=(?<value>\w)')"#,
        #"{"text":"k=v","groups":["k","v"],"names":{"key":"k","value":"v"}}"#
      ),
    ]
    for (code, result) in table {
      #expect(try await LibraryScript.evaluate(code).debugDescription == result, "\(code)")
    }
    let error = try #require(try await LibraryScript.failure("\"a\".match('a(')"))
    #expect(error.kind == .argument)
    #expect(error.message.contains("without"))
    #expect(error.hint == "at character 2 of the pattern")
  }
}
