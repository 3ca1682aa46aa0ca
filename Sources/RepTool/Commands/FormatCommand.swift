import ArgumentParser
import Rep
import RepSyntax

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `rep fmt FILE…`
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Write scripts in the usual layout.",
    discussion: "Files are rewritten in place; - formats standard input to standard output.")

  @Flag(help: "Change nothing; list the files whose layout differs and end with status 3.")
  var check = false

  @Argument(help: "The scripts; - reads standard input.", completion: .file(extensions: ["rep"]))
  var files: [String]

  func run() throws {
    var worst = ExitStatus.success
    for file in files {
      let status = try format(file)
      if status != .success { worst = status }
    }
    guard worst == .success else { throw worst.thrown }
  }

  private func format(_ file: String) throws -> ExitStatus {
    let source = try ScriptFile.read(file)
    let tree = Parser.parse(source)
    guard let text = Printer().print(tree) else {
      Console.standard.complain(tree.diagnostics, in: source)
      return .invalidScript
    }
    let isSame = Array(text.utf8) == source.bytes
    if check {
      guard !isSame else { return .success }
      let printed = Console.standard.print(source.name)
      return printed == .success ? .invalidScript : printed
    }
    if file == "-" { return Console.standard.print(text, terminator: "") }
    guard !isSame else { return .success }
    return try replace(file, with: text)
  }

  /// Replaces a file in one step, so that an interruption leaves the old text or the new one.
  private func replace(_ file: String, with text: String) throws -> ExitStatus {
    // A link stays a link: what it points at is replaced.
    let path = realpath(file, nil).map { resolved in
      defer { free(resolved) }
      return String(cString: resolved)
    } ?? file
    var status = stat()
    guard stat(path, &status) == 0 else { throw UsageError("cannot write \(file): \(SystemError(code: errno).text)") }
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
    guard descriptor >= 0 else { throw UsageError("cannot write \(file): \(SystemError(code: errno).text)") }
    var text = text
    let code = text.withUTF8 { Platform.write(UnsafeRawBufferPointer($0), to: descriptor) }
    guard fchmod(descriptor, status.st_mode & 0o777) == 0, close(descriptor) == 0, code == 0,
      rename(temporary, path) == 0
    else {
      let failure = SystemError(code: code != 0 ? code : errno)
      unlink(temporary)
      throw UsageError("cannot write \(file): \(failure.text)")
    }
    return .success
  }
}
