import Rep
import RepRuntime
import RepSyntax
import RepValue

/// What follows a script on the command line: its params as flags, flags of `rep run`, and arguments for `args()`.
///
/// A param's flag is its name with `-` for `_`. A param wins over a flag of `rep run` of the same name, which can still
/// stand before the script.
struct ScriptArguments {
  /// Values by param.
  private(set) var params: [String: Value] = [:]
  /// Flags of `rep run`.
  private(set) var flags: [String] = []
  /// Everything else.
  private(set) var arguments: [String] = []
  private(set) var asksForHelp = false

  /// Reads the words after a script.
  /// - Throws: ``UsageError`` for an unknown flag, a missing value, or one that cannot be read.
  init(_ words: [String], for declared: [Program.Param]) throws(UsageError) {
    let byFlag = Dictionary(declared.map { ("--" + Self.flag($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    var texts: [String: [String]] = [:]
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" {
        arguments += words[index...]
        break
      }
      guard word.hasPrefix("-"), word != "-", !Self.isNumber(word) else {
        arguments.append(word)
        continue
      }
      let name = RunFlags.name(of: word)
      let inline = word.count > name.count ? String(word.dropFirst(name.count + 1)) : nil
      if let param = byFlag[Self.canonical(name)] {
        texts[param.name, default: []].append(try Self.value(of: param, name, inline, words, &index))
      } else if let param = Self.negated(name, byFlag), inline == nil {
        texts[param.name, default: []].append("false")
      } else if name == "--help" || name == "-h" {
        asksForHelp = true
      } else if let takesValue = RunFlags.takesValue[name] {
        flags.append(word)
        if takesValue, inline == nil, index < words.count {
          flags.append(words[index])
          index += 1
        }
      } else {
        throw UsageError.unknownFlag(word, among: Array(byFlag.keys) + RunFlags.takesValue.keys + ["--help"])
      }
    }
    if !asksForHelp { try read(texts, declared) }
  }

  /// The flag of a param, without its dashes.
  static func flag(_ name: String) -> String { String(name.map { $0 == "_" ? "-" : $0 }) }

  private mutating func read(_ texts: [String: [String]], _ declared: [Program.Param]) throws(UsageError) {
    for param in declared {
      guard let given = texts[param.name] else { continue }
      do throws(ScriptError) {
        params[param.name] = try ParamReader.value(of: param, from: given)
      } catch {
        throw UsageError("--\(Self.flag(param.name)): \(error.message)", hint: error.hint)
      }
    }
    let missing = declared.filter { $0.isRequired && texts[$0.name] == nil }
    guard !missing.isEmpty else { return }
    let flags = missing.map { "--\(Self.flag($0.name))" }.joined(separator: ", ")
    throw UsageError(
      "the script needs \(flags)", hint: missing.count == 1 ? missing[0].documentation : "--help explains them")
  }

  /// The text that a flag gives: after `=`, else the next word; a bool needs none.
  private static func value(
    of param: Program.Param, _ name: String, _ inline: String?, _ words: [String], _ index: inout Int
  ) throws(UsageError) -> String {
    if let inline { return inline }
    let next = index < words.count ? words[index] : nil
    if param.type == "bool" {
      guard let next, next == "true" || next == "false" else { return "true" }
      index += 1
      return next
    }
    guard let next, !next.hasPrefix("--") else {
      throw UsageError("\(name) needs a value", hint: "a value that begins with -- is written \(name)=--…")
    }
    index += 1
    return next
  }

  private static func negated(_ name: String, _ byFlag: [String: Program.Param]) -> Program.Param? {
    guard name.hasPrefix("--no-"), let param = byFlag["--" + canonical(String(name.dropFirst(5)))],
      param.type == "bool"
    else { return nil }
    return param
  }

  /// `--max_cost` is taken for `--max-cost`.
  private static func canonical(_ name: String) -> String { flag(name) }

  private static func isNumber(_ word: String) -> Bool { ParamReader.number(word) != nil }
}

extension UsageError {
  /// There is no such flag.
  static func unknownFlag(_ word: String, among known: some Sequence<String>) -> UsageError {
    let name = RunFlags.name(of: word)
    let near = Suggestion.nearest(to: name, among: known)
    return UsageError("there is no flag \(name)", hint: near.map { "did you mean \($0)?" } ?? "--help lists the flags")
  }
}
