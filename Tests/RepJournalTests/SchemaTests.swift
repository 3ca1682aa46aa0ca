import Testing

@testable import RepJournal

@Test("The mark of a journal spells RepJ")
func applicationID() {
  let bytes = withUnsafeBytes(of: Schema.applicationID.bigEndian) { Array($0.suffix(4)) }
  #expect(String(decoding: bytes, as: UTF8.self) == "RepJ")
}
