import RepRuntime
import RepValue

/// One run of a script, as a journal names it.
public struct RunHeader: Sendable {
  /// Its number in the journal.
  public var id = 0
  /// The script's path, without links.
  public var script: String
  /// A digest of the script and all that it imports.
  public var program: [UInt8]
  /// A keyed digest of the params and arguments.
  public var params: [UInt8]
  /// The params as JSON, secrets masked.
  public var shownParams: Value
  /// `type/username` of the account; empty until the first create.
  public var account: String
  /// The API's address.
  public var baseURL: String
  /// 32 bytes that `random`, `uuid` and pinned seeds are drawn from.
  public var seed: [UInt8]
  /// Seconds since 1970.
  public var started: Double
  /// Seconds since 1970; nil while it runs, and after a kill.
  public var ended: Double?
  /// How it ended; nil while it runs, and after a kill.
  public var ending: RunEnding?
  /// The run that it goes on from, of an older text of the script.
  public var parent: Int?
  /// The process that runs it: `pid@host`.
  public var owner: String

  /// Describes a run.
  public init(
    script: String, program: [UInt8], params: [UInt8], shownParams: Value, account: String, baseURL: String,
    seed: [UInt8], started: Double, parent: Int? = nil, owner: String
  ) {
    (self.script, self.program, self.params, self.shownParams) = (script, program, params, shownParams)
    (self.account, self.baseURL, self.seed, self.started) = (account, baseURL, seed, started)
    (self.parent, self.owner) = (parent, owner)
  }
}

/// How a run ended.
public struct RunEnding: Sendable {
  /// In a word.
  public enum State: String, Sendable {
    /// Its script ended well: it is never resumed.
    case succeeded
    /// An error that the script did not catch, or a limit.
    case failed
    /// Stopped from outside.
    case interrupted
    /// A run of a changed script has taken it over.
    case continued
    /// Its owner does not want it any more.
    case abandoned
  }

  /// In a word.
  public var state: State
  /// The error's message.
  public var message: String?
  /// Effects that get a new attempt: their error ended the run.
  public var retried: [EffectPlace]
  /// Predictions that get a new attempt: their failure ended the run, or they were canceled while it unwound.
  public var retriedPredictions: [String]

  /// Describes an end.
  public init(
    _ state: State, message: String? = nil, retried: [EffectPlace] = [], retriedPredictions: [String] = []
  ) {
    (self.state, self.message, self.retried, self.retriedPredictions) = (state, message, retried, retriedPredictions)
  }
}

/// What a journal holds of one run.
public struct RecordedRun: Sendable {
  /// The run.
  public var header: RunHeader
  /// Its effects, as the script saw them; those of paid calls too.
  public var effects: [RecordedEffect]
  /// Its paid calls.
  public var calls: [RecordedCall]
  /// The files that `save` has written, by the place of the effect.
  public var saved: [EffectPlace: [SavedFile]]

  /// Gathers what is known of a run.
  public init(
    header: RunHeader, effects: [RecordedEffect], calls: [RecordedCall], saved: [EffectPlace: [SavedFile]] = [:]
  ) {
    (self.header, self.effects, self.calls, self.saved) = (header, effects, calls, saved)
  }
}

/// An effect and its answer.
public struct RecordedEffect: Sendable {
  /// Where in the run.
  public var place: EffectPlace
  /// See `Effect/name`.
  public var name: String
  /// A keyed digest of what was asked.
  public var content: [UInt8]
  /// When its answer was delivered among all of the run; nil for one that did not wait.
  public var delivered: Int?
  /// The answer, or the error, as JSON.
  public var answer: [UInt8]
  /// What was asked, as JSON, secrets masked and long texts shortened; for people and for replays.
  public var asked: [UInt8]

  /// Describes an effect.
  public init(
    place: EffectPlace, name: String, content: [UInt8], delivered: Int?, answer: [UInt8], asked: [UInt8]
  ) {
    (self.place, self.name, self.content) = (place, name, content)
    (self.delivered, self.answer, self.asked) = (delivered, answer, asked)
  }
}

/// A create, from its intent to its output.
public struct RecordedCall: Sendable {
  /// How far it is (durability, section 1.3).
  public enum State: String, Sendable {
    /// Its bytes may leave, or have left.
    case intended
    /// Certainly not accepted; `reason` says why.
    case refused
    /// Sent, and nobody knows what became of it.
    case unanswered
    /// Accepted: `prediction` names it.
    case open
    /// Its terminal record is known.
    case done
    /// Nobody can tell whether it was accepted: its owner must decide.
    case unresolved
    /// Paid for, and its output was deleted before it was fetched.
    case lost
  }

  /// What the script got when the create was answered: the answer of its effect.
  public struct Delivery: Sendable {
    /// See `Effect/name`.
    public var name: String
    /// When it was delivered among all answers of the run; nil where the create did not wait.
    public var number: Int?
    /// The answer as JSON.
    public var answer: [UInt8]

    /// Describes a delivery.
    public init(name: String, number: Int?, answer: [UInt8]) {
      (self.name, self.number, self.answer) = (name, number, answer)
    }
  }

  /// An `await` that gave a call's output.
  public struct Await: Sendable {
    /// Where in the run.
    public let place: EffectPlace
    /// Its turn among the answers that were waited for; nil for one that was not.
    public let number: Int?

    /// Describes an `await`.
    public init(place: EffectPlace, number: Int?) { (self.place, self.number) = (place, number) }
  }

  /// Parts of what is known of a call, each of which is written by itself.
  public struct Parts: OptionSet, Sendable {
    /// One bit a part.
    public let rawValue: Int
    /// Makes a set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Where it stands, what was asked, and how far its sending is.
    public static let intent = Parts(rawValue: 1)
    /// The id and the status that it was created with, and what the script got.
    public static let created = Parts(rawValue: 2)
    /// Its terminal record.
    public static let ended = Parts(rawValue: 4)
    /// Which `await` gave its output.
    public static let awaited = Parts(rawValue: 8)
    /// Everything.
    public static let all: Parts = [.intent, .created, .ended, .awaited]
  }

  /// Unique in the journal: the number of the run × 2³² plus a count, so that the rows of a run lie side by side; 0 for a
  /// call that has none yet.
  public var id = 0
  /// The run.
  public var run: Int
  /// Where in the run.
  public var place: EffectPlace
  /// The operation that was sent.
  public var operation = ""
  /// What is run, as the script names it.
  public var reference = ""
  /// The version that was sent, where one was.
  public var version: String?
  /// A keyed digest of what the script asked for.
  public var content: [UInt8]
  /// The seed that was pinned.
  public var seed: Int?
  /// How far it is.
  public var state = State.refused
  /// How often it was sent.
  public var attempt = 0
  /// The server's time before the first byte of the last sending could leave, in seconds since 1970.
  public var sentLow: Double?
  /// The server's time after its last byte could have left.
  public var sentHigh: Double?
  /// The prediction's or training's id.
  public var prediction: String?
  /// Its status, as the server says it.
  public var status: String?
  /// When it was created, in seconds since 1970, by the server's clock.
  public var createdAt: Double?
  /// What the script got; nil before, and where an effect of its own says it.
  public var delivery: Delivery?
  /// The newest record, with at most 4 kB of its log; nil before there is one.
  public var record: [UInt8]?
  /// The first `await` that gave its output; nil before, and where an effect of its own says it.
  public var awaited: Await?
  /// Until when the server keeps its input, output and files, in seconds since 1970; nil before it has ended.
  public var keptUntil: Double?
  /// What was asked, as JSON, secrets masked and long texts shortened.
  public var asked: [UInt8]
  /// Why it was refused or is unresolved.
  public var reason: String?
  /// Whether it took a stored result instead of being sent.
  public var isCached = false
  /// The account that its prediction is claimed for; not a column of its own.
  public var account = ""
  /// Whether ``content`` is keyed: until a journal is open there is no key.
  public var isKeyed = false

  /// A call that has not been sent.
  public init(run: Int, place: EffectPlace, content: [UInt8], asked: [UInt8]) {
    (self.run, self.place, self.content, self.asked) = (run, place, content, asked)
  }

  /// Seconds that the model ran, as the record says.
  public var predictSeconds: Double? {
    guard let record, let value = try? JSON.parse(record) else { return nil }
    return value["metrics"]["predict_time"].double
  }
}

/// A copy of an output file.
public struct KeptOutput: Sendable {
  /// The address that it was fetched from.
  public var url: String
  /// The prediction that made it.
  public var prediction: String
  /// Its place in the output, as a JSON pointer (RFC 6901).
  public var path: String
  /// Hexadecimal; also its name below the output folder.
  public var sha256: String
  /// Bytes.
  public var size: Int
  /// Media type.
  public var type: String

  /// Describes a copy.
  public init(url: String, prediction: String, path: String, sha256: String, size: Int, type: String) {
    (self.url, self.prediction, self.path) = (url, prediction, path)
    (self.sha256, self.size, self.type) = (sha256, size, type)
  }
}

/// A file that `save` has written.
public struct SavedFile: Sendable {
  /// Its path as the script got it.
  public var path: String
  /// Hexadecimal.
  public var sha256: String

  /// Describes a file.
  public init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
}
