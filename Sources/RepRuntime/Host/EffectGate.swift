import RepValue

/// One effect of a script on the world, on its way through the gate.
public struct Effect {
  /// What it is: the name of a built-in, or that of a further step of one, such as the next page of a list.
  public let name: String
  /// What of it is written down; see ``Recording``.
  public let recording: Recording
  /// The logical thread and the place in it.
  public let place: EffectPlace
  /// The script thread that asks.
  public let context: ContextPointer
  /// The built-in and what it was called with; nil for what is no call.
  public let call: (builtin: Builtin, arguments: Arguments)?
  /// What is asked for, where there is no call.
  public let detail: Value
}

/// Which effect of a run it is, whatever else runs at the same time.
public struct EffectPlace: Hashable, Sendable {
  /// The logical thread: `0` for the main body, `T/k.e` for body *e* of the *k*-th `parallel` that thread T runs.
  public let thread: String
  /// Which effect of its thread this is, from 0.
  public let ordinal: Int

  /// Names an effect.
  public init(thread: String, ordinal: Int) { (self.thread, self.ordinal) = (thread, ordinal) }

  /// A key of a `parallel` as part of a thread's name: what separates parts, and NUL, which not every store can hold, is
  /// written as in URLs, so that no two bodies have the same name.
  static func part(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) else { return key }
    return key.unicodeScalars.reduce(into: "") { part, scalar in
      switch scalar {
      case "\0": part += "%00"
      case "/": part += "%2F"
      case "%": part += "%25"
      default: part.unicodeScalars.append(scalar)
      }
    }
  }
}

/// What a journal writes down of an effect, and what a resumed run does with it.
public enum Recording: Sendable {
  /// The answer, or the error: given back without asking again.
  case answer
  /// That a prediction or training has ended: given back from its record, where the journal has that, else the answer.
  case outcome
  /// Nothing: runs again.
  case repeats
  /// A digest of the answer: runs again, and a difference is reported.
  case fingerprint
  /// A prediction or training is created, which is paid for.
  case create
  /// The moment at which a wait ends: only what is left of it is waited again.
  case moment
  /// Drawn from the run's seed, so that it is the same every time.
  case chance
  /// Files are written under names that must stay the same.
  case save
  /// Something is added to a file, which must happen once.
  case append
}

extension Recording {
  /// What suits most built-ins with these effects.
  init(_ effects: Builtin.Effects) {
    self =
      if effects.contains(.startsPrediction) {
        .create
      } else if effects.contains(.random) {
        .chance
      } else if !effects.isDisjoint(with: [.network, .host, .clock]) {
        .answer
      } else if !effects.isDisjoint(with: [.readsFiles, .environment]) {
        .fingerprint
      } else {
        .repeats
      }
  }
}

/// The one way out: every action, clock, random, file, environment and host call passes it.
///
/// The journal, record and replay, dry runs and budgets are gates; the plain one just performs.
public protocol EffectGate: Sendable {
  /// Performs an effect, or gives the answer that an earlier run recorded.
  /// - Throws: what the effect throws, or a refusal.
  func perform(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value

  /// Where the effect at a place takes its chance from.
  func randomness(at place: EffectPlace) -> any RandomNumberGenerator
}

extension EffectGate {
  /// The system's own generator.
  public func randomness(at place: EffectPlace) -> any RandomNumberGenerator { SystemRandomNumberGenerator() }
}

/// A gate that lets everything through.
public struct OpenGate: EffectGate {
  /// A gate that lets everything through.
  public init() {}
  /// Performs the effect.
  /// - Throws: what the effect throws.
  public func perform(_ effect: Effect, _ body: () throws(ScriptError) -> Value) throws(ScriptError) -> Value {
    try body()
  }
}

extension Context {
  /// Where the effect that this thread asked for last takes its chance from.
  public var randomness: any RandomNumberGenerator { run.gate.randomness(at: place) }

  /// The place of the effect that this thread asked for last.
  public var place: EffectPlace { EffectPlace(thread: thread.logicalName, ordinal: thread.effectCount - 1) }

  /// Takes the place of an effect that the thread asks for over several calls: the pieces of a stream.
  public func takePlace() -> EffectPlace {
    thread.effectCount += 1
    return place
  }

  /// Sends a further effect of a built-in through the gate: the next page of a list, a pause between two tries.
  /// - Parameters:
  ///   - name: what it is, as a journal writes it.
  ///   - detail: what is asked for; equal effects have equal details.
  ///   - recording: what a journal writes down of it.
  ///   - body: does it.
  /// - Throws: what `body` throws, or a refusal.
  public func perform(
    _ name: String, _ detail: Value = .null, recording: Recording = .answer,
    _ body: () throws(ScriptError) -> Value
  ) throws(ScriptError) -> Value {
    let thread = thread
    try thread.checkStopped()
    let place = EffectPlace(thread: thread.logicalName, ordinal: thread.effectCount)
    thread.effectCount += 1
    let effect = Effect(
      name: name, recording: recording, place: place, context: thread.context, call: nil, detail: detail)
    return try thread.run.gate.perform(effect, body).charged()
  }
}

extension Context {
  /// How often this thread has waited: an effect that raises it has let other bodies run meanwhile.
  public var waitCount: Int { thread.waitCount }

  /// Takes the number of an answer that no earlier run had; see ``DeliveryOrder``.
  public func deliver() -> Int {
    run.order.deliver(thread)
    return run.order.latest
  }

  /// Lets the bodies go on that went on before the answer with this number.
  public func deliver(_ number: Int) { run.order.deliver(number, thread) }

  /// Says that the answer with this number is on its way.
  public func announce(_ number: Int) { run.order.announce(number, thread) }
}
