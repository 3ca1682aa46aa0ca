import Foundation

/// The built `rep` as a process, and what it left behind.
struct RepProcess {
  /// What a finished process said.
  struct Finished {
    let status: Int32
    let output: String
    let errors: String
  }

  /// SwiftPM puts the products of a build beside its test bundle.
  static let binary: URL = {
    let words = CommandLine.arguments
    let bundle = words.first { $0.contains(".xctest") } ?? words[0]
    var url = URL(fileURLWithPath: bundle)
    while url.pathComponents.contains(where: { $0.hasSuffix(".xctest") }) { url.deleteLastPathComponent() }
    return url.appendingPathComponent("rep")
  }()

  /// The folder of the package.
  static let package: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url
  }()

  /// Runs `rep` to its end.
  /// - Parameters:
  ///   - input: what it reads from standard input; nothing by default.
  ///   - environment: replaces variables; nil removes one. No token and no address are set unless given here.
  static func run(
    _ arguments: [String], input: String = "", in folder: URL? = nil, environment: [String: String?] = [:]
  ) async throws -> Finished {
    try await launch(binary, arguments, input: Data(input.utf8), in: folder, environment: environment)
  }

  /// Runs another program of the build to its end.
  static func run(
    _ executable: URL, _ arguments: [String], environment: [String: String?] = [:]
  ) async throws -> Finished {
    try await launch(executable, arguments, input: Data(), in: nil, environment: environment)
  }

  /// Runs a shell's script to its end; `rep` is on its path.
  static func shell(
    _ script: String, in folder: URL? = nil, environment: [String: String?] = [:]
  ) async throws -> Finished {
    try await launch(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script], input: Data(), in: folder, environment: environment)
  }

  /// Starts a program, `rep` unless another is named, with the descriptors given as its 0, 1 and 2.
  static func start(
    _ executable: URL = binary, arguments: [String], in folder: URL? = nil, environment: [String: String?] = [:],
    descriptors: [Int32] = [], terminal: String? = nil
  ) throws -> ChildProcess {
    var variables = ProcessInfo.processInfo.environment
    for name in variables.keys where name.hasPrefix("REPLICATE_") { variables[name] = nil }
    variables["PATH"] = binary.deletingLastPathComponent().path + ":" + (variables["PATH"] ?? "/usr/bin:/bin")
    for (name, value) in environment { variables[name] = value }
    return try ChildProcess(
      executable, arguments, in: folder ?? FileManager.default.temporaryDirectory, environment: variables,
      descriptors: descriptors, terminal: terminal)
  }

  private static func launch(
    _ executable: URL, _ arguments: [String], input: Data, in folder: URL?, environment: [String: String?]
  ) async throws -> Finished {
    let scratch = try ScratchFolder()
    // Files instead of pipes: a process can never block on an output that nobody has read yet.
    let files = [
      try FileHandle(forReadingFrom: scratch.write(input, to: "input")),
      try FileHandle(forWritingTo: scratch.write(Data(), to: "output")),
      try FileHandle(forWritingTo: scratch.write(Data(), to: "errors")),
    ]
    let process = try start(
      executable, arguments: arguments, in: folder, environment: environment,
      descriptors: files.map(\.fileDescriptor))
    let status = await process.status()
    return Finished(status: status, output: try scratch.read("output"), errors: try scratch.read("errors"))
  }
}

/// A folder that is removed with the last reference to it.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("rep-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and gives its place.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file
  }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name).path }

  /// The text of a file.
  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }

  /// Copies what a folder holds into this one.
  func copyContents(of folder: URL) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.copyItem(at: folder.appendingPathComponent(name), to: url.appendingPathComponent(name))
    }
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appendingPathComponent(name).path)
  }
}
