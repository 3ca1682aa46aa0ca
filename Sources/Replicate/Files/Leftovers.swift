import Synchronization

/// What saves that were killed have left: files that were never completed, under names that nobody looks at.
enum Leftovers {
  /// Seconds after which nobody writes to a file any more that is not complete.
  static let age = 24 * 3600.0

  /// The name of a file until it is complete.
  static func name(_ attempt: String, _ index: Int = 0) -> String { ".rep-\(attempt)-\(index).part" }

  /// Removes them from a folder, once in the life of this process.
  static func remove(from folder: String, now: Double) {
    guard looked.withLock({ $0.insert(folder).inserted }) else { return }
    for name in LocalFile.names(in: folder) where name.hasPrefix(".rep-") && name.hasSuffix(".part") {
      let path = folder + "/" + name
      if let modified = LocalFile.modified(path), now - modified > age { LocalFile.remove(path) }
    }
  }

  /// The folders that were looked into.
  private static let looked = Mutex<Set<String>>([])
}
