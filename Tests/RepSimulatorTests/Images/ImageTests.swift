import Testing

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

  /// "hello hello hello hello\n" by zlib at level 9 with dynamic trees off and on, and stored.
  @Test(arguments: [
    [0x78, 0xda, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0xb8, 0x00, 0x7a, 0x00, 0x08, 0x8b],
    [0x78, 0x01, 0x01, 0x01, 0x00, 0xfe, 0xff, 0x61, 0x00, 0x62, 0x00, 0x62],
  ] as [[UInt8]])
  func inflateReadsWhatOthersWrote(stream: [UInt8]) throws {
    let text = String(decoding: try Inflate.zlib(stream, limit: 100), as: UTF8.self)
    #expect(text == "hello hello hello hello\n" || text == "a")
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
