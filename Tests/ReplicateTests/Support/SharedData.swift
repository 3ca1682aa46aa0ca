import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The API's own descriptions, which lie beside the package on the machines that build it and are no part of it.
enum SharedData {
  static let actions = load("actions.json")
  static let openAPI = load("replicate-openapi.json")

  private static func load(_ name: String, file: String = #filePath) -> Value? {
    // …/Tests/ReplicateTests/Support/SharedData.swift
    let root = file.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
    guard let bytes = readFile(root + "/../shared/data/" + name) else {
      print("skipped: ../shared/data/\(name) is not here")
      return nil
    }
    return try? JSON.parse(bytes)
  }
}

/// All bytes of a file, or nil.
func readFile(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&piece, 1, piece.count, file)
    guard count > 0 else { return bytes }
    bytes += piece[..<count]
  }
}

/// Writes a file for a test.
func writeFile(_ path: String, _ bytes: [UInt8]) throws {
  guard let file = fopen(path, "wb") else { throw TestFileError(path: path) }
  defer { fclose(file) }
  guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw TestFileError(path: path) }
}

struct TestFileError: Error { let path: String }

/// A folder that is gone after `body`.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
  var template = Array("/tmp/replicate-tests-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw TestFileError(path: "/tmp") }
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { removeTree(path) }
  try await body(path)
}

/// The names in a folder, sorted.
func names(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}

private func removeTree(_ path: String) {
  for name in names(in: path) { removeTree(path + "/" + name) }
  remove(path)
}

/// Gives a file a size without writing its bytes.
func truncateFile(_ path: String, to size: Int) -> Bool { truncate(path, off_t(size)) == 0 }

/// Who may do what with a file; nil where there is none.
func fileMode(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
}
