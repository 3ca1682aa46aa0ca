import NIOHTTP1
import RepValue

/// One call from its first sending to its answer or its final failure.
struct Attempts {
  let client: ReplicateClient
  let operation: Operation
  let request: HTTPRequest
  /// What watches over the sendings of a create.
  var sending: CreateSending?

  private var configuration: ClientConfiguration { client.configuration }
  private var time: TimeSource { client.configuration.time }

  /// How one sending ended.
  private enum Outcome {
    case answered(Value)
    case failed(Failure)
  }

  private struct Failure {
    var error: ReplicateError
    /// The server certainly did nothing: the connection failed before the body left, or the answer was a 429.
    var isRefused = false
    /// What failed may work the next time.
    var isTransient = false
    var isThrottled = false
    /// This machine was too slow to send it.
    var isStale = false
  }

  /// Sendings that this machine was too slow for, before one counts as an attempt.
  private static let staleLimit = 50

  func run() async throws -> Value {
    var attempt = 1
    var stale = 0
    var throttledFor = 0.0
    var mayBeDone = false
    while true {
      switch try await sendWithinLimits() {
      case .answered(let value):
        return value
      case .failed(var failure):
        if mayBeDone, operation.method == .delete, failure.error.kind == .notFound {
          // An earlier sending whose answer was lost has deleted it.
          return .null
        }
        let mayRepeat = operation.isIdempotent || failure.isRefused
        failure.error.isUnanswered = failure.isTransient && !mayRepeat
        await sending?.failed(failure.error, isRefused: !failure.error.isUnanswered)
        guard let delay = delay(failure, mayRepeat, attempt, throttledFor) else { throw final(failure.error) }
        mayBeDone = mayBeDone || !failure.isRefused
        if failure.isThrottled {
          throttledFor += delay
        } else if failure.isStale, stale < Self.staleLimit {
          stale += 1
        } else {
          attempt += 1
        }
        configuration.onRetry?(RetryNotice(operation: operation.id, delay: delay, error: failure.error))
        try await time.sleep(delay)
      }
    }
  }

  /// Seconds until the next sending, or nil where there is none.
  private func delay(_ failure: Failure, _ mayRepeat: Bool, _ attempt: Int, _ throttledFor: Double) -> Double? {
    guard failure.isTransient, mayRepeat else { return nil }
    let policy = configuration.retries
    let usual = policy.delay(afterAttempt: attempt, random: time.random())
    if failure.isThrottled {
      // A little later than asked, at random: the others who were refused come back too.
      let delay = failure.error.retryAfter.map { $0 + min(1, $0 / 4) * time.random() } ?? usual
      return throttledFor + delay <= policy.throttlePatience ? delay : nil
    }
    guard attempt < policy.maximumAttempts else { return nil }
    return max(usual, min(failure.error.retryAfter ?? 0, policy.throttlePatience))
  }

  private func final(_ error: ReplicateError) -> ReplicateError {
    var error = error
    if error.isUnanswered {
      error.message += "; nobody knows whether it was accepted"
      error.hint = ErrorHints.unanswered
    }
    return error.of(operation)
  }

  private func sendWithinLimits() async throws -> Outcome {
    // Which limit counts trainings is not documented: both do here.
    let classes = operation == .trainingsCreate ? [operation.rateClass, .other] : [operation.rateClass]
    var taken: [RateClass] = []
    defer { for rateClass in taken { client.limiter.finished(rateClass) } }
    for rateClass in classes {
      try await client.limiter.acquire(rateClass, CallPriority(operation)) { delay in
        configuration.onWait?(WaitNotice(operation: operation.id, delay: delay, rateClass: rateClass))
      }
      taken.append(rateClass)
    }
    return try await send()
  }

  private func send() async throws -> Outcome {
    let started = time.monotonic()
    let response: HTTPResponse
    var request = request
    request.handover = sending?.handover
    do {
      response = try await client.transport.send(request)
    } catch let error as TransportError {
      try checkCancellation(error)
      log("failed: \(error.reason)", since: started)
      let failure = network(error.reason)
      // A create that may have arrived counts as unanswered, however lasting its cause is.
      let isLasting = error.isLasting && (operation.isIdempotent || !error.mayHaveArrived)
      return .failed(
        Failure(error: failure, isRefused: !error.mayHaveArrived, isTransient: !isLasting, isStale: error.isStale))
    }
    log("answered with \(response.status)", since: started)
    client.serverClock.learn(response.headers, sent: started, received: time.monotonic())
    client.limiter.observe(operation.rateClass, headers: response.headers, took: time.monotonic() - started)
    do {
      return (200..<300).contains(response.status)
        ? .answered(try await value(of: response)) : .failed(try await failure(of: response))
    } catch let error as AnswerReader.Failure {
      return .failed(try unreadable(error))
    } catch let error as AnswerAllowance.Exhausted where !operation.isIdempotent {
      return .failed(try unreadable(.tooLarge(limit: error.limit)))
    }
  }

  /// A create that is canceled while it is under way has an unknown fate, which its caller must learn; everything else
  /// just ends.
  private func checkCancellation(_ error: TransportError) throws {
    guard Task.isCancelled else { return }
    if operation.isIdempotent || !error.mayHaveArrived { throw CancellationError() }
    throw final(ReplicateError(.canceled, "\(operation.id) was canceled while it was under way", isUnanswered: true))
  }

  private func value(of response: HTTPResponse) async throws -> Value {
    let bytes = try await AnswerReader.read(response, limit: configuration.answerLimit)
    let share = AnswerAllowance.Share.current
    defer { share?.drop(bytes.count) }
    switch operation.response {
    case .empty: return .null
    case .text: return Value(String(decoding: bytes, as: UTF8.self))
    case .file:
      try TransferAllowance.take(bytes.count, .download)
      let type = ContentType.of(header: response.headers.first(name: "content-type")) ?? ContentType.unknown
      return Value(DataURL(contentType: type, bytes: bytes).text)
    case .json, .page:
      if let share { try share.keep(JSONBody.valueSize(of: bytes)) }
      do {
        return try JSONBody.decode(bytes)
      } catch {
        throw AnswerReader.Failure.notJSON("\(error)")
      }
    }
  }

  private func failure(of response: HTTPResponse) async throws -> Failure {
    let wait = RetryAfter.seconds(headers: response.headers, now: time.now())
    if (300..<400).contains(response.status) {
      let target = response.headers.first(name: "location").map { " to \($0)" } ?? ""
      let message = "\(operation.id): the server redirects\(target), where the token must not go"
      return Failure(error: ReplicateError(.server, message, status: response.status))
    }
    let body = try await AnswerReader.readStart(response, limit: ErrorAnswer.bodyLimit)
      .masking(configuration.token)
    let error = ErrorAnswer.error(operation: operation, status: response.status, body: body, retryAfter: wait)
    if response.status == 429 {
      let seconds = error.retryAfter ?? 1
      client.limiter.throttled(operation.rateClass, for: seconds, detail: error.detail)
      return Failure(error: error, isRefused: true, isTransient: true, isThrottled: true)
    }
    // 408 and 5xx may come from a proxy that gave up waiting for a server that has accepted the call. So may the 409
    // of a create: its first sending may be what it conflicts with.
    let isTransient = response.status == 408 || response.status >= 500
    return Failure(error: error, isTransient: isTransient || (response.status == 409 && !operation.isIdempotent))
  }

  private func unreadable(_ failure: AnswerReader.Failure) throws -> Failure {
    switch failure {
    case .interrupted(let error):
      try checkCancellation(error)
      return Failure(error: network("the answer broke off: " + error.reason), isTransient: true)
    case .tooLarge(let limit):
      // Asking again would fetch it all again; a create has been accepted, though, and its record is lost.
      let message = "\(operation.id): the answer is larger than \(limit >> 20) MB"
      return Failure(error: ReplicateError(.server, message), isTransient: !operation.isIdempotent)
    case .notJSON(let why):
      let message = "\(operation.id): the answer is not JSON: \(why)"
      return Failure(error: ReplicateError(.server, message), isTransient: !operation.isIdempotent)
    }
  }

  private func network(_ reason: String) -> ReplicateError {
    let host = configuration.baseURL.address.origin
    return ReplicateError(.network, "\(operation.id): no answer from \(host): \(reason)")
  }

  private func log(_ what: String, since started: Double) {
    guard let logger = configuration.logger else { return }
    let milliseconds = Int((time.monotonic() - started) * 1000)
    logger.debug("\(operation.method.rawValue) \(request.address.path) \(what) after \(milliseconds) ms")
  }
}
