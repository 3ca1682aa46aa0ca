import RepValue
import Replicate
import Synchronization

/// The output files that a recording carries, written to a folder of their own when they are asked for.
public final class RecordedFiles: KeptFiles {
  private struct File {
    let data: String
    let type: String
    let name: String
  }

  private let files: [String: File]
  private let folder = TemporaryFolder("rep-replay")
  private let written = Mutex<Set<String>>([])

  init(_ json: Value) {
    var files: [String: File] = [:]
    for (index, row) in (json.array ?? []).enumerated() {
      guard let url = row["url"].string, let data = row["data"].string else { continue }
      files[url] = File(data: data, type: row["type"].string ?? ContentType.unknown, name: "\(index)")
    }
    self.files = files
  }

  /// The copy of the file that was at a URL, unpacked on first use; nil where the recording has none.
  public func copy(of url: String) async -> KeptFile? {
    guard let file = files[url], let folder = folder.path,
      let data = DataURL("data:\(file.type);base64,\(file.data)")
    else { return nil }
    let path = folder + file.name
    // Whoever asks second waits until the file is whole.
    let isThere = written.withLock { written in
      if !written.contains(url), (try? LocalFile.write(data.bytes, to: path, mode: 0o600)) != nil { written.insert(url) }
      return written.contains(url)
    }
    return isThere ? KeptFile(path: path, contentType: file.type) : nil
  }

  /// The copies that a journal has of a run's outputs.
  static func json(of run: RecordedRun, in journal: any Journal) throws -> Value {
    var rows: [Value] = []
    for call in run.calls {
      guard let prediction = call.prediction else { continue }
      for output in try journal.outputs(of: prediction) {
        let path = journal.outputFolder + "/" + output.sha256
        guard let bytes = try? LocalFile.contents(of: path) else { continue }
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
        guard let bytes = try? LocalFile.contents(of: file.path),
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
