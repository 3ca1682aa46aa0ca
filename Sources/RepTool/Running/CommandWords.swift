/// The words of `rep run` and `rep eval`, sorted: what comes before the script, the script, what follows.
struct CommandWords {
  /// Flags of the command, before the script.
  var flags: [String] = []
  /// The script: a path, `-`, or the text of an `eval`. Nil when there is none.
  var script: String?
  /// Everything after it.
  var rest: [String] = []
  /// `--help` stood before the script.
  var asksForHelp = false

  /// Sorts words.
  /// - Parameter isScript: whether a word that begins with `-` may be the script.
  /// - Throws: ``UsageError`` for a flag that there is not.
  init(_ words: [String], isScript: (String) -> Bool = { _ in false }) throws(UsageError) {
    var index = 0
    while index < words.count {
      let word = words[index]
      index += 1
      if word == "--" {
        guard index < words.count else { return }
        script = words[index]
        index += 1
        break
      }
      if let takesValue = RunFlags.takesValue[RunFlags.name(of: word)] {
        flags.append(word)
        if takesValue, !word.contains("="), index < words.count {
          flags.append(words[index])
          index += 1
        }
      } else if word == "--help" || word == "-h" {
        asksForHelp = true
      } else if word.hasPrefix("-"), word != "-", !isScript(word) {
        throw UsageError.unknownFlag(word, among: Array(RunFlags.takesValue.keys) + ["--help"])
      } else {
        script = word
        break
      }
    }
    rest = Array(words[index...])
  }
}
