/// The colours of results: those of the terminal's own theme.
struct Palette: Sendable {
  let isColored: Bool

  enum Role: String {
    case key = "36"
    case string = "32"
    case number = "33"
    case word = "35"
    case thing = "34"
    case faint = "2"
    case strong = "1"
    case good = "1;32"
    case bad = "1;31"
  }

  func paint(_ text: String, _ role: Role) -> String {
    isColored ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }
}
