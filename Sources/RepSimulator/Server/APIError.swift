import RepValue

/// An answer that refuses: RFC 9457 problem details with the fields that the service was seen to send.
struct APIError: Error, Sendable {
  var status: Int
  var title: String?
  var detail: String
  /// Some recorded bodies have no `status`.
  var namesStatus = true
  var invalidFields: [InvalidField] = []
  var retryAfter: Int?
  var headers: [(name: String, value: String)] = []

  init(_ status: Int, title: String? = nil, _ detail: String) {
    self.status = status
    self.title = title
    self.detail = detail
  }

  var body: Value {
    var body: Value = [:]
    if let title { body["title"] = Value(title) }
    body["detail"] = Value(detail)
    if namesStatus { body["status"] = .int(status) }
    if !invalidFields.isEmpty { body["invalid_fields"] = Value(invalidFields.map(\.json)) }
    if let retryAfter { body["retry_after"] = .int(retryAfter) }
    return body
  }

  static let unauthenticated = APIError(
    401, title: "Unauthenticated", "You did not pass a valid authentication token")

  static let insufficientCredit = APIError(
    402, title: "Insufficient credit",
    "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase "
      + "credit. Once you purchase credit, please wait a few minutes before trying again.")

  static let notFound = APIError(404, "The requested resource could not be found.")

  static let unknownTrainingDestination = APIError(404, "The specified training destination does not exist")

  static let invalidVersion = APIError(
    422, title: "Invalid version or not permitted",
    "The specified version does not exist (or perhaps you don't have permission to use it?)")

  static var fileNotFound: APIError {
    var error = APIError(404, "File not found")
    error.namesStatus = false
    return error
  }

  static var fileTooLarge: APIError {
    var error = APIError(413, "Files must be less than 100MB in size")
    error.namesStatus = false
    return error
  }

  static var missingSearchQuery: APIError {
    var error = APIError(400, "Query parameter \"query\" is required")
    error.namesStatus = false
    return error
  }

  static func malformed(_ what: String) -> APIError {
    APIError(400, title: "Bad request", what)
  }

  /// 422 with everything that is wrong with the body.
  static func invalid(_ fields: [InvalidField], title: String = "Input validation failed") -> APIError {
    var error = APIError(
      422, title: title, fields.map { "- \($0.field): \($0.description)\n" }.joined())
    error.invalidFields = fields
    return error
  }

  static func throttled(_ limits: RateLimits, _ bucket: RateLimits.Bucket, seconds: Int) -> APIError {
    guard limits.mentionsLowCredit, bucket == .creates, let perMinute = limits.createsPerMinute else {
      return throttled(seconds: seconds)
    }
    var error = throttled(seconds: seconds)
    error.detail =
      "Request was throttled. Your rate limit for creating predictions is reduced to \(perMinute) requests per minute "
      + "with a burst of \(limits.createBurst ?? perMinute) requests while you have less than $5.0 in credit. "
      + "Your rate limit resets in ~\(seconds)s."
    return error
  }

  static func throttled(seconds: Int) -> APIError {
    var error = APIError(429, "Request was throttled. Your rate limit resets in ~\(seconds)s.")
    error.retryAfter = seconds
    error.headers = [("Retry-After", String(seconds))]
    return error
  }
}
