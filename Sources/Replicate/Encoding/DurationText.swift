/// The duration texts of the `Cancel-After` header: `90s`, `5m`, `2h30m`, `1h30m45s`, or a bare number of seconds.
public enum DurationText {
  /// The shortest duration that the header takes, in seconds.
  public static let shortest: Int64 = 5

  /// The seconds that `text` means, or nil where it is no duration text: units `h`, `m` and `s` in this order, each
  /// at most once, whole numbers only; a number without unit stands alone.
  public static func seconds(_ text: some StringProtocol) -> Int64? {
    var total: Int64 = 0
    var number: Int64?
    var lastUnit = 4
    for byte in text.utf8 {
      if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        let (shifted, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, shifted < Int64.max / 3600 - 10 else { return nil }
        number = shifted + Int64(byte - UInt8(ascii: "0"))
        continue
      }
      let unit: (rank: Int, seconds: Int64)
      switch byte {
      case UInt8(ascii: "h"): unit = (3, 3600)
      case UInt8(ascii: "m"): unit = (2, 60)
      case UInt8(ascii: "s"): unit = (1, 1)
      default: return nil
      }
      guard let count = number, unit.rank < lastUnit else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(count * unit.seconds)
      guard !overflow else { return nil }
      total = sum
      number = nil
      lastUnit = unit.rank
    }
    guard let bare = number else { return lastUnit == 4 ? nil : total }
    return lastUnit == 4 ? bare : nil
  }
}
