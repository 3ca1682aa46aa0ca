import Testing

import RepDeflate
@testable import RepPictures
@testable import RepSimulator

@Suite struct ImageTests {
  @Test func scenesAreReproducibleAndDiffer() {
    let first = Scene(prompt: "a tiny house in the rain", seed: 7).draw(width: 96, height: 64)
    #expect(first == Scene(prompt: "a tiny house in the rain", seed: 7).draw(width: 96, height: 64))
    #expect(first != Scene(prompt: "a tiny house in the rain", seed: 8).draw(width: 96, height: 64))
    #expect(first != Scene(prompt: "a tiny house in the fog", seed: 7).draw(width: 96, height: 64))
    #expect(first.isOpaque)
  }

  @Test(arguments: [(1, 1), (3, 2), (96, 64), (257, 31), (512, 300)])
  func picturesSurviveTheFile(width: Int, height: Int) throws {
    let picture = Scene(prompt: "snow at night", seed: 1).draw(width: width, height: height)
    #expect(try PNG.decode(PNG.encode(picture)) == picture)
  }

  @Test func transparencySurvivesTheFile() throws {
    var picture = Bitmap(width: 5, height: 4, filledWith: .white)
    picture[2, 3] = Color(red: 1, green: 2, blue: 3, alpha: 77)
    #expect(try PNG.decode(PNG.encode(picture)) == picture)
  }

  @Test func deflateAndInflateAgreeOnAwkwardInput() throws {
    var random = SplitMix64(seed: 3)
    var inputs: [[UInt8]] = [[], [0], [1, 1], Array(repeating: 9, count: 100_000), Array("abcabcabcabcabcab".utf8)]
    inputs.append((0..<70_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    inputs.append((0..<70_000).map { UInt8(truncatingIfNeeded: $0 / 300) } + (0..<40_000).map { UInt8($0 % 251) })
    for input in inputs {
      #expect(try Inflate.zlib(Deflate.zlib(input), limit: input.count) == input)
    }
  }

  /// What zlib wrote: with dynamic codes, with the fixed codes, and stored.
  @Test(
    arguments: [
      (
        [
          0x78, 0xda, 0x2b, 0xc9, 0x48, 0x55, 0x28, 0x4a, 0xcc, 0xcc, 0x53, 0x00, 0xa2, 0xe2, 0x02, 0x10, 0x23,
          0x2d, 0x31, 0x27, 0xa7, 0x58, 0x21, 0x17, 0xc8, 0xcc, 0xa9, 0x54, 0xc8, 0xcf, 0x53, 0x28, 0x01, 0xaa,
          0x28, 0xc8, 0x01, 0x72, 0x75, 0xc0, 0x4c, 0xda, 0x28, 0x66, 0x60, 0x64, 0x62, 0x66, 0x61, 0x65, 0x63,
          0xe7, 0xe0, 0xe4, 0xe2, 0xe6, 0xe1, 0xe5, 0xe3, 0x17, 0x10, 0x14, 0x12, 0x16, 0x11, 0x15, 0x13, 0x97,
          0x90, 0x94, 0x92, 0x96, 0x91, 0x95, 0x93, 0x57, 0x50, 0x54, 0x52, 0x56, 0x51, 0x55, 0x53, 0xd7, 0xd0,
          0xd4, 0xd2, 0xd6, 0xd1, 0xd5, 0xd3, 0x37, 0x30, 0x34, 0x32, 0x36, 0x31, 0x35, 0x33, 0xb7, 0xb0, 0xb4,
          0xb2, 0xa6, 0x44, 0x2f, 0x00, 0xfc, 0xf6, 0x3d, 0xba,
        ], String(repeating: "the rain in spain falls mainly on the plain, ", count: 3), 255
      ),
      (
        [
          0x78, 0x01, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0xb9, 0x00, 0x70, 0xbe, 0x08, 0xbb,
        ], "hello hello hello hello\n", 24
      ),
      ([0x78, 0x01, 0x01, 0x01, 0x00, 0xfe, 0xff, 0x61, 0x00, 0x62, 0x00, 0x62], "a", 1),
    ] as [([UInt8], String, Int)])
  func inflateReadsWhatOthersWrote(stream: [UInt8], prefix: String, count: Int) throws {
    let bytes = try Inflate.zlib(stream, limit: count)
    #expect(bytes.count == count)
    #expect(bytes.starts(with: Array(prefix.utf8)))
  }

  @Test func inflateRefusesMoreThanItsLimit() {
    let bomb = Deflate.zlib(Array(repeating: 0, count: 1_000_000))
    #expect(throws: Inflate.Failure.tooLong) { try Inflate.zlib(bomb, limit: 999_999) }
  }

  /// Every prefix and every single changed byte of a picture is either refused or read, and nothing crashes.
  @Test func damagedPicturesAreRefused() {
    let file = PNG.encode(Scene(prompt: "fog", seed: 2).draw(width: 20, height: 9))
    for length in 0..<file.count {
      #expect(throws: PNG.Failure.self) { try PNG.decode(Array(file[..<length])) }
    }
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 0x55
      #expect(throws: PNG.Failure.self) { try PNG.decode(damaged) }
    }
  }

  @Test func damagedStreamsNeverCrash() {
    var random = SplitMix64(seed: 11)
    let stream = Deflate.zlib((0..<500).map { UInt8(truncatingIfNeeded: $0 / 7) })
    for _ in 0..<2_000 {
      var damaged = stream
      for _ in 0..<3 { damaged[2 + Int(random.next() % UInt64(stream.count - 2))] = UInt8(random.next() & 0xff) }
      _ = try? Inflate.zlib(damaged, limit: 10_000)
    }
  }

  @Test func resizingKeepsFlatColoursAndCorners() {
    var picture = Bitmap(width: 2, height: 2, filledWith: .white)
    #expect(picture.resized(width: 7, height: 5) == Bitmap(width: 7, height: 5, filledWith: .white))
    picture[0, 0] = .black
    let larger = picture.resized(width: 8, height: 8)
    #expect(larger[0, 0] == .black)
    #expect(larger[7, 7] == .white)
    #expect(larger[3, 0].red > 0 && larger[3, 0].red < 255)
  }
}
