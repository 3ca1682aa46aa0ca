/// What sort of error it is: the `kind` that a script sees and that exit codes are chosen by.
///
/// The list is closed for the language's own errors; a script may throw an object with a kind of its own.
public struct ErrorKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The text that scripts compare with.
  public let rawValue: String
  /// Names a kind.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Names a kind.
  public init(stringLiteral value: String) { rawValue = value }

  /// The text given to a parser is wrong.
  public static let syntax: ErrorKind = "syntax"
  /// A name is unknown, or used before its statement has run.
  public static let name: ErrorKind = "name"
  /// A value is of a type that does not fit.
  public static let type: ErrorKind = "type"
  /// An object lacks a key.
  public static let key: ErrorKind = "key"
  /// An index lies outside a list or string.
  public static let index: ErrorKind = "index"
  /// A call has wrong, missing or too many arguments.
  public static let argument: ErrorKind = "argument"
  /// Overflow, division by zero, a number out of range.
  public static let number: ErrorKind = "number"
  /// No arm of a `match` fits.
  public static let match: ErrorKind = "match"
  /// An `assert` did not hold.
  public static let assert: ErrorKind = "assert"
  /// The script threw a text.
  public static let user: ErrorKind = "user"
  /// The token is missing or refused.
  public static let auth: ErrorKind = "auth"
  /// The account lacks credit.
  public static let credit: ErrorKind = "credit"
  /// The API refused the arguments.
  public static let validation: ErrorKind = "validation"
  /// The API does not know the thing asked for.
  public static let notFound: ErrorKind = "not_found"
  /// A rate limit is used up.
  public static let throttled: ErrorKind = "throttled"
  /// A prediction or training ended with `failed`.
  public static let modelFailed: ErrorKind = "model_failed"
  /// A prediction or training ended with `canceled`.
  public static let canceled: ErrorKind = "canceled"
  /// A prediction or training ended before it began.
  public static let aborted: ErrorKind = "aborted"
  /// The time of a `within` is up.
  public static let timeout: ErrorKind = "timeout"
  /// No connection, or one that broke.
  public static let network: ErrorKind = "network"
  /// The API failed or answered something that cannot be read.
  public static let server: ErrorKind = "server"
  /// The host does not allow it.
  public static let permission: ErrorKind = "permission"
  /// A file cannot be read or written.
  public static let io: ErrorKind = "io"
  /// A payment whose fate is unknown needs a decision.
  public static let unresolved: ErrorKind = "unresolved"
  /// A result was deleted before it was fetched.
  public static let outputGone: ErrorKind = "output_gone"
  /// A resumed run went another way than the recorded one.
  public static let divergence: ErrorKind = "divergence"
  /// A function of the host failed.
  public static let host: ErrorKind = "host"
  /// The host called a function of the script after the call that had given it was over.
  public static let staleCallback: ErrorKind = "stale_callback"
  /// A limit of the host is used up; cannot be caught (R31).
  public static let limit: ErrorKind = "limit"
  /// The host stopped the script; cannot be caught (R31).
  public static let interrupted: ErrorKind = "interrupted"
}
