#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The `.rep` files that tests read: those of the package, and those of the design beside it where they are at hand.
enum ScriptFiles {
  struct File {
    let path: String
    let text: String
  }

  struct Missing: Error {
    let path: String
  }

  /// All scripts in a fixed order; the golden scripts must be there.
  static func all() throws -> [File] {
    let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let golden = files(under: package + "/Tests/Scripts")
    guard !golden.isEmpty else { throw Missing(path: package + "/Tests/Scripts") }
    let design = files(under: package + "/../shared/design/scripts")
    if design.isEmpty { print("skipped: no design scripts beside the package") }
    return golden + design
  }

  private static func files(under folder: String) -> [File] {
    var result: [File] = []
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    for name in names.sorted() {
      let path = folder + "/" + name
      if name.hasSuffix(".rep") {
        if let text = read(path) { result.append(File(path: path, text: text)) }
      } else {
        result += files(under: path)
      }
    }
    return result
  }

  private static func read(_ path: String) -> String? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
