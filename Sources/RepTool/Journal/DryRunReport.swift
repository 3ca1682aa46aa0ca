import Rep

/// What a dry run would have created.
enum DryRunReport {
  /// The creates by model, and the estimate by the user's own prices.
  static func text(_ created: [String: Int], _ prices: PriceList) -> String {
    guard !created.isEmpty else { return "dry run: no prediction would be made\n" }
    var rows: [[String]] = []
    var sum = 0.0
    var hasPrice = false
    for (model, count) in created.sorted(by: { $0.key < $1.key }) {
      let price = prices.estimate(model, seconds: nil)
      if let price {
        hasPrice = true
        sum += price * Double(count)
      }
      rows.append(["\(count)", model, price.map { "estimate \(Self.text($0 * Double(count)))" } ?? ""])
    }
    var text = "dry run: these predictions would be made\n" + TextTable.columns(rows, indentation: 2) + "\n"
    if hasPrice { text += "  estimate by your own prices: \(Self.text(sum))\n" }
    return text
  }

  private static func text(_ amount: Double) -> String { "\((amount * 10_000).rounded() / 10_000)" }
}
