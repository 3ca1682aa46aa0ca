/// Something that goes wrong with some requests.
///
/// `Fault(.answerLost, at: ["predictions.create"], when: .rate(0.1))` accepts a tenth of the creates and then drops the
/// connection without an answer.
public struct Fault: Sendable, Equatable {
  /// What goes wrong.
  public enum Effect: Sendable, Equatable {
    /// An error answer with a JSON body.
    case status(Int)
    /// 429, with the wait told in the way that `hint` says.
    case throttled(seconds: Int, hint: WaitHint)
    /// An error answer with an HTML page, as an edge in front of the service gives.
    case html(Int)
    /// The connection is reset before the request has had any effect.
    case reset
    /// The request has its effect, and the connection closes without an answer.
    case answerLost
    /// 504 at once; a create has its effect this much later all the same.
    case acceptedLate(Duration)
    /// The answer breaks off in the middle of its body.
    case truncated
    /// The body trickles over this length of time.
    case slowBody(Duration)
    /// The answer waits this long before it begins.
    case delayed(Duration)
    /// A body that is no JSON, under a JSON content type.
    case malformed
    /// A body of so many bytes of JSON.
    case huge(Int)
    /// A body of JSON lists nested so deep.
    case deep(Int)
    /// 307 to another origin.
    case redirect
    /// A list's link to the next page is not what it should be.
    case next(NextLink)
  }

  /// What a page says about the page after it.
  public enum NextLink: String, Sendable, CaseIterable {
    /// The text `"null"` on the last page, as one endpoint of the service writes it.
    case null
    /// `http` and another host.
    case http
    /// Every page but the first names itself.
    case same
    /// After the second page comes the first again.
    case circle
    /// Pages without items, each with a next one that was never named before.
    case endless
  }

  /// What faults can meet beside the operations: output files and event streams. Only faults that name them do.
  public static let places = ["delivery", "streams"]

  /// Where a 429 tells how long to wait.
  public enum WaitHint: String, Sendable, CaseIterable {
    /// `Retry-After` in seconds, and in the body.
    case seconds
    /// `Retry-After` as a date.
    case date
    /// Only in the sentence of the body: `resets in ~3s`.
    case sentence
    /// Nowhere.
    case none
  }

  /// Which of the matching requests.
  public enum Occurrence: Sendable, Equatable {
    /// All of them.
    case always
    /// Each with this probability, drawn from the seed.
    case rate(Double)
    /// The first so many.
    case first(Int)
    /// These, counted from 1.
    case nth(Set<Int>)
    /// Every so manieth.
    case every(Int)
  }

  /// What goes wrong.
  public var effect: Effect
  /// Operation ids and ``places``; empty for every operation.
  public var operations: Set<String>
  /// Which of the requests of those operations.
  public var occurrence: Occurrence

  /// A fault.
  /// - Parameters:
  ///   - effect: what goes wrong.
  ///   - operations: ids such as `predictions.create`; empty for every operation.
  ///   - occurrence: which of the requests of those operations.
  public init(_ effect: Effect, at operations: Set<String> = [], when occurrence: Occurrence = .always) {
    self.effect = effect
    self.operations = operations
    self.occurrence = occurrence
  }
}
