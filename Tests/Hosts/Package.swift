// swift-tools-version: 6.2
import PackageDescription

// Programs that embed Rep, as a reader of the documentation would write them. scripts/test builds and runs them.
let package = Package(
  name: "Hosts",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "Rep", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
  ],
  targets: [
    // The documentation's own example.
    .executableTarget(name: "Example", dependencies: [.product(name: "Rep", package: "Rep")]),
    // A command-line tool: functions of its own, a stranger's script, limits, typed results.
    .executableTarget(name: "PosterHost", dependencies: [.product(name: "Rep", package: "Rep")]),
    // An HTTP server: POST /run runs the script in the body with a deadline.
    .executableTarget(
      name: "ScriptServer",
      dependencies: [
        .product(name: "Rep", package: "Rep"), .product(name: "Hummingbird", package: "hummingbird"),
      ]),
  ]
)
