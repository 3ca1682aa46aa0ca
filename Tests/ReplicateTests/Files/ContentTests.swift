@testable import Replicate
import Testing

struct ContentTests {
  @Test(arguments: [
    ("cat.PNG", [UInt8](), "image/png"), ("x", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"),
    ("x", [0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"), ("x", Array("RIFF1234WEBPVP8".utf8), "image/webp"),
    ("x", Array("RIFF1234WAVEfmt".utf8), "audio/wav"), ("x", Array("\u{0}\u{0}\u{0}\u{20}ftypisom".utf8), "video/mp4"),
    ("x", Array("plain text é".utf8), "text/plain"), ("x", Array("aé".utf8.dropLast()), "text/plain"),
    ("x", [0xFF, 0xFE, 0x00], "application/octet-stream"), ("x", [], "application/octet-stream"),
    ("notes.tar.gz", [], "application/gzip"), (".png", [], "application/octet-stream"),
    ("x.unknown", Array("hello".utf8), "text/plain"), ("lora.safetensors", [0], "application/x-safetensors"),
  ])
  func typesByNameThenByBytes(name: String, start: [UInt8], type: String) {
    #expect(ContentType.of(name: name, start: start) == type)
  }

  /// First bytes in hexadecimal, with the type that they tell of.
  @Test(arguments: [
    ("474946383961", "image/gif"), ("0000002066747970617669660000", "image/avif"),
    ("000000146674797071742020", "video/quicktime"), ("1A45DFA3", "video/webm"), ("494433", "audio/mpeg"),
    ("FFFB9044", "audio/mpeg"), ("4F676753", "audio/ogg"), ("664C6143", "audio/flac"), ("4D4D002A", "image/tiff"),
    ("49492A00", "image/tiff"), ("255044462D312E37", "application/pdf"), ("504B0304", "application/zip"),
    ("1F8B08", "application/gzip"), ("676C544602000000", "model/gltf-binary"),
  ])
  func typesByFirstBytes(hexadecimal: String, type: String) {
    let digits = Array(hexadecimal)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    #expect(ContentType.of(name: "x", start: bytes) == type)
  }

  /// First bytes that leave no doubt are believed more than a name; others, and those of a family, less.
  @Test(arguments: [
    ("x.jpg", "89504E470D0A1A0A00", "image/png"), ("x.png", "FFD8FFE0", "image/jpeg"), ("x.png", "474946383961", "image/gif"),
    ("x.txt", "474946383761", "image/gif"), ("x.png", "52494646000000005745425056", "image/webp"),
    ("x.csv", "00000000000000005745425056", "text/csv"), ("x.mp3", "524946460000000057415645", "audio/wav"),
    ("x.jpg", "000000206674797069736F6D", "video/mp4"), ("x.jpg", "000000206674797061766966", "image/avif"),
    ("x.heic", "00000020667479706D696631", "image/heic"), ("x.m4a", "000000206674797069736F6D", "audio/mp4"),
    ("x.mov", "000000206674797069736F6D", "video/quicktime"), ("x.txt", "496E20206674797069736F6D", "text/plain"),
    ("x.wav", "494433040000", "audio/mpeg"), ("x.flac", "494433040000", "audio/flac"), ("x.csv", "4944332C61", "text/csv"),
    ("x.txt", "255044462D312E37", "application/pdf"), ("x.gz", "504B0304", "application/zip"),
    ("x.zip", "1F8B0800", "application/gzip"), ("x.csv", "1F8B", "text/csv"), ("x.tiff", "4D4D002A", "image/tiff"),
    ("x.csv", "4D4D002A", "text/csv"), ("x.md", "676C5446", "text/markdown"), ("x.png", "", "image/png"),
    ("x.docx", "504B0304", "application/zip"),
  ])
  func certainBytesWinOverNames(name: String, hexadecimal: String, type: String) {
    let digits = Array(hexadecimal)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    #expect(ContentType.of(name: name, start: bytes) == type)
  }

  @Test(arguments: [
    ("image/png; charset=x", "image/png" as String?), (" Text/HTML ", "text/html"), ("", nil), ("png", nil), (";", nil),
  ])
  func typesOfHeaders(header: String, type: String?) {
    #expect(ContentType.of(header: header) == type)
  }

  @Test(arguments: [
    ("data:text/plain;base64,aGk=", "text/plain", "hi"), ("data:,hi%20there", "text/plain", "hi there"),
    ("DATA:Image/PNG;BASE64,aGk", "image/png", "hi"), ("data:text/csv;charset=utf-8,a%2Cb", "text/csv", "a,b"),
    ("data:text/plain;base64,aGk%3D", "text/plain", "hi"), ("data:;base64,", "text/plain", ""),
  ])
  func dataURLs(text: String, type: String, content: String) {
    #expect(DataURL(text) == DataURL(contentType: type, bytes: Array(content.utf8)))
  }

  @Test(arguments: ["", "data:", "data", "data:text/plain;base64", "data:;base64,@@@", "http://x,y"])
  func noDataURLs(text: String) {
    #expect(DataURL(text) == nil)
  }

  @Test func dataURLsThereAndBack() {
    let url = DataURL(contentType: "image/png", bytes: (0...255).map { UInt8($0) })
    #expect(DataURL(url.text) == url)
  }

  @Test(arguments: [
    ("out-0.png", "out-0.png"), ("../../etc/passwd", "passwd"), ("/", "output"), ("", "output"), ("..", "output"),
    (".hidden", "hidden"), ("a\u{0}b\nc", "abc"), ("-rf", "rf"), ("C:\\x", "Cx"),
    (String(repeating: "é", count: 200) + ".png", String(repeating: "é", count: 98) + ".png"),
  ])
  func namesOfServersAreMadeSafe(name: String, safe: String) {
    #expect(SaveTarget.safe(name) == safe)
  }
}
