import RepPictures

/// A picture as the bytes that make a terminal draw it.
struct PictureDrawing {
  /// Cells that the picture may take.
  let columns: Int
  let rows: Int
  /// The pixels that a cell has at most on screens of today: more than these are not sent.
  private static let cell = (width: 20, height: 40)

  /// The text to write.
  func text(_ file: [UInt8], by way: PictureProtocol) throws(Picture.Failure) -> String {
    switch way {
    case .kitty:
      if let header = PictureHeader(file), header.format == .png { return kitty(file, header.width, header.height) }
      let bitmap = try bitmap(file, pixelsPerCell: Self.cell)
      return kitty(PNG.encode(bitmap), bitmap.width, bitmap.height)
    case .iTerm:
      guard PictureFormat(file) != nil else { throw .unknownFormat }
      return iTerm(file)
    case .halfBlocks(let isTrueColor):
      return halfBlocks(try bitmap(file, pixelsPerCell: (1, 2)), isTrueColor: isTrueColor)
    }
  }

  /// A picture at the size at which it will be seen, or smaller where it is smaller.
  private func bitmap(_ file: [UInt8], pixelsPerCell: (width: Int, height: Int)) throws(Picture.Failure) -> Bitmap {
    var size = (width: Int.max, height: Int.max)
    if let header = PictureHeader(file) {
      let cells = fitted(header.width, header.height)
      size = (cells.columns * pixelsPerCell.width, cells.rows * pixelsPerCell.height)
    }
    let bitmap = try Picture.decode(file, covering: size)
    guard size.width < bitmap.width || size.height < bitmap.height else { return bitmap }
    return bitmap.reduced(width: min(size.width, bitmap.width), height: min(size.height, bitmap.height))
  }

  /// Chunks of at most 4,096 bytes; `a=T` transmits and shows, `f=100` is PNG, `q=2` asks for no answer.
  private func kitty(_ file: [UInt8], _ width: Int, _ height: Int) -> String {
    let base64 = Base64.text(file)
    let cells = fitted(width, height)
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
    let small = bitmap.reduced(width: cells.columns, height: cells.rows * 2)
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
