/// How a terminal draws pictures.
public enum PictureProtocol: Sendable {
  /// The Kitty graphics protocol, which takes PNG; other pictures become one (https://sw.kovidgoyal.net/kitty/graphics-protocol).
  case kitty
  /// The inline images of iTerm2, which take any format (https://iterm2.com/documentation-images.html).
  case iTerm
  /// Two pixels a cell by the upper half block, in 24-bit colours or in the 256 of xterm: a preview.
  case halfBlocks(isTrueColor: Bool)

  /// What a terminal understands, by the variables that it sets.
  public static func detect(_ variable: (String) -> String?) -> PictureProtocol {
    let term = variable("TERM") ?? ""
    let program = variable("TERM_PROGRAM") ?? ""
    // Inside tmux and screen nobody knows what is outside.
    let isNested = variable("TMUX") != nil || term.hasPrefix("screen") || term.hasPrefix("tmux")
    if !isNested {
      if variable("KITTY_WINDOW_ID") != nil || term == "xterm-kitty" || term == "xterm-ghostty" || program == "ghostty" {
        return .kitty
      }
      if program == "iTerm.app" || program == "WezTerm" || variable("LC_TERMINAL") == "iTerm2" { return .iTerm }
    }
    let color = variable("COLORTERM") ?? ""
    return .halfBlocks(isTrueColor: color == "truecolor" || color == "24bit")
  }
}
