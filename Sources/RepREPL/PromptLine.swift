/// A command of the prompt: a line that starts with a colon.
enum PromptCommand: String, CaseIterable {
  case help, vars, type, time, load, save, edit, history, clear, local, actions, quit

  /// How it is typed.
  var usage: String {
    switch self {
    case .type, .time: ":\(rawValue) EXPR"
    case .load, .save: ":\(rawValue) FILE"
    default: ":\(rawValue)"
    }
  }

  /// What it does, one line.
  var summary: String {
    switch self {
    case .help: "this list; :help NAME explains a name"
    case .vars: "the variables of the session"
    case .type: "the type of a value"
    case .time: "a value, and how long it took"
    case .load: "run a script in this session"
    case .save: "the session as a script for rep run"
    case .edit: "change the last input in $EDITOR and run it"
    case .history: "the last 20 inputs; :history N the last N"
    case .clear: "forget variables and results"
    case .local: "go on with a simulator: no token, no network, no cost"
    case .actions: "what can be called on Replicate"
    case .quit: "leave, as Ctrl-D does"
    }
  }
}

/// A word that means something at the start of a line, unless a variable is called so.
enum PromptWord: String, CaseIterable {
  case help, jobs, show, open

  /// How it is typed.
  var usage: String {
    switch self {
    case .help: "help NAME, ?NAME"
    case .jobs: "jobs"
    case .show, .open: "\(rawValue) EXPR"
    }
  }

  /// What it does, one line.
  var summary: String {
    switch self {
    case .help: "explains a built-in, a variable or a model"
    case .jobs: "the predictions and trainings that run"
    case .show: "a value, whole, in pages"
    case .open: "saves the files of a value and opens them"
    }
  }
}

/// What a line at the prompt asks for.
enum PromptLine: Equatable {
  /// `:name rest`; the name may be a beginning that only one command has.
  case command(PromptCommand, String)
  /// `:name` that there is not, or that several have.
  case unknownCommand(String)
  /// A word and what follows it.
  case word(PromptWord, String)
  /// Anything else.
  case program(String)

  /// Reads the first line of an input.
  /// - Parameter isBound: whether a variable has a name.
  init(_ text: String, isBound: (String) -> Bool) {
    let line = text.drop { $0 == " " }
    if line.hasPrefix(":") {
      let parts = line.dropFirst().split(separator: " ", maxSplits: 1)
      let name = parts.first.map(String.init) ?? ""
      let rest = parts.count > 1 ? parts[1].trimmingBlanks : ""
      let matches = PromptCommand.allCases.filter { $0.rawValue.hasPrefix(name) }
      if let exact = PromptCommand(rawValue: name) {
        self = .command(exact, rest)
      } else if matches.count == 1, !name.isEmpty {
        self = .command(matches[0], rest)
      } else {
        self = .unknownCommand(name)
      }
      return
    }
    if line.hasPrefix("?") {
      self = .word(.help, line.dropFirst().trimmingBlanks)
      return
    }
    let name = line.prefix { $0.isLetter }
    let rest = line.dropFirst(name.count)
    if let word = PromptWord(rawValue: String(name)), !isBound(word.rawValue), rest.isEmpty || rest.first == " " {
      let argument = rest.trimmingBlanks
      let isExpression = argument.hasPrefix("=") || argument.hasPrefix("|")
      let fits = word == .jobs ? argument.isEmpty : word == .help ? true : !argument.isEmpty
      if fits, !isExpression {
        self = .word(word, argument)
        return
      }
    }
    self = .program(text)
  }
}

extension Substring {
  /// Without blanks around it.
  var trimmingBlanks: String {
    var text = self.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
