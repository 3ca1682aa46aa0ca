/// The limit in "…reduced to 6 requests per minute with a burst of 1 requests…".
struct NamedLimit: Equatable {
  let perMinute: Double
  let burst: Double

  init?(_ detail: String) {
    let words = detail.split(separator: " ")
    guard let at = words.indices.first(where: { words[$0...].starts(with: ["requests", "per", "minute"]) }), at > 0,
      let perMinute = Double(words[at - 1]), perMinute > 0
    else { return nil }
    let of = words.indices.first { words[$0...].starts(with: ["burst", "of"]) }
    self.perMinute = perMinute
    burst = of.flatMap { $0 + 2 < words.endIndex ? Double(words[$0 + 2]) : nil } ?? 1
  }
}
