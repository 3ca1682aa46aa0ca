import RepPictures

/// How a terminal draws pictures.
public enum PictureProtocol: Sendable {
  /// The Kitty graphics protocol, which takes PNG (https://sw.kovidgoyal.net/kitty/graphics-protocol).
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

/// A picture as the bytes that make a terminal draw it.
struct PictureDrawing {
  /// Cells that the picture may take.
  let columns: Int
  let rows: Int

  /// The text to write; nil where the terminal cannot draw the format.
  func text(_ file: [UInt8], by way: PictureProtocol) -> String? {
    switch way {
    case .kitty:
      guard let size = PictureFormat.pngSize(file) else { return nil }
      return kitty(file, size)
    case .iTerm:
      guard PictureFormat(file) != nil else { return nil }
      return iTerm(file)
    case .halfBlocks(let isTrueColor):
      guard let bitmap = try? PNG.decode(file) else { return nil }
      return halfBlocks(bitmap, isTrueColor: isTrueColor)
    }
  }

  /// Chunks of at most 4,096 bytes; `a=T` transmits and shows, `f=100` is PNG, `q=2` asks for no answer.
  private func kitty(_ file: [UInt8], _ size: (width: Int, height: Int)) -> String {
    let base64 = Base64.text(file)
    let cells = fitted(size.width, size.height)
    var text = ""
    var rest = base64[...]
    var isFirst = true
    while !rest.isEmpty || isFirst {
      let chunk = rest.prefix(4_096)
      rest = rest.dropFirst(chunk.count)
      let more = rest.isEmpty ? 0 : 1
      let keys = isFirst ? "a=T,f=100,q=2,c=\(cells.columns),r=\(cells.rows),m=\(more)" : "m=\(more)"
      text += "\u{1B}_G\(keys);\(String(decoding: chunk, as: UTF8.self))\u{1B}\\"
      isFirst = false
    }
    return text + "\n"
  }

  private func iTerm(_ file: [UInt8]) -> String {
    let data = String(decoding: Base64.text(file), as: UTF8.self)
    return "\u{1B}]1337;File=inline=1;size=\(file.count);height=\(rows);preserveAspectRatio=1:\(data)\u{07}\n"
  }

  /// The upper half block in the colour of the upper pixel, on the colour of the lower one.
  private func halfBlocks(_ bitmap: Bitmap, isTrueColor: Bool) -> String {
    let cells = fitted(bitmap.width, bitmap.height)
    let small = bitmap.resized(width: cells.columns, height: cells.rows * 2)
    func code(_ color: Color) -> String {
      // What is transparent shows as black, as most themes are dark.
      let seen = Color.black.mixed(with: Color(red: color.red, green: color.green, blue: color.blue), Double(color.alpha) / 255)
      if isTrueColor { return "2;\(seen.red);\(seen.green);\(seen.blue)" }
      let (red, green, blue) = (Int(seen.red) * 5 / 255, Int(seen.green) * 5 / 255, Int(seen.blue) * 5 / 255)
      return "5;\(16 + 36 * red + 6 * green + blue)"
    }
    var text = ""
    for row in 0..<cells.rows {
      var last = ""
      for column in 0..<cells.columns {
        let colors = "38;\(code(small[column, 2 * row]));48;\(code(small[column, 2 * row + 1]))"
        if colors != last { text += "\u{1B}[\(colors)m" }
        last = colors
        text += "▀"
      }
      text += "\u{1B}[0m\n"
    }
    return text
  }

  /// Cells of a picture with its proportions: a cell is about twice as high as wide.
  private func fitted(_ width: Int, _ height: Int) -> (columns: Int, rows: Int) {
    let scale = min(Double(columns) / Double(max(width, 1)), Double(rows * 2) / Double(max(height, 1)))
    return (max(1, Int(Double(width) * scale)), max(1, Int((Double(height) * scale / 2).rounded())))
  }
}

/// What sort of picture bytes are, by how they begin.
enum PictureFormat: String {
  case png, jpeg, gif, webp

  init?(_ file: [UInt8]) {
    if file.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if file.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if file.starts(with: Array("GIF8".utf8)) {
      self = .gif
    } else if file.count > 12, file.starts(with: Array("RIFF".utf8)), Array(file[8..<12]) == Array("WEBP".utf8) {
      self = .webp
    } else {
      return nil
    }
  }

  /// The size in the header of a PNG; nil for anything else.
  static func pngSize(_ file: [UInt8]) -> (width: Int, height: Int)? {
    guard PictureFormat(file) == .png, file.count >= 24 else { return nil }
    func number(_ start: Int) -> Int { file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(16), number(20))
    return width > 0 && height > 0 ? (width, height) : nil
  }
}

/// RFC 4648, section 4.
enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = 0
      for index in 0..<3 { group = group << 8 | (index < count ? Int(bytes[start + index]) : 0) }
      for index in 0..<4 {
        text.append(index <= count ? digits[group >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return text
  }
}
