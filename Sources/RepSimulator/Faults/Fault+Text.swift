/// Faults as a command line writes them: `EFFECT[@OPERATION,…][=OCCURRENCE]`.
///
/// For example `500`, `lost@predictions.create=0.1`, `throttled:3=first:2`, `late:5s@predictions.create=nth:1,4`,
/// `html:502=every:10`.
extension Fault {
  /// The effects by their words, with an example of each; what `rep serve --help` lists.
  public static let effectWords: [(word: String, example: String, help: String)] = [
    ("STATUS", "500", "an error answer with that status"),
    ("throttled", "throttled:3", "429, wait 3 seconds; throttled:3:date|sentence|none says so elsewhere"),
    ("html", "html:502", "an error answer with an HTML page"),
    ("reset", "reset", "the connection is reset, nothing happened"),
    ("lost", "lost", "the request is accepted, its answer is lost"),
    ("late", "late:5s", "504 now, and the create is accepted 5 seconds later"),
    ("truncated", "truncated", "the body breaks off"),
    ("slow", "slow:2s", "the body takes 2 seconds"),
    ("delayed", "delayed:2s", "the answer begins after 2 seconds"),
    ("malformed", "malformed", "a body that is no JSON"),
    ("huge", "huge:50000000", "a body of 50 MB"),
    ("deep", "deep:10000", "a body nested 10,000 levels deep"),
    ("redirect", "redirect", "307 to another origin"),
    ("next", "next:circle", "a page's link to the next: null, http, same, circle, endless"),
  ]

  /// Reads the form above; nil where it is none or names an operation that does not exist.
  public init?(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = sides[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let effect = Effect(text: parts[0]) else { return nil }
    let operations = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
    guard operations.allSatisfy({ Operation(rawValue: $0) != nil || Fault.places.contains($0) }), parts.count == 1 || !operations.isEmpty
    else { return nil }
    guard sides.count == 1 || !sides[1].isEmpty,
      let occurrence = Occurrence(text: sides.count > 1 ? sides[1] : "always")
    else { return nil }
    self.init(effect, at: Set(operations), when: occurrence)
  }
}

extension Fault.Effect {
  fileprivate init?(text: Substring) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let argument = parts.count > 1 ? parts[1] : nil
    guard parts.count <= (parts[0] == "throttled" ? 3 : 2) else { return nil }
    switch (parts[0], argument) {
    case ("reset", nil): self = .reset
    case ("lost", nil): self = .answerLost
    case ("truncated", nil): self = .truncated
    case ("malformed", nil): self = .malformed
    case ("redirect", nil): self = .redirect
    case ("throttled", let argument?):
      let hint = parts.count > 2 ? Fault.WaitHint(rawValue: String(parts[2])) : .seconds
      guard let seconds = Int(argument), seconds >= 0, let hint else { return nil }
      self = .throttled(seconds: seconds, hint: hint)
    case ("next", let argument?):
      guard let link = Fault.NextLink(rawValue: String(argument)) else { return nil }
      self = .next(link)
    case ("html", let argument?):
      guard let status = Int(argument), (400...599).contains(status) else { return nil }
      self = .html(status)
    case ("late", let argument?):
      guard let duration = Duration(text: argument) else { return nil }
      self = .acceptedLate(duration)
    case ("slow", let argument?):
      guard let duration = Duration(text: argument) else { return nil }
      self = .slowBody(duration)
    case ("delayed", let argument?):
      guard let duration = Duration(text: argument) else { return nil }
      self = .delayed(duration)
    case ("huge", let argument?):
      guard let size = Int(argument), size >= 0 else { return nil }
      self = .huge(size)
    case ("deep", let argument?):
      guard let depth = Int(argument), depth >= 0 else { return nil }
      self = .deep(depth)
    case (let word, nil):
      guard let status = Int(word), (400...599).contains(status) else { return nil }
      self = .status(status)
    default: return nil
    }
  }
}

extension Fault.Occurrence {
  fileprivate init?(text: Substring) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("always", nil): self = .always
    case ("first", let argument?):
      guard let count = Int(argument), count >= 0 else { return nil }
      self = .first(count)
    case ("every", let argument?):
      guard let count = Int(argument), count > 0 else { return nil }
      self = .every(count)
    case ("nth", let argument?):
      let numbers = argument.split(separator: ",").map { Int($0) }
      guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else { return nil }
      self = .nth(Set(numbers.compactMap { $0 }))
    case (let text, nil):
      guard let rate = Double(text), (0...1).contains(rate) else { return nil }
      self = .rate(rate)
    default: return nil
    }
  }
}

extension Duration {
  /// `500ms`, `2s`, `1.5s`, `3m`, or a bare number of seconds.
  init?(text: Substring) {
    let units: [(suffix: String, seconds: Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
      let number = Double(text.dropLast(unit.suffix.count)), number >= 0, number * unit.seconds < 1e9
    else { return nil }
    self = .microseconds(Int64((number * unit.seconds * 1e6).rounded()))
  }
}
