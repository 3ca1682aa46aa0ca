import Crypto
import RepRuntime
import RepValue
import Replicate
#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The built-ins that need a host: files, clocks, chance, the environment, the terminal.
enum HostLibrary {
  private typealias Parameter = Builtin.Parameter

  static func all(_ services: Services) -> [Builtin] {
    FileBuiltins.all(services) + CSVBuiltins.all(services.files) + WebhookBuiltins.all(services) + clocks + chance + surroundings(services)
      + [retry, sha256]
  }

  // MARK: Time

  private static let clocks: [Builtin] = [
    Builtin(
      "now", effects: .clock, summary: "Seconds since 1970, with a fraction.", examples: ["let start = now()"]
    ) { (_) throws(ScriptError) in
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return .float(Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    },
    Builtin(
      "sleep", [Parameter("duration", .number, summary: "how long, as a duration")], result: .nothing, effects: .clock,
      recording: .moment, summary: "Waits; other bodies of the script run meanwhile.", examples: ["sleep 500ms"]
    ) { (arguments) throws(ScriptError) in
      let seconds = try arguments.double(0)
      guard seconds >= 0 else { throw ScriptError(.argument, "`duration` of `sleep` is not negative") }
      try arguments.context.pointee.sleep(seconds)
      return .null
    },
  ]

  // MARK: Chance

  private static let chance: [Builtin] = [
    Builtin(
      "random",
      [
        .optional("low", .int, summary: "the smallest int"), .optional("high", .int, summary: "the largest int"),
      ],
      effects: .random, summary: "A float from 0 up to 1, or an int between two, both included.",
      examples: ["random()", "random(1, 6)"]
    ) { (arguments) throws(ScriptError) in
      var chance = arguments.context.pointee.randomness
      guard arguments.has(0) else { return .float(Double.random(in: 0..<1, using: &chance)) }
      guard arguments.has(1) else {
        throw ScriptError(.argument, "`random` takes two bounds or none", hint: "random(1, 6)")
      }
      let (low, high) = (try arguments.int(0), try arguments.int(1))
      guard low <= high else { throw ScriptError(.argument, "`random`: \(low) is larger than \(high)") }
      return .int(Int.random(in: low...high, using: &chance))
    },
    Builtin("uuid", effects: .random, summary: "A random identifier (RFC 9562, version 4).", examples: ["uuid()"]) {
      (arguments) throws(ScriptError) in
      var chance = arguments.context.pointee.randomness
      var bytes = (0..<16).map { _ in UInt8.random(in: 0 ... .max, using: &chance) }
      bytes[6] = bytes[6] & 0x0F | 0x40
      bytes[8] = bytes[8] & 0x3F | 0x80
      var text = ""
      for (index, byte) in bytes.enumerated() {
        if [4, 6, 8, 10].contains(index) { text += "-" }
        text += hexadecimal(byte)
      }
      return Value(text)
    },
  ]

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = Array("0123456789abcdef")
    return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
  }

  // MARK: Surroundings

  private static func surroundings(_ services: Services) -> [Builtin] {
    let options = services.options
    let environment = services.permissions.environment
    return [
      Builtin(
        "env", [Parameter("name", .string), .optional("default", .any, summary: "the value where it is not set")],
        effects: .environment, summary: "An environment variable, or null.", examples: [#"env("HOME")"#]
      ) { (arguments) throws(ScriptError) in
        let name = try arguments.text(0)
        guard Environment.isAllowed(name, environment) else {
          throw ScriptError(
            .permission, "the script may not read the environment variable \(name)",
            hint: Environment.secrets.contains(name) ? "no script can read the API token" : nil)
        }
        if let text = Environment.variable(name) { return Value(text) }
        return arguments.has(1) ? arguments[1] : .null
      },
      Builtin("args", effects: .environment, recording: .repeats, summary: "The arguments of the script that are no params.", examples: ["args()"]) {
        (_) throws(ScriptError) in .list(ListStorage(options.arguments.map { Value($0) }))
      },
      Builtin(
        "ask", [Parameter("question", .string)], effects: .environment, recording: .answer,
        summary: "Asks the person at the terminal and gives the answer.", examples: [#"let name = ask "Your name? ""#]
      ) { (arguments) throws(ScriptError) in
        guard let ask = options.ask else {
          throw ScriptError(.permission, "there is nobody to ask", hint: "declare a `param` instead")
        }
        guard let answer = ask(try arguments.text(0)) else {
          throw ScriptError(.io, "the input has ended without an answer")
        }
        return Value(answer)
      },
    ]
  }

  // MARK: Others

  /// Repeats what may work the next time (R39).
  private static let retry = Builtin(
    "retry",
    [
      Parameter("times", .int, summary: "how often to try at most"), Parameter("action", .function),
      .optional("delay", .number, isNamedOnly: true, summary: "the pause before the second try; it doubles; 1s by default"),
    ],
    summary: "Calls a function again while it fails with throttled, network, server, timeout or model_failed.",
    examples: [#"retry 3, () => await predict "replicate/hello-world" <text: "Ada">, delay: 5s"#]
  ) { (arguments) throws(ScriptError) in
    let times = try arguments.int(0)
    guard times >= 1 else { throw ScriptError(.argument, "`times` of `retry` is at least 1, got \(times)") }
    var pause = arguments.has(2) ? try arguments.double(2) : 1
    guard pause >= 0 else { throw ScriptError(.argument, "`delay` of `retry` is not negative") }
    for attempt in 1...times {
      do throws(ScriptError) {
        return try arguments.call(arguments[1], with: [])
      } catch {
        guard error.isCatchable, retried.contains(error.kind), attempt < times else { throw error }
        let seconds = pause
        _ = try arguments.context.pointee.perform("retry/pause", .float(seconds), recording: .moment) {
          () throws(ScriptError) in
          try arguments.context.pointee.sleep(seconds)
          return .null
        }
        pause *= 2
      }
    }
    return .null
  }

  private static let retried: Set<ErrorKind> = [.throttled, .network, .server, .timeout, .modelFailed]

  private static let sha256 = Builtin(
    "sha256", [Parameter("text", .string)], summary: "The SHA-256 of a text's UTF-8, in hexadecimal (FIPS 180-4).",
    examples: [#"sha256("abc") => "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad""#]
  ) { (arguments) throws(ScriptError) in
    let text = try arguments.string(0)
    var hasher = SHA256()
    var offset = 0
    while offset < text.count {
      let piece = min(text.count - offset, 256 << 10)
      hasher.update(bufferPointer: UnsafeRawBufferPointer(start: text.bytes + offset, count: piece))
      try arguments.work(piece)
      offset += piece
    }
    return Value(hasher.finalize().map(hexadecimal).joined())
  }
}

/// The environment of the process, less what scripts must not see.
enum Environment {
  /// Never readable by a script, whatever the host allows.
  static let secrets: Set<String> = ["REPLICATE_API_TOKEN"]

  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func isAllowed(_ name: String, _ access: Permissions.Access) -> Bool {
    guard !secrets.contains(name) else { return false }
    switch access {
    case .none: return false
    case .all: return true
    case .only(let names): return names.contains(name)
    }
  }
}
