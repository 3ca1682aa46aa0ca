import Foundation
import Heap
import Rep

/// Does many different things over and over in one process and says, as one line of JSON each, whether what the heap
/// holds grows with them: what leaks, however little, leaks every time. With a folder, it runs the scripts in there;
/// without, it does what only hosts do.
@main struct LeakRunner {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard (3...4).contains(arguments.count), let runs = Int(arguments[1]), runs > 0 else {
      FileHandle.standardError.write(Data("usage: leak-runner RUNS BASE-URL [FOLDER]\n".utf8))
      exit(2)
    }
    await fillCaches()
    let manager = FileManager.default
    let scratch = NSTemporaryDirectory() + "rep-leaks-" + UUID().uuidString
    try manager.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: scratch) }
    guard arguments.count == 4 else {
      let activities = Activities(baseURL: arguments[2], reading: scratch, writing: scratch)
      for activity in activities.ofHosts { try await measure(activity, runs) }
      return
    }
    let folder = arguments[3]
    let activities = Activities(baseURL: arguments[2], reading: folder, writing: scratch)
    for name in try manager.subpathsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".rep") {
      try await measure(activities.script(folder + "/" + name), runs)
    }
  }

  /// How often is looked whether the heap grows, at most: what grows for another reason, such as a table that makes room
  /// for more, does not do so every time.
  private static let looks = 8

  private static func measure(_ activity: Activity, _ runs: Int) async throws {
    // The first ones fill what is kept for good.
    for _ in 0..<3 { try await activity.body() }
    var growth: [Int] = []
    var before = settledHeap(0)
    repeat {
      // A second look is longer, for the caches of new threads to fill, and more patient: a canceled sleep keeps its memory
      // until it would have ended, a second at most.
      let isSecond = growth.count > 1
      let count = isSecond ? 10 * runs : runs
      for _ in 0..<count { try await activity.body() }
      let after = settledHeap(isSecond ? 2 : 0)
      growth.append((after - before) / count)
      before = after
    } while growth.count < looks && growth[growth.count - 1] >= Growth.smallest
    print(String(decoding: try JSONEncoder().encode(Growth(name: activity.name, bytes: growth)), as: UTF8.self))
  }

  /// Each thread that runs tasks keeps for itself what comes with those that other threads resume, up to about a thousand.
  private static func fillCaches() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1_000 {
            await withCheckedContinuation { continuation in
              Thread.detachNewThread { continuation.resume() }
            }
          }
        }
      }
    }
  }

  /// What the heap holds once the threads and tasks of what has ended are gone too.
  private static func settledHeap(_ pause: TimeInterval) -> Int {
    // Tasks that sleep would leave something in the caches of their threads.
    Thread.sleep(forTimeInterval: pause)
    var bytes = heap_bytes_in_use()
    var same = 0
    for _ in 0..<200 where same < 3 {
      Thread.sleep(forTimeInterval: 0.001)
      let now = heap_bytes_in_use()
      same = now == bytes ? same + 1 : 0
      bytes = now
    }
    return Int(bytes)
  }
}

/// Something that a host does.
struct Activity: Sendable {
  let name: String
  let body: @Sendable () async throws -> Void
}

/// By how many bytes the heap grew each time that something was done, for each look at it.
struct Growth: Codable {
  /// Half of the smallest block that an allocator gives: whoever loses one each time loses more.
  static let smallest = 8

  let name: String
  let bytes: [Int]
}
