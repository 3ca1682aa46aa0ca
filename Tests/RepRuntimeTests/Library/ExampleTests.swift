import RepValue
import Testing

@testable import RepRuntime

/// Every built-in documents itself, and its examples say the truth.
@Suite struct ExampleTests {
  private static let examples: [(name: String, code: String, result: String)] = Library.all.flatMap { builtin in
    guard builtin.effects.isEmpty, builtin.result != .nothing else { return [(String, String, String)]() }
    return builtin.examples.map { example in
      let parts = example.split(separator: " => ")
      return (builtin.name, parts.dropLast().joined(separator: " => "), String(parts.last ?? ""))
    }
  }

  @Test func everyBuiltinIsDocumented() {
    for builtin in Library.all {
      #expect(!builtin.summary.isEmpty, "\(builtin.name)")
      #expect(builtin.summary.last.map { ".".contains($0) } == true, "\(builtin.name): \(builtin.summary)")
      #expect(!builtin.examples.isEmpty, "\(builtin.name)")
    }
  }

  @Test(arguments: examples.indices)
  func exampleHolds(index: Int) async throws {
    let example = Self.examples[index]
    #expect(!example.code.isEmpty, "\(example.name): an example of a pure built-in is `code => result`")
    let value = try await LibraryScript.evaluate("let value = \(example.code)\nvalue")
    let expected = try await LibraryScript.evaluate("let value = \(example.result)\nvalue")
    #expect(LibraryScript.shown(value) == LibraryScript.shown(expected), "\(example.code)")
  }

  @Test func everythingThatTheLanguagePageListsIsThere() {
    let functions = """
      len type print log int float string div min max sum abs round floor ceil sqrt json.parse json.text json.find \
      base64.encode base64.decode time.parse time.text take find collect table
      """
    let names = Set(Library.all.filter { $0.receiver == nil }.map(\.name))
    for name in functions.split(separator: " ") { #expect(names.contains(String(name)), "\(name)") }
    let methods: [(ValueTypes, String)] = [
      (
        .string,
        """
        upper lower trim split lines replace contains starts_with ends_with pad_left pad_right match match_all \
        graphemes
        """
      ),
      (
        .list,
        """
        map filter reduce each find any all sort sort_by group_by unique flatten zip chunk take drop first last join \
        contains index_of reverse enumerate sum min max push pop insert remove
        """
      ),
      (.object, "keys values items has get merge without pick map_values remove"),
    ]
    for (receiver, list) in methods {
      let names = Set(Library.all.filter { $0.receiver?.contains(receiver) == true }.map(\.name))
      for name in list.split(separator: " ") { #expect(names.contains(String(name)), "\(name)") }
    }
  }
}
