import Rep
import RepSyntax
import RepValue

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension PriceList {
  /// Reads the file that is named, else `prices.json` in a folder or in the user's configuration; no prices where none of
  /// these is there.
  /// - Parameter folder: with a slash at its end; nil for the working directory.
  /// - Throws: ``UsageError``.
  init(named file: String?, beside folder: String?) throws(UsageError) {
    if let file {
      try self.init(file: file)
      return
    }
    let usual = ["\(folder ?? "")prices.json"] + [UserFolders.config].compactMap { $0 }.map { $0 + "/rep/prices.json" }
    guard let found = usual.first(where: { access($0, R_OK) == 0 }) else {
      self.init()
      return
    }
    try self.init(file: found)
  }

  /// Reads the prices in a file.
  /// - Throws: ``UsageError``.
  private init(file: String) throws(UsageError) {
    let text = try ScriptFile.read(file)
    do {
      try self.init(json: try JSON.parse(text.bytes))
    } catch let error as JournalError {
      throw UsageError("\(file): \(error.message)", hint: error.hint)
    } catch {
      throw UsageError("\(file): \(error)")
    }
  }
}
