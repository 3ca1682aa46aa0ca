import Testing

@testable import RepPictures
@testable import RepSimulator

/// Pictures in every form that PNG has, written by Python's zlib.
@Suite struct PNGFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    /// `0xRRGGBBAA`, row by row.
    let pixels: [UInt32]
    var testDescription: String { name }
  }

  static let forms = [
    Form(
      name: "1-bit grey",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAAA3RFWHRhAGLcSaI7AAAADElEQVR42mNoYHAAAAHEAMGmm+a6AAAA"
        + "AElFTkSuQmCC",
      pixels: [0xffff_ffff, 0x0000_00ff, 0x0000_00ff, 0xffff_ffff]),
    Form(
      name: "2-bit grey",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAgAAAAAdbUpZAAAAA3RFWHRhAGLcSaI7AAAADElEQVR42mMQYNgAAADkAMEZVTv7AAAA"
        + "AElFTkSuQmCC",
      pixels: [0x0000_00ff, 0x5555_55ff, 0xaaaa_aaff, 0xffff_ffff]),
    Form(
      name: "4-bit grey with a transparent key",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACBAAAAACSLb/5AAAAAnRSTlMAB+j3WJsAAAADdEVYdGEAYtxJojsAAAAMSURBVHjaY+Bn"
        + "KAYAAKQAg98JhcAAAAAASUVORK5CYII=",
      pixels: [0x0000_00ff, 0xffff_ffff, 0x7777_7700, 0x3333_33ff]),
    Form(
      name: "8-bit grey",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAAA3RFWHRhAGLcSaI7AAAADklEQVR42mNgaGA48R8ABJUCSAzAuJUA"
        + "AAAASUVORK5CYII=",
      pixels: [0x0000_00ff, 0x8080_80ff, 0xc8c8_c8ff, 0xffff_ffff]),
    Form(
      name: "16-bit grey",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAAA3RFWHRhAGLcSaI7AAAADUlEQVR42mMQMvnPAAAC5wFGoKWeUgAA"
        + "AABJRU5ErkJggg==",
      pixels: [0x1212_12ff, 0xffff_ffff]),
    Form(
      name: "grey with alpha",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAAA3RFWHRhAGLcSaI7AAAADUlEQVR42mPgYhD5DwABVAEe1Nx5KwAA"
        + "AABJRU5ErkJggg==",
      pixels: [0x0a0a_0a00, 0x1414_14ff]),
    Form(
      name: "palette of 1 bit",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQMAAABIeJ9nAAAABlBMVEX/AAAAAP9sof2OAAAAA3RFWHRhAGLcSaI7AAAADElEQVR4"
        + "2mNwYGgAAAFEAMEEh8/6AAAAAElFTkSuQmCC",
      pixels: [0xff00_00ff, 0x0000_ffff, 0x0000_ffff, 0xff00_00ff]),
    Form(
      name: "palette of 8 bits with alpha",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAADD/I+4AAAABlBMVEUBAgMEBQaVU29IAAAAAXRSTlMJOTpgwgAAAAN0RVh0YQBi"
        + "3EmiOwAAAAtJREFUeNpjYGQAAAAFAAJCwkSfAAAAAElFTkSuQmCC",
      pixels: [0x0405_06ff, 0x0102_0309]),
    Form(
      name: "RGB with a transparent key",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAABnRSTlMABAAFAAZ0jsaPAAAAA3RFWHRhAGLcSaI7AAAAD0lEQVR4"
        + "2mNgZGJmYWUDAAA/ABaYwWgTAAAAAElFTkSuQmCC",
      pixels: [0x0102_03ff, 0x0405_0600]),
    Form(
      name: "16-bit RGB",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAIAAADA54+dAAAAA3RFWHRhAGLcSaI7AAAAD0lEQVR42mNYzXiW6T0zAAkpAm47e0tJ"
        + "AAAAAElFTkSuQmCC",
      pixels: [0xabcd_efff]),
    Form(
      name: "RGBA in many chunks",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAACCAYAAACZgbYnAAAAA3RFWHRhAGLcSaI7AAAAA0lEQVR42mMMRGo9AAAAA0lEQVRgZGIT"
        + "MCtVAAAAA0lEQVRmYWCExMKOAAAAA0lEQVRlY+fHaAjWAAAAA0lEQVQAAAD5yk6iAAAAA0lEQVSMACVa4XgBAAAAAElFTkSuQmCC",
      pixels: [0x0102_0304, 0x0506_0708]),
    Form(
      name: "16-bit RGBA",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAYAAABPhRjKAAAAA3RFWHRhAGLcSaI7AAAAEUlEQVR42mNgZGBiYGZgYQAAADEACxP2"
        + "3pMAAAAASUVORK5CYII=",
      pixels: [0x0102_0304]),
    Form(
      name: "every row filter",
      file:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAAFCAAAAABK2GJAAAAAA3RFWHRhAGLcSaI7AAAAF0lEQVR42mPgEmHkl2T6tYA5oZDlnCkA"
        + "FR8DvxLNco4AAAAASUVORK5CYII=",
      pixels: [
        0x0a0a_0aff, 0x1414_14ff, 0x0f0f_0fff, 0x2828_28ff, 0x0909_09ff, 0xc8c8_c8ff, 0x6464_64ff, 0x0707_07ff,
        0x3232_32ff, 0x3c3c_3cff,
      ]),
  ]

  @Test(arguments: forms)
  func everyFormIsRead(form: Form) throws {
    let file = try #require(Base64.decode(form.file))
    let expected = form.pixels.map { rgba in
      Color(
        red: UInt8(rgba >> 24), green: UInt8(rgba >> 16 & 0xff), blue: UInt8(rgba >> 8 & 0xff),
        alpha: UInt8(rgba & 0xff))
    }
    #expect(try PNG.decode(file).pixels.map { Color(packed: $0) } == expected)
  }

  /// Nine pixels by five, in the seven passes of Adam7.
  @Test func interlacedPicturesAreRead() throws {
    let text =
      "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAFCAIAAAFvNmGqAAAAeUlEQVR42nXHsQ3CMBRF0RfMCK9ElOiXiBK5RCnRKxENCLlMlzW8"
      + "gZu/QYbwEGQHD2Go6Lg6zR2A7nhuhAXwLl/cH8HwTtgF+mRaB6gb1h8QLaImlIwZVIuqSSXrO96i1+Ql+xxgnZz2fBlvJ14jLyPP"
      + "4vHOwxbCvz6Lyib24fT4wQAAAABJRU5ErkJggg=="
    let picture = try PNG.decode(try #require(Base64.decode(text)))
    #expect(picture.width == 9 && picture.height == 5)
    for y in 0..<5 {
      for x in 0..<9 {
        #expect(picture[x, y] == Color(red: UInt8(20 * x), green: UInt8(40 * y), blue: UInt8(255 - 20 * x)))
      }
    }
  }

  @Test(
    arguments: [
      (
        "iVBORw0KGgoAAAANSUhEUgABhqAAAYagCAAAAACNOVQUAAAAA3RFWHRhAGLcSaI7AAAACUlEQVR42mMAAAABAAGxDb"
          + "aTAAAAAElFTkSuQmCC",
        .tooLarge
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAwAAAABNrqpEAAAAA3RFWHRhAGLcSaI7AAAACklEQVR42mNgAAAAAgAB5S"
          + "fe/AAAAABJRU5ErkJggg==",
        .badHeader
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAAAAAABCAAAAADVvPBrAAAAA3RFWHRhAGLcSaI7AAAACklEQVR42mNgAAAAAgAB5S"
          + "fe/AAAAABJRU5ErkJggg==",
        .badHeader
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAAA3RFWHRhAGLcSaI7AAAACklEQVR42mNlAAAADAAGI+"
          + "VJ8gAAAABJRU5ErkJggg==",
        .badFilter
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAMAAAAoyzS7AAAAA3RFWHRhAGLcSaI7AAAACklEQVR42mNgAAAAAgAB5S"
          + "fe/AAAAABJRU5ErkJggg==",
        .badPalette
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAMAAAAoyzS7AAAAA1BMVEVhYmNtH6UKAAAAA3RFWHRhAGLcSaI7AAAACk"
          + "lEQVR42mNgBAAAAwAC5n2nZwAAAABJRU5ErkJggg==",
        .badPalette
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAACCAAAAAC86un7AAAAA3RFWHRhAGLcSaI7AAAACklEQVR42mNgAAAAAgAB5S"
          + "fe/AAAAABJRU5ErkJggg==",
        .truncated
      ),
      (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAAA3RFWHRhAGLcSaI7AAAAC0lEQVR42mNgYAAAAAMAAS"
          + "sJTYQAAAAASUVORK5CYII=",
        .badData(.tooLong)
      ),
    ] as [(String, PNG.Failure)])
  func badFormsAreRefused(text: String, failure: PNG.Failure) throws {
    let file = try #require(Base64.decode(text))
    #expect(throws: failure) { try PNG.decode(file) }
  }
}
