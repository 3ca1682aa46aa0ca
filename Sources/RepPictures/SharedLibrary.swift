#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A library that is loaded when it is first needed and may be missing: a start costs nothing, and works without it.
struct SharedLibrary {
  private let handle: UnsafeMutableRawPointer

  /// Loads the first of several names that the system has: on Linux those that the dynamic loader finds, on macOS
  /// files of brew, which keeps its formulas in one of two places.
  init?(linux: [String], formula: String, file: String) {
    #if canImport(Darwin)
      let names = ["/opt/homebrew", "/usr/local"].map { "\($0)/opt/\(formula)/lib/\(file).dylib" }
    #else
      let names = linux
    #endif
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else { return nil }
    self.handle = handle
  }

  /// A function by its name; nil where the library has none of it. The type must be that of its C declaration.
  func function<Function>(_ name: String) -> Function? {
    dlsym(handle, name).map { unsafeBitCast($0, to: Function.self) }
  }
}
