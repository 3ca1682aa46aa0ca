/// Writes the answers of the language models: short texts that take up the prompt's words, the same for equal seeds.
///
/// What a script would parse has the right shape: JSON where JSON is asked for, a label where one is asked for.
struct Writer {
  private let prompt: String
  private let lowered: String
  private var random: SplitMix64

  init(prompt: String, random: SplitMix64) {
    self.prompt = prompt
    lowered = prompt.lowercased()
    self.random = random
  }

  mutating func answer() -> String {
    // What follows the first line is often the material, so only the instruction decides the form.
    if lowered.contains("json") { return rating() }
    if lowered.contains("haiku") { return haiku() }
    if has("yes or no", "true or false") { return random.pick(["Yes", "No"]) }
    if has("rate ", "score ") { return "\(Int(random.number(in: 1...10.99))) out of 10." }
    if has("name these", "caption", "title for") { return titles() }
    if has("list ", "ideas", "suggest") { return list() }
    if has("hello", "hi ") && lowered.count < 40 { return "Hello! What would you like to make today?" }
    return essay()
  }

  /// Thinking aloud before the answer, between the tags that reasoning models use.
  mutating func reasonedAnswer() -> String {
    let thought = (1...6).map { step in
      random.pick([
        "First, what is really asked here: \(subject).", "There is an obvious answer, so step \(step) is to doubt it.",
        "Compare two cases of \(subject) and see what differs.", "That would explain most of it, but not the edge.",
        "Put simply, \(subject) comes down to a few causes.", "A short example will say more than a definition.",
      ])
    }
    return "<think>\n\(thought.joined(separator: "\n"))\n</think>\n\n\(essay())"
  }

  private func has(_ phrases: String...) -> Bool {
    phrases.contains { lowered.contains($0) }
  }

  /// The most telling words of the prompt, as one phrase.
  private var subject: String {
    let common: Set<Substring> = [
      "a", "an", "the", "and", "or", "of", "in", "on", "to", "is", "are", "what", "why", "how", "me", "tell", "write",
      "about", "for", "with", "please", "give", "explain", "answer", "these", "name", "you", "your", "be",
    ]
    let words = lowered.split { !$0.isLetter && $0 != "-" }.filter { !common.contains($0) }
    return words.isEmpty ? "that" : words.prefix(4).joined(separator: " ")
  }

  private mutating func rating() -> String {
    let advice = random.pick([
      "show one concrete image", "end on a surprise", "cut the adjectives", "let the sound carry the meaning",
      "name the place", "trust the silence between the lines",
    ])
    return "{\"score\": \(Int(random.number(in: 3...9.99))), \"advice\": \"\(advice)\"}"
  }

  private mutating func haiku() -> String {
    let first = random.pick([
      "rain on the tin roof", "soft rain before dawn", "a cloud lets go slowly", "grey morning window",
    ])
    let second = random.pick([
      "the kettle begins to hum", "one umbrella, two strangers", "each puddle holds a small sky",
      "the gutter tells old stories",
    ])
    let third = random.pick([
      "no one hurries now", "the street learns to shine", "a frog clears its throat", "then the sparrows come",
    ])
    return "\(first)\n\(second)\n\(third)"
  }

  private mutating func titles() -> String {
    let subject = subject
    return (1...3).map { number in
      let title = random.pick(["Quiet", "Bright", "Drifting", "Forgotten", "Paper", "Northern", "Second"])
      return "\(number). \(title) \(subject)"
    }.joined(separator: "\n")
  }

  private mutating func list() -> String {
    let subject = subject
    return (1...5).map { number in
      let verb = random.pick([
        "Begin with", "Simplify", "Turn around", "Draw", "Ask a friend about", "Measure", "Wait for",
      ])
      return "\(number). \(verb) \(subject)."
    }.joined(separator: "\n")
  }

  private mutating func essay() -> String {
    let subject = subject
    let openings = [
      "In short, \(subject) is simpler than it looks.", "There are two ways to see \(subject).",
      "Think of \(subject) as a chain of small steps.",
    ]
    let middles = [
      "Most of what we notice is the result of scattering: some parts travel further than others.",
      "Each step is ordinary; together they give the effect that we see.",
      "What matters is the order in which things happen, not how large they are.",
      "The same rule holds at every scale, which is why it is easy to miss.",
      "Change one condition and the whole picture shifts a little.",
    ]
    let endings = ["That is all there is to it.", "Try it once and it stays with you.", "The rest is detail."]
    let first = random.pick(middles)
    let second = random.pick(middles.filter { $0 != first })
    return [random.pick(openings), first, second, random.pick(endings)].joined(separator: " ")
  }
}

/// Cuts text into the pieces that a language model streams.
enum Tokens {
  /// Words with the blank before them, line ends on their own; joined they are the text again.
  static func split(_ text: String) -> [String] {
    var tokens: [String] = []
    var current = ""
    for character in text {
      if character == "\n" {
        if !current.isEmpty { tokens.append(current) }
        tokens.append("\n")
        current = ""
      } else if character == " ", !current.isEmpty {
        tokens.append(current)
        current = " "
      } else {
        current.append(character)
        // Long words come in two pieces, as they do from real vocabularies.
        if current.count == 7 {
          tokens.append(current)
          current = ""
        }
      }
    }
    if !current.isEmpty { tokens.append(current) }
    return tokens
  }
}
