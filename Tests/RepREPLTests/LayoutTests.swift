import Foundation
@testable import RepPictures
import RepSyntax
import RepValue
import Testing

@testable import RepREPL

struct LayoutTests {
  private func lines(_ json: String, width: Int = 40, limit: Int? = 10, isColored: Bool = false) throws -> [String] {
    ValueLayout(width: width, limit: limit, palette: Palette(isColored: isColored)).lines(of: try JSON.parse(json)).lines
  }

  @Test("What fits stands on one line", arguments: ["1", "-0", "1.10", "\"a\"", "[1, 2]", "{\"a\": [true, null]}", "[]", "{}"])
  func short(_ json: String) throws { #expect(try lines(json) == [json]) }

  @Test("What does not is broken by element")
  func long() throws {
    #expect(
      try lines(#"{"name": "otter", "urls": ["https://example.org/a", "https://example.org/b"], "n": 1}"#)
        == ["{", #"  "name": "otter","#, #"  "urls": ["#, #"    "https://example.org/a","#,
          #"    "https://example.org/b""#, "  ],", #"  "n": 1"#, "}"])
  }

  @Test("Numbers and short texts of a list share lines")
  func shared() throws {
    let numbers = (1...12).map { "\($0 * 1_000)" }.joined(separator: ", ")
    #expect(
      try lines("{\"a\": [\(numbers), [1], \"otter\", null]}") == [
        "{", #"  "a": ["#, "    1000, 2000, 3000, 4000, 5000, 6000,", "    7000, 8000, 9000, 10000, 11000,", "    12000,",
        "    [1],", #"    "otter", null"#, "  ]", "}",
      ])
    let (short, isCut) = ValueLayout(width: 20, limit: 3, palette: Palette(isColored: false))
      .lines(of: try JSON.parse("[\(numbers)]"))
    #expect(short == ["[", "  1000, 2000, 3000,", "  4000, 5000, 6000,"] && isCut)
  }

  @Test("Nothing is wider than the screen, and no more lines than allowed", arguments: [20, 33, 80])
  func limits(_ width: Int) throws {
    let words = (0..<500).map { "\"word \($0) \(String(repeating: "長い", count: $0 % 40))\"" }
    let layout = ValueLayout(width: width, limit: 10, palette: Palette(isColored: false))
    let (lines, isCut) = layout.lines(of: try JSON.parse("[\(words.joined(separator: ","))]"))
    #expect(isCut)
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
  }

  @Test("Uncut, everything is there")
  func whole() throws {
    let text = String(repeating: "x", count: 500)
    let all = try lines("[\"\(text)\", 1]", limit: nil)
    #expect(all == ["[", "  \"\(text)\",", "  1", "]"])
  }

  @Test("No control character of a value reaches the terminal")
  func controls() throws {
    let all = try lines("[\"\\u001b[2J\\u009b\\u202e\\u0007\"]").joined()
    #expect(!all.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E })
  }

  @Test("Colours are there on request only")
  func colors() throws {
    #expect(try lines(#"{"a": 1}"#, isColored: true) == ["{\u{1B}[36m\"a\"\u{1B}[0m: \u{1B}[33m1\u{1B}[0m}"])
  }

  @Test("What is typed has colours, also where an earlier line has left a string open", arguments: [
    ("let a = 1", "", "\u{1B}[35mlet\u{1B}[0m a = \u{1B}[33m1\u{1B}[0m"), ("a # b", "", "a \u{1B}[2m# b\u{1B}[0m"),
    ("x\"\"\" + 1", "let t = \"\"\"", "\u{1B}[32mx\"\"\"\u{1B}[0m + \u{1B}[33m1\u{1B}[0m"),
    ("true", "[1,", "\u{1B}[35mtrue\u{1B}[0m"),
  ])
  func typedColors(_ line: String, _ earlier: String, _ expected: String) {
    #expect(LinePainter.painted(line, after: earlier) == expected)
  }

  @Test("A line without anything to colour stays as it is", arguments: ["", "name", "a.b(c)", String(repeating: "1", count: 5_000)])
  func plainLines(_ line: String) { #expect(LinePainter.painted(line) == nil) }

  @Test("A line is written over itself wherever it folds")
  func folding() throws {
    let short = try #require(FoldedLine("let a", cursorOffset: 5, promptWidth: 5, columns: 40, lines: 24))
    #expect(short.overwriting(with: "LET a", promptWidth: 5) == "\r\u{1B}[5CLET a\r\u{1B}[10C")
    // Fifteen columns on the first row, three on the second; the cursor stands on the first.
    let folded = try #require(FoldedLine(String(repeating: "x", count: 18), cursorOffset: 2, promptWidth: 5, columns: 20, lines: 24))
    #expect(folded.overwriting(with: "X", promptWidth: 5) == "\r\u{1B}[5CX\u{1B}[1A\r\u{1B}[7C")
    let second = try #require(FoldedLine(String(repeating: "x", count: 18), cursorOffset: 15, promptWidth: 5, columns: 20, lines: 24))
    #expect(second.overwriting(with: "X", promptWidth: 5) == "\u{1B}[1A\r\u{1B}[5CX\r")
  }

  @Test("A line whose place the terminal decides is left alone", arguments: [
    "", String(repeating: "x", count: 15), "a\tb", "xxxxxxxxxxxxxxx\nb", "a\u{7}", String(repeating: "a\n", count: 24) + "b",
  ])
  func undecidable(_ line: String) {
    #expect(FoldedLine(line, cursorOffset: 0, promptWidth: 5, columns: 20, lines: 24) == nil)
  }

  @Test("Terminals are known by their variables", arguments: [
    (["TERM": "xterm-kitty"], "kitty"), (["KITTY_WINDOW_ID": "1", "TERM": "xterm-256color"], "kitty"),
    (["TERM_PROGRAM": "iTerm.app"], "iTerm"), (["TERM_PROGRAM": "WezTerm"], "iTerm"),
    (["TERM": "xterm-256color"], "halfBlocks(isTrueColor: false)"),
    (["TERM": "xterm", "COLORTERM": "truecolor"], "halfBlocks(isTrueColor: true)"),
    (["TERM": "tmux-256color", "KITTY_WINDOW_ID": "1"], "halfBlocks(isTrueColor: false)"),
  ])
  func detection(_ variables: [String: String], _ expected: String) {
    #expect("\(PictureProtocol.detect { variables[$0] })" == expected)
  }

  @Test("A picture of four colours as half blocks")
  func halfBlocks() throws {
    var bitmap = Bitmap(width: 2, height: 2)
    bitmap[0, 0] = Color(0xFF0000)
    bitmap[1, 0] = Color(0x00FF00)
    bitmap[0, 1] = Color(0x0000FF)
    bitmap[1, 1] = Color(0xFFFFFF)
    let file = PNG.encode(bitmap)
    let text = try PictureDrawing(columns: 2, rows: 1).text(file, by: .halfBlocks(isTrueColor: true))
    #expect(text == "\u{1B}[38;2;255;0;0;48;2;0;0;255m▀\u{1B}[38;2;0;255;0;48;2;255;255;255m▀\u{1B}[0m\n")
    let few = try PictureDrawing(columns: 2, rows: 1).text(file, by: .halfBlocks(isTrueColor: false))
    #expect(few.contains("38;5;196;48;5;21"))
  }

  @Test("Kitty gets PNG in chunks, iTerm2 the file as it is, neither gets text")
  func protocols() throws {
    let noise = (0..<10_000).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) | 0xFF00_0000 }
    let bitmap = Bitmap(width: 100, height: 100, pixels: noise)
    let file = PNG.encode(bitmap)
    let drawing = PictureDrawing(columns: 40, rows: 10)
    for file in [file, WebP.encode(bitmap)] {
      let kitty = try drawing.text(file, by: .kitty)
      let chunks = kitty.components(separatedBy: "\u{1B}\\").dropLast()
      #expect(chunks.count > 1)
      #expect(chunks.first?.hasPrefix("\u{1B}_Ga=T,f=100,q=2,c=20,r=10,m=1;") == true)
      #expect(chunks.last?.hasPrefix("\u{1B}_Gm=0;") == true)
      #expect(chunks.allSatisfy { ($0.split(separator: ";").last?.utf8.count ?? 0) <= 4_096 })
    }
    #expect(try drawing.text(file, by: .iTerm).hasPrefix("\u{1B}]1337;File=inline=1;size=\(file.count);"))
    let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0]
    #expect(try drawing.text(jpeg, by: .iTerm).contains("File=inline=1;size=6;"))
    #expect(throws: Picture.Failure.damaged(.jpeg)) { try drawing.text(jpeg, by: .kitty) }
    for way in [PictureProtocol.kitty, .iTerm, .halfBlocks(isTrueColor: true)] {
      #expect(throws: Picture.Failure.unknownFormat) { try drawing.text(Array("plain text".utf8), by: way) }
      #expect(throws: Picture.Failure.unknownFormat) { try drawing.text([], by: way) }
    }
  }

  @Test("Kitty is sent no more pixels than the cells have")
  func largePicture() throws {
    let file = JPEG.encode(Bitmap(width: 900, height: 900, filledWith: Color(0x336699)))
    let text = try PictureDrawing(columns: 4, rows: 2).text(file, by: .kitty)
    let data = text.dropFirst("\u{1B}_Ga=T,f=100,q=2,c=4,r=2,m=0;".count).prefix { $0 != "\u{1B}" }
    let sent = try PNG.decode([UInt8](#require(Data(base64Encoded: String(data)))))
    #expect(sent.width == 80 && sent.height == 80)
  }

  @Test("What is not drawn is named, with its size and what would show it", arguments: [
    ("https://x.org/a.webp", WebP.encode(Bitmap(width: 20, height: 10)), 1_234, Picture.Failure.needsLibrary(.webp),
      "(WebP, 20 × 10, 2 kB: lib"),
    ("https://x.org/a.jpg", JPEG.encode(Bitmap(width: 20, height: 10)), nil, .damaged(.jpeg), "(JPEG, 20 × 10: damaged"),
    ("https://x.org/a.gif", Array("GIF89a\u{1}\u{1}\u{1}\u{1}".utf8), 30_000_000, .tooLarge(.gif),
      "(GIF, 257 × 257, 30.0 MB: too large to draw; `open _`"),
    ("data:image/svg+xml,<svg/>", [], nil, .unknownFormat, "(SVG: `open _` shows it)"),
    ("https://x.org/a.mp4?x", [], 2_340_000, nil, "(MP4 video, 2.3 MB: `open _`"),
    ("https://x.org/a.mp4", movie(scale: 1_000, length: 61_700), nil, nil, "(MP4 video, 1:02: `open _`"),
    ("https://x.org/a.wav", wave(rate: 32_000, length: 320_000), nil, nil, "(WAV sound, 0:10: `open _`"),
    ("https://x.org/a.mp4", Array(movie(scale: 0, length: 5).dropLast(3)), nil, nil, "(MP4 video: `open _`"),
  ] as [(String, [UInt8], Int?, Picture.Failure?, String)])
  func named(_ address: String, _ start: [UInt8], _ size: Int?, _ failure: Picture.Failure?, _ expected: String) {
    let text = FileLine.text(address, start, size: size, failure)
    #expect(text.hasPrefix(expected), "\(text)")
  }

  @Test("Lengths that files lie about are left out, whatever their bytes are")
  func lyingFiles() {
    for file in [Self.movie(scale: 1_000, length: 61_700), Self.wave(rate: 32_000, length: 320_000)] {
      for index in file.indices {
        for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
          var changed = file
          changed[index] = value
          if let seconds = PlayingTime.seconds(changed) { #expect(seconds > 0 && seconds < 1e6) }
          _ = PlayingTime.seconds(Array(changed.prefix(index)))
        }
      }
    }
  }

  /// The start of an MP4 file: its brand, then the header of its movie.
  private static func movie(scale: UInt32, length: UInt32) -> [UInt8] {
    func number(_ value: UInt32) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * UInt32($0)) & 0xFF) } }
    let header = number(0) + number(0) + number(0) + number(scale) + number(length) + [UInt8](repeating: 0, count: 80)
    return number(16) + Array("ftypisom".utf8) + number(0) + number(116) + Array("moov".utf8) + number(108)
      + Array("mvhd".utf8) + header
  }

  private static func wave(rate: UInt32, length: UInt32) -> [UInt8] {
    func number(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * UInt32($0)) & 0xFF) } }
    return Array("RIFF".utf8) + number(length + 36) + Array("WAVEfmt ".utf8) + number(16) + [1, 0, 1, 0] + number(16_000)
      + number(rate) + [2, 0, 16, 0] + Array("data".utf8) + number(length)
  }

  @Test("Base64 (RFC 4648, section 10)", arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
  ])
  func base64(_ text: String, _ encoded: String) {
    #expect(String(decoding: Base64.text(Array(text.utf8)), as: UTF8.self) == encoded)
  }

  @Test("Pictures are found in values of any shape, each once, of a run only its output")
  func pictures() throws {
    let value = try JSON.parse(
      #"{"a": ["https://x.org/1.png", "https://x.org/1.png"], "b": {"c": "https://x.org/2.JPG?x=1"}, "d": "https://x.org/3.mp4", "z": "https://x.org/3.zip", "e": "data:image/png;base64,AAAA"}"#)
    #expect(
      PictureGallery.addresses(in: value)
        == ["https://x.org/1.png", "https://x.org/2.JPG?x=1", "https://x.org/3.mp4", "data:image/png;base64,AAAA"])
    let run = try JSON.parse(
      #"{"id": "a", "status": "succeeded", "urls": {"get": "https://x.org/p/a"}, "input": {"image": "https://x.org/in.png"}, "output": "https://x.org/out.png"}"#)
    #expect(PictureGallery.addresses(in: run) == ["https://x.org/out.png"])
  }
}
