import Foundation
import Testing

@testable import RepPictures
@testable import RepSimulator

/// Pictures of all formats; the files in Base64 are Pillow's.
@Suite struct PictureTests {
  private static let red = Color(0xFF0000), green = Color(0x00FF00), blue = Color(0x0000FF)
  private static let clear = Color(packed: 0)

  /// Four pixels by three, in which colour follows colour.
  private static func stripes(_ first: Color = red) -> Bitmap {
    let colors = [first, green, blue, .white]
    var bitmap = Bitmap(width: 4, height: 3)
    for y in 0..<3 { for x in 0..<4 { bitmap[x, y] = colors[(x + y) % 4] } }
    return bitmap
  }

  @Test("The first frame of a GIF", arguments: [
    ("R0lGODdhBAADAIEAAP///wD/AP8AAAAA/ywAAAAABAADAAAIDQAFBBgAYCAAAQQFBgQAOw==", stripes()),
    // A colour that is transparent.
    ("R0lGODlhBAADAIEAAP///wD/AP8AAAAA/yH5BAEAAAIALAAAAAAEAAMAAAgNAAUEGABgIAABBAUGBAA7", stripes(clear)),
  ])
  func gif(_ text: String, _ expected: Bitmap) throws {
    let file = try bytes(text)
    #expect(try Picture.decode(file) == expected)
    #expect(PictureHeader(file) == PictureHeader(format: .gif, width: 4, height: 3))
  }

  @Test("An interlaced GIF")
  func interlacedGIF() throws {
    let bitmap = try Picture.decode(bytes("R0lGODdhAwAJAIEAAP///wD/AP8AAAAA/ywAAAAAAwAJAAAIFgAFCAxAcIBBAAgFCiAYwOAAhAAUBgQAOw=="))
    let colors = [Self.red, Self.green, Self.blue, .white]
    for y in 0..<9 { #expect(bitmap[1, y] == colors[y % 4]) }
  }

  @Test("A GIF whose codes grow to twelve bits, and start anew")
  func longGIF() throws {
    var random = SplitMix64(seed: 5)
    let indices = (0..<40_000).map { _ in UInt8(truncatingIfNeeded: random.next() % 200) }
    #expect(try LZW.expand(lzw(indices), minimumCodeSize: 8, count: indices.count) == indices)
    let flat = [UInt8](repeating: 3, count: 40_000)
    #expect(try LZW.expand(lzw(flat), minimumCodeSize: 8, count: flat.count) == flat)
  }

  @Test("A frame that stands within its canvas, and one that stands beyond it", arguments: [(1, 1), (3, 2), (60_000, 0)])
  func placedGIF(_ left: Int, _ top: Int) throws {
    var file = try bytes("R0lGODdhBAADAIEAAP///wD/AP8AAAAA/ywAAAAABAADAAAIDQAFBBgAYCAAAQQFBgQAOw==")
    (file[26], file[27], file[28]) = (UInt8(left & 0xFF), UInt8(left >> 8), UInt8(top))
    let bitmap = try Picture.decode(file)
    #expect((bitmap.width, bitmap.height) == (4, 3))
    #expect(bitmap[0, 0] == Self.clear)
    if left < 4 { #expect(bitmap[left, top] == Self.red) }
  }

  @Test("A lossless WebP holds every pixel", arguments: [(1, 1), (3, 2), (96, 64), (257, 31), (1_100, 1_000)])
  func webp(_ width: Int, _ height: Int) throws {
    var picture = Scene(prompt: "snow at night", seed: 1).draw(width: width, height: height)
    #expect(try Picture.decode(WebP.encode(picture)) == picture)
    picture[width / 2, height / 2] = Color(red: 1, green: 2, blue: 3, alpha: 77)
    let file = WebP.encode(picture)
    #expect(try Picture.decode(file) == picture)
    #expect(PictureHeader(file) == PictureHeader(format: .webp, width: width, height: height))
  }

  @Test("A WebP of noise, whose pixels never repeat near by")
  func noisyWebP() throws {
    var random = SplitMix64(seed: 9)
    let picture = Bitmap(width: 300, height: 200, pixels: (0..<60_000).map { _ in UInt32(truncatingIfNeeded: random.next()) })
    let decoded = try Picture.decode(WebP.encode(picture))
    // What is wholly transparent has no colour.
    #expect(zip(decoded.pixels, picture.pixels).allSatisfy { $0 == $1 || ($0 >> 24 == 0 && $1 >> 24 == 0) })
  }

  @Test("An animated WebP shows its first frame where it stands", arguments: [
    "UklGRogAAABXRUJQVlA4WAoAAAASAAAABwAABQAAQU5JTQYAAAAAAAAAAABBTk1GKgAAAAIAAAEAAAIAAAEAAAAAAAJWUDhMEQAAAC8CQAAAB1CKKtSj/4GI6H8AAEFOTUYqAAAAAAAAAAAABgAABQAAAAAAAlZQOEwRAAAALwZAARAPEIMc8x+MCkT0PwAA",
    "UklGRtwAAABXRUJQVlA4WAoAAAASAAAABwAABQAAQU5JTQYAAAAAAAAAAABBTk1GQgAAAAIAAAEAAAIAAAEAAAAAAANWUDggKgAAAJABAJ0BKgMAAgAAwBIllAADXxDkIAD+/+ur4X//I7CG61//wbJFNdgAAEFOTUZmAAAAAAAAAAAAAQAABQAAAAAAAEFMUEgLAAAAAQ8w/xERogIR/Q8AVlA4IDoAAAC0AQCdASoCAAYAAAASJaAAA18UFpcAAP7+4aR///2M3//Rm//6M39gD//+H/f/+KT//+H/f/DpAAAA",
  ])
  func animation(_ text: String) throws {
    let file = try bytes(text)
    let bitmap = try Picture.decode(file)
    #expect((bitmap.width, bitmap.height) == (8, 6))
    for y in 0..<6 {
      for x in 0..<8 {
        let isInside = (4..<7).contains(x) && (2..<4).contains(y)
        #expect(bitmap[x, y].alpha == (isInside ? 255 : 0))
        if isInside { #expect(bitmap[x, y].distance(to: Color(0x0A141E)) < 24) }
      }
    }
    for count in 0..<file.count { #expect(throws: Picture.Failure.self) { try Picture.decode(Array(file.prefix(count / 2))) } }
  }

  @Test("A JPEG is close to what it was made from", arguments: [(1, 1), (3, 17), (96, 64), (257, 31)])
  func jpeg(_ width: Int, _ height: Int) throws {
    let picture = Scene(prompt: "autumn", seed: 4).draw(width: width, height: height)
    let file = JPEG.encode(picture, quality: 95)
    let decoded = try Picture.decode(file)
    #expect((decoded.width, decoded.height) == (width, height))
    let distance = zip(decoded.pixels, picture.pixels).reduce(0) { $0 + Color(packed: $1.0).distance(to: Color(packed: $1.1)) }
    #expect(Double(distance) / Double(width * height) < 12)
    #expect(PictureHeader(file) == PictureHeader(format: .jpeg, width: width, height: height))
    #expect(JPEG.encode(picture, quality: 10).count <= file.count)
  }

  @Test("A JPEG is decoded at the size at which it is seen", arguments: [
    (64, 20, 100, 63), (400, 250, 400, 250), (399, 249, 400, 250), (401, 250, 800, 500), (2_000, 2_000, 800, 500),
  ])
  func scaledJPEG(_ columns: Int, _ rows: Int, _ width: Int, _ height: Int) throws {
    let file = JPEG.encode(Bitmap(width: 800, height: 500, filledWith: Self.blue))
    let bitmap = try Picture.decode(file, covering: (columns, rows))
    #expect((bitmap.width, bitmap.height) == (width, height))
    #expect(bitmap[50, 50].distance(to: Self.blue) < 12)
  }

  @Test("What is transparent is white in a JPEG")
  func transparentJPEG() throws {
    let bitmap = try Picture.decode(JPEG.encode(Bitmap(width: 9, height: 9, filledWith: Self.clear), quality: 100))
    #expect(bitmap[8, 8].distance(to: .white) < 6)
  }

  private static var samples: [[UInt8]] {
    let scene = Scene(prompt: "fog", seed: 2).draw(width: 21, height: 13)
    let gif = Data(base64Encoded: "R0lGODlhBAADAIEAAP///wD/AP8AAAAA/yH5BAEAAAIALAAAAAAEAAMAAAgNAAUEGABgIAABBAUGBAA7") ?? Data()
    return [PNG.encode(scene), WebP.encode(scene), JPEG.encode(scene), [UInt8](gif)]
  }

  @Test("No beginning of a file is a picture, nor does it crash", arguments: samples.indices)
  func truncated(_ index: Int) {
    let file = Self.samples[index]
    for count in stride(from: 0, to: file.count - 2, by: 1 + file.count / 400) {
      let start = Array(file.prefix(count))
      _ = PictureHeader(start)
      #expect(throws: Picture.Failure.self) { try Picture.decode(start) }
    }
  }

  @Test("Changed bytes are refused or read, and nothing crashes", arguments: samples.indices)
  func changed(_ index: Int) {
    let file = Self.samples[index]
    var random = SplitMix64(seed: 11)
    for _ in 0..<3_000 {
      var damaged = file
      for _ in 0...Int(random.next() % 4) {
        // Headers are short: half of the changes go there.
        let range = random.next() % 2 == 0 ? min(48, damaged.count) : damaged.count
        damaged[Int(random.next() % UInt64(range))] = UInt8(truncatingIfNeeded: random.next())
      }
      if let bitmap = try? Picture.decode(damaged) { #expect(bitmap.pixels.count <= Picture.pixelLimit) }
    }
  }

  @Test("A file that claims more pixels than we read is refused before anything is decoded", arguments: [
    "R0lGODlh//////cAAA==", "UklGRhYAAABXRUJQVlA4WAoAAAAQAAAA////////AAA=", "UklGRhYAAABXRUJQVlA4TAoAAAAv/////wAAAAA=",
    "/9j/wAARCP////8DAREAAhEBAxEB",
  ])
  func bombs(_ text: String) throws {
    let file = try bytes(text) + [UInt8](repeating: 0, count: 64)
    let header = try #require(PictureHeader(file))
    #expect(header.width >= 16_384 && header.height >= 16_384)
    #expect(throws: Picture.Failure.tooLarge(header.format)) { try Picture.decode(file) }
  }

  @Test("A smaller picture is the average of what it stands for")
  func reduced() {
    var chess = Bitmap(width: 64, height: 64)
    for y in 0..<64 { for x in 0..<64 where (x + y) % 2 == 0 { chess[x, y] = .white } }
    let small = chess.reduced(width: 5, height: 3)
    #expect(small.pixels.allSatisfy { (120...135).contains(Color(packed: $0).red) })
    var half = Bitmap(width: 2, height: 1, filledWith: Self.clear)
    half[0, 0] = Self.red
    #expect(half.reduced(width: 1, height: 1)[0, 0] == Color(red: 255, green: 0, blue: 0, alpha: 127))
  }

  private func bytes(_ text: String) throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: text))) }

  /// Codes for bytes, as an encoder of GIF makes them.
  private func lzw(_ indices: [UInt8]) -> [UInt8] {
    var (output, bits, bitCount) = ([UInt8](), 0, 0)
    var (table, size) = ([[UInt8]: Int](), 9)
    func write(_ code: Int) {
      bits |= code << bitCount
      bitCount += size
      while bitCount >= 8 {
        output.append(UInt8(bits & 0xFF))
        bits >>= 8
        bitCount -= 8
      }
    }
    func restart() {
      write(256)
      table = Dictionary(uniqueKeysWithValues: (0..<256).map { ([UInt8($0)], $0) })
      size = 9
    }
    restart()
    var string: [UInt8] = []
    var next = 258
    for index in indices {
      if table[string + [index]] != nil {
        string.append(index)
        continue
      }
      write(table[string] ?? 0)
      if next == 4_096 {
        restart()
        next = 258
      } else {
        table[string + [index]] = next
        if next == 1 << size, size < 12 { size += 1 }
        next += 1
      }
      string = [index]
    }
    write(table[string] ?? 0)
    write(257)
    output.append(UInt8(bits & 0xFF))
    return output
  }
}
