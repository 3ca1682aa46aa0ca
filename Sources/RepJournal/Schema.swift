import GRDB

/// The tables of a journal and the steps that bring an older file up to them.
enum Schema {
  /// Marks a SQLite file as a journal of Rep (`PRAGMA application_id`): "RepJ" in ASCII.
  static let applicationID = 0x5265_704A
}
