import RepValue
import Replicate
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The output files that a recording carries, written to a folder of their own when they are asked for.
public final class RecordedFiles: KeptFiles {
  private struct File {
    let data: String
    let type: String
  }

  private let files: [String: File]
  private let folder = Mutex<String?>(nil)

  init(_ json: Value) {
    var files: [String: File] = [:]
    for row in json.array ?? [] {
      guard let url = row["url"].string, let data = row["data"].string else { continue }
      files[url] = File(data: data, type: row["type"].string ?? "application/octet-stream")
    }
    self.files = files
  }

  deinit {
    guard let folder = folder.withLock({ $0 }) else { return }
    for index in 0..<files.count { unlink("\(folder)/\(index)") }
    rmdir(folder)
  }

  /// The copy of the file that was at a URL, unpacked on first use; nil where the recording has none.
  public func copy(of url: String) async -> KeptFile? {
    guard let file = files[url], let index = files.keys.sorted().firstIndex(of: url) else { return nil }
    let folder = folder.withLock { folder -> String? in
      if folder == nil { folder = Self.makeFolder() }
      return folder
    }
    guard let folder, let data = DataURL("data:\(file.type);base64,\(file.data)") else { return nil }
    let path = "\(folder)/\(index)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let written = data.bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.map { Platform.write(descriptor, $0, bytes.count) } ?? 0
    }
    return written == data.bytes.count ? KeptFile(path: path, contentType: file.type) : nil
  }

  private static func makeFolder() -> String? {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/rep-replay-XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }

  /// The copies that a journal has of a run's outputs.
  static func json(of run: RecordedRun, in journal: any Journal) throws -> Value {
    var rows: [Value] = []
    for call in run.calls {
      guard let prediction = call.prediction else { continue }
      for output in try journal.outputs(of: prediction) {
        let path = journal.outputFolder + "/" + output.sha256
        guard let bytes = FileDigests.contents(of: path) else { continue }
        rows.append(row(output.url, type: output.type, output.sha256, bytes))
      }
    }
    return Value(rows + savedFiles(run))
  }

  /// The files that `save` has written and that are as they were: the copies go when a run ends well.
  private static func savedFiles(_ run: RecordedRun) -> [Value] {
    var rows: [Value] = []
    for effect in run.effects {
      guard let files = run.saved[effect.place], let asked = try? JSON.parse(effect.asked) else { continue }
      var urls: [String] = []
      RunJournal.savableTexts(asked["value"], into: &urls)
      guard urls.count == files.count else { continue }
      for (url, file) in zip(urls, files) where url.hasPrefix("http") {
        guard let bytes = FileDigests.contents(of: file.path),
          FileDigests.shared.digest(of: file.path) == file.sha256
        else { continue }
        rows.append(row(url, type: ContentType.of(name: file.path, start: bytes.prefix(512)), file.sha256, bytes))
      }
    }
    return rows
  }

  private static func row(_ url: String, type: String, _ digest: String, _ bytes: [UInt8]) -> Value {
    let text = DataURL(contentType: type, bytes: bytes).text
    let data = text.split(separator: ",", maxSplits: 1).last.map(String.init) ?? ""
    return [
      "url": Value(url), "type": Value(type), "sha256": Value(digest), "size": .int(bytes.count), "data": Value(data),
    ]
  }
}
