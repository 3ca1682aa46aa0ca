/// The user's folders, as the XDG Base Directory Specification names them; nil where no variable names an absolute path.
enum UserFolders {
  /// `$XDG_CACHE_HOME`, else `~/.cache`.
  static var cache: String? { folder("XDG_CACHE_HOME", "/.cache") }
  /// `$XDG_CONFIG_HOME`, else `~/.config`.
  static var config: String? { folder("XDG_CONFIG_HOME", "/.config") }
  /// `$XDG_STATE_HOME`, else `~/.local/state`.
  static var state: String? { folder("XDG_STATE_HOME", "/.local/state") }

  private static func folder(_ name: String, _ usual: String) -> String? {
    if let folder = Environment.text(name), folder.hasPrefix("/") { return folder }
    guard let home = Environment.text("HOME"), home.hasPrefix("/") else { return nil }
    return home + usual
  }
}
