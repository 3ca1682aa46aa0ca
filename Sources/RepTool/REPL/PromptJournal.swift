import Rep
import RepJournal
import RepRuntime
import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The journal of what is started at the prompt: a session that is killed must not make its owner lose what is paid for.
enum PromptJournal {
  /// What `rep runs` shows in the place of a script.
  private static let name = "prompt"

  /// The file; nil where the user has no state folder.
  static var file: String? { UserFolders.state.map { $0 + "/rep/prompt.db" } }

  /// The journal of a session, which is made at its first create; nil where no file can be made.
  static func journal(for engine: Engine) -> RunJournal? {
    guard let file, canWrite(file) else { return nil }
    do throws(CompilationError) {
      return try RunJournal(forSessionsOf: engine, named: name, storage: .later { try SQLiteJournal(path: file) })
    } catch {
      return nil
    }
  }

  /// Whether the nearest folder that there is above a file can be written.
  private static func canWrite(_ file: String) -> Bool {
    var path = file[...]
    while let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      path = path[..<slash]
      if access(String(path), F_OK) == 0 { return access(String(path), W_OK) == 0 }
    }
    return false
  }

  /// What sessions have left running that were killed, or that were left so: said once, at the next start; nil for
  /// nothing.
  ///
  /// To be called from a thread that is not one of Swift concurrency.
  static func leftovers() -> String? {
    guard let file, SQLiteJournal.exists(at: file), let journal = try? SQLiteJournal(path: file) else { return nil }
    var filter = RunFilter()
    (filter.script, filter.isUnfinished) = (name, true)
    let lines = (try? journal.runs(matching: filter))?.reversed().flatMap { leftovers(of: $0, in: journal) } ?? []
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private static func leftovers(of header: RunHeader, in journal: SQLiteJournal) -> [String] {
    // One that cannot be held belongs to another prompt that lives.
    guard (try? journal.hold(header.id)) == true else { return [] }
    guard let run = try? journal.load(header.id) else {
      journal.release(header.id)
      return []
    }
    let ending = RunEnding(.abandoned, message: "its session ended without an end of its own")
    do { try blocking { try await journal.end(header.id, ending) } } catch { journal.release(header.id) }

    let open = run.calls.filter { $0.state == .open && !$0.isCached }
    let undecided = run.calls.filter(\.isUndecided)
    guard !open.isEmpty || !undecided.isEmpty else { return [] }
    var lines = ["The session of \(RunTimes.text(header.started)) did not see the end of what it had started:"]
    lines += open.map { "  \($0.prediction ?? "")  \($0.reference)" }
    if let id = open.first?.prediction {
      lines.append("`await predictions.get(\"\(id)\")` waits for one; `rep runs cancel \(header.id) --prompt` stops them.")
    }
    if !undecided.isEmpty {
      lines += undecided.map { "  no answer yet  \($0.reference)\(input(of: $0))" }
      let them = undecided.count == 1 ? "it" : "them"
      lines.append("`rep runs cancel \(header.id) --prompt` looks for \(them) in the account's list and stops \(them).")
    }
    return lines
  }

  /// What a create asked for, as far as a line has room for it.
  private static func input(of call: RecordedCall) -> String {
    guard let asked = try? JSON.parse(call.asked), asked["input"].count > 0, let text = try? JSON.text(asked["input"])
    else { return "" }
    return "  " + (text.count > longestInput ? text.prefix(longestInput) + "…" : text)
  }

  private static let longestInput = 60
}
