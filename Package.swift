// swift-tools-version: 6.2
import PackageDescription

// Warnings are errors in our own targets; dependencies are built as their authors left them.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
]

// Linux has GNU Readline where compilers look anyway; Homebrew keeps it apart from the system's editline.
#if os(macOS)
  let readlineConfig: String? = "readline"
#else
  let readlineConfig: String? = nil
#endif

let package = Package(
  name: "Rep",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Rep", targets: ["Rep"]),
    .library(name: "Replicate", targets: ["Replicate"]),
    .library(name: "RepJournal", targets: ["RepJournal"]),
    .library(name: "RepSimulator", targets: ["RepSimulator"]),
    .library(name: "RepWebhooks", targets: ["RepWebhooks"]),
    .executable(name: "rep", targets: ["RepTool"]),
  ],
  dependencies: [
    // The HTTP client: thousands of open requests, streamed bodies, no Authorization forwarded on redirects.
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    // The event loops below the HTTP client, named so that we can size them and read its header types.
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    // Certificate authorities of one's own (SSL_CERT_FILE); the HTTP client is built on it anyway.
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    // The HTTP server of the local simulator and of the webhook listener.
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
    // The subcommands, their help and the shell completions of `rep`.
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    // SHA-256 and HMAC: upload checksums, webhook signatures, the `sha256` built-in.
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    // Not SwiftCSV, for `read_csv`: 0.10 gives rows as dictionaries without order, needs Foundation, and does not say
    // where a file is broken. Eighty lines of our own do.
    // SQLite for the journal: migrations, prepared statements, one writer; only `RepJournal` links it.
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    // The log interface that server-side Swift hosts already route to their own sinks.
    .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),
  ],
  targets: [
    .target(name: "CRepSupport"),
    .target(name: "RepSyntax", swiftSettings: strict),
    .target(name: "RepValue", dependencies: ["CRepSupport"], swiftSettings: strict),
    .target(name: "RepRuntime", dependencies: ["RepSyntax", "RepValue", "CRepSupport"], swiftSettings: strict),
    .target(
      name: "Replicate",
      dependencies: [
        "RepValue",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "Rep",
      dependencies: [
        "RepRuntime", "Replicate", "RepSyntax", "RepValue", "CRepSupport", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    // zlib streams: the data of PNG files, and what is large in a journal.
    .target(name: "RepDeflate", swiftSettings: strict),
    // Pictures in memory and as PNG: what the simulator draws, and what the prompt shows.
    .target(name: "RepPictures", dependencies: ["RepDeflate"], swiftSettings: strict),
    // The HTTP server below the simulator and the webhook receiver.
    .target(
      name: "RepServing",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "RepSimulator",
      dependencies: [
        "RepDeflate", "RepPictures", "RepServing", "RepValue",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    // Apart from `Rep`, so that who embeds scripts builds an HTTP server only to receive webhooks.
    .target(
      name: "RepWebhooks",
      dependencies: [
        "Rep", "RepServing",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "RepJournal",
      dependencies: [
        "Rep", "RepDeflate", "CRepSupport", .product(name: "GRDB", package: "GRDB.swift"),
        // The C functions that bind a row's values.
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(name: "RepREPL", dependencies: ["Rep", "RepPictures"], swiftSettings: strict),
    // GNU Readline is under the GPL: only the `rep` command links it, never a library.
    .systemLibrary(
      name: "CReadline", pkgConfig: readlineConfig, providers: [.apt(["libreadline-dev"]), .brew(["readline"])]),
    .executableTarget(
      name: "RepTool",
      dependencies: [
        "Rep", "RepSimulator", "RepJournal", "RepREPL", "RepWebhooks", "CReadline", "CRepSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(name: "RepSyntaxTests", dependencies: ["RepSyntax"], swiftSettings: strict),
    .testTarget(name: "RepValueTests", dependencies: ["RepValue"], swiftSettings: strict),
    .testTarget(name: "RepRuntimeTests", dependencies: ["RepRuntime"], swiftSettings: strict),
    .testTarget(
      name: "ReplicateTests",
      dependencies: ["Replicate", "RepSimulator", .product(name: "NIOSSL", package: "swift-nio-ssl")],
      exclude: ["Client/Certificates"], swiftSettings: strict),
    .testTarget(
      name: "RepSimulatorTests",
      dependencies: [
        "RepDeflate", "RepPictures", "RepSimulator", "RepValue",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "RepTests", dependencies: ["Rep", "RepJournal", "RepSimulator", "RepWebhooks"], swiftSettings: strict),
    .testTarget(
      name: "RepWebhooksTests",
      dependencies: [
        "RepWebhooks", "RepSimulator", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .testTarget(name: "RepJournalTests", dependencies: ["RepJournal", "RepSimulator"], swiftSettings: strict),
    .testTarget(name: "RepREPLTests", dependencies: ["RepREPL", "RepPictures", "RepSimulator"], swiftSettings: strict),
    .testTarget(
      name: "RepToolTests",
      dependencies: ["CRepSupport", "RepPictures", "RepSimulator", "HostileRunner", "LeakRunner"],
      swiftSettings: strict),
    // The programs of Tests/Hosts, which are also a package of their own; as targets here they share this build.
    .executableTarget(
      name: "Example", dependencies: ["Rep"], path: "Tests/Hosts/Sources/Example", swiftSettings: strict),
    .executableTarget(
      name: "PosterHost", dependencies: ["Rep"], path: "Tests/Hosts/Sources/PosterHost", swiftSettings: strict),
    .executableTarget(
      name: "ScriptServer", dependencies: ["Rep", .product(name: "Hummingbird", package: "hummingbird")],
      path: "Tests/Hosts/Sources/ScriptServer", swiftSettings: strict),
    // What embedding costs, for scripts/bench.
    .executableTarget(
      name: "EmbeddingMeasures", dependencies: ["Rep", "RepSimulator"], path: "Tests/Benchmarks/embedding/Measures",
      swiftSettings: strict),
    // Runs one script of the hostile corpus in a process of its own, for HostileTests.
    .executableTarget(
      name: "HostileRunner",
      dependencies: [
        "Rep", "RepSimulator", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Hostile/Runner", swiftSettings: strict),
    // Does many things over and over and looks whether the heap grows, for LeakTests.
    .target(name: "Heap", path: "Tests/Leaks/Heap"),
    .executableTarget(
      name: "LeakRunner", dependencies: ["Heap", "Rep"], path: "Tests/Leaks/Runner", swiftSettings: strict),
  ]
)

// The plugin that makes web pages of the documentation is nothing that a user of the package should have to fetch.
if Context.environment["REP_DOCS"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin.git", from: "1.5.0"))
}
