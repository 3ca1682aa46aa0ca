import RepRuntime
import RepValue

/// What a run may use up before it makes another create.
public struct Budget: Sendable {
  /// Predictions and trainings that it may create, those of earlier attempts included.
  public var predictions: Int?
  /// Seconds that models may have run.
  public var predictSeconds: Double?
  /// The user's own prices.
  public var prices = PriceList()
  /// The most that the estimate by ``prices`` may come to, in their currency; nil for no limit.
  public var estimate: Double?

  /// No limits.
  public init() {}

  /// Whether nothing is limited.
  public var isOpen: Bool { predictions == nil && predictSeconds == nil && estimate == nil }
}

/// The user's own prices per model: nobody else's are known, so what follows from them is an estimate.
public struct PriceList: Sendable {
  /// What one model costs, in a currency of the user's choice: the same one for all.
  public struct Price: Sendable {
    /// For each prediction.
    public var prediction = 0.0
    /// For each second of `predict_time`.
    public var second = 0.0
  }

  /// By `owner/name`, or by whatever a script names.
  public var prices: [String: Price] = [:]

  /// No prices.
  public init() {}

  /// Reads `{"owner/name": 0.003, "owner/other": {"second": 0.000975}}`: a number is the price of a prediction.
  /// - Throws: ``JournalError`` that names what is wrong.
  public init(json: Value) throws(JournalError) {
    guard let pairs = json.pairs else { throw JournalError("prices are an object of models") }
    for (model, entry) in pairs {
      var price = Price()
      if let number = entry.double {
        price.prediction = number
      } else if let fields = entry.pairs {
        for (key, value) in fields {
          guard let number = value.double else { throw JournalError("the price \(key) of \(model) is no number") }
          switch key {
          case "prediction": price.prediction = number
          case "second": price.second = number
          default: throw JournalError("a price has `prediction` and `second`, not `\(key)` (\(model))")
          }
        }
      } else {
        throw JournalError("the price of \(model) is a number or an object")
      }
      guard price.prediction >= 0, price.second >= 0 else { throw JournalError("the price of \(model) is negative") }
      prices[model] = price
    }
  }

  /// The estimate for one call; nil without a price for its model.
  public func estimate(_ reference: String, seconds: Double?) -> Double? {
    guard !prices.isEmpty, let price = prices[reference] ?? prices[String(reference.prefix { $0 != ":" })] else {
      return nil
    }
    return price.prediction + price.second * (seconds ?? 0)
  }
}

/// What a run has used up.
struct BudgetUse {
  var predictions = 0
  var predictSeconds = 0.0
  var estimate = 0.0

  /// Refuses a create that the budget does not allow.
  /// - Throws: kind `limit`, which no script catches.
  func check(_ budget: Budget, next reference: String) throws(ScriptError) {
    if let limit = budget.predictions, predictions >= limit {
      throw ScriptError(
        .limit, "the run has made its \(limit) predictions", hint: "--max-predictions allows more", isCatchable: false)
    }
    if let limit = budget.predictSeconds, predictSeconds >= limit {
      throw ScriptError(
        .limit, "models have run for \(Self.text(predictSeconds)) s of the \(Self.text(limit)) s allowed",
        hint: "--max-predict-seconds allows more", isCatchable: false)
    }
    guard let limit = budget.estimate else { return }
    guard let next = budget.prices.estimate(reference, seconds: nil) else {
      throw ScriptError(
        .limit, "there is no price for \(reference), so the estimate cannot be kept",
        hint: "add it to prices.json, or leave out --max-estimate", isCatchable: false)
    }
    guard estimate + next <= limit else {
      throw ScriptError(
        .limit, "the estimate would come to \(Self.text(estimate + next)) of the \(Self.text(limit)) allowed",
        hint: "--max-estimate allows more", isCatchable: false)
    }
  }

  static func text(_ number: Double) -> String { "\((number * 10_000).rounded() / 10_000)" }
}
