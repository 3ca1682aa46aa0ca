import CRepSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

rep_tune_allocator()

// Plain and synchronous on purpose: an asynchronous main starts the concurrency runtime before the first line runs.
exit(Launcher.launch(Array(CommandLine.arguments.dropFirst())).rawValue)
