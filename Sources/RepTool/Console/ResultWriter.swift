import Rep
import RepRuntime
import RepSyntax
import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes the value of a script to standard output.
enum ResultWriter {
  /// As JSON: on one line, or for people at a terminal on many.
  static func write(json value: Value, to output: BufferedOutput) -> ExitStatus {
    do {
      return write(try JSON.text(value, indentation: isatty(1) == 1 ? 2 : 0), to: output)
    } catch {
      let reason = (error as? JSONWriteError)?.message ?? "\(error)"
      Console.standard.complain(Report(code: "type", message: "the script's value is no JSON: \(reason)"))
      return .scriptError
    }
  }

  /// As `print` shows it.
  static func write(text value: Value, to output: BufferedOutput) -> ExitStatus { write(value.text, to: output) }

  private static func write(_ text: String, to output: BufferedOutput) -> ExitStatus {
    output.write(line: text)
    return .success
  }
}
