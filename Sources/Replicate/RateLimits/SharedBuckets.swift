import Crypto
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Buckets that all processes of this machine share, in a file of 4 kB per account and server.
///
/// A change is made under an advisory lock (flock), which the system frees when its holder dies. The moments in the file
/// count from the machine's start, so they mean nothing after the next one; the file says which start it was. Where the
/// file cannot be had, or its lock is not let go of, a private bucket at half the rate takes over.
final class SharedBuckets: BucketStore {
  private static let magic: [UInt8] = Array("REPLIM01".utf8)
  private static let size = 4096
  private static let bootOffset = 8
  private static let bootSize = 48
  private static let cellOffset = 64
  private static let cellSize = 128
  /// How often the lock is asked for, and microseconds in between. Its holder needs a few of them.
  private static let lockAttempts = 100
  private static let lockPause: UInt32 = 200

  private let descriptor: Int32
  private let boot: [UInt8]
  private let initial: @Sendable (RateClass) -> TokenBucket
  private let fallback: PrivateBuckets
  /// The lock belongs to the open file, which all threads share.
  private let turn = Mutex(())

  /// Nil where the file cannot be made.
  ///
  /// - Parameters:
  ///   - account: tells servers and tokens apart; see ``name(base:token:)``.
  ///   - boot: tells the machine's starts apart.
  init?(
    folder: String, account: String, boot: String? = SharedBuckets.bootID(),
    initial: @escaping @Sendable (RateClass) -> TokenBucket
  ) {
    guard let boot else { return nil }
    do throws(ReplicateError) { try LocalFile.makeFolders(folder, mode: 0o700) } catch { return nil }
    descriptor = open(folder + "/" + account, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    self.boot = Array(boot.utf8.prefix(Self.bootSize))
    self.initial = initial
    fallback = PrivateBuckets { initial($0).halved }
  }

  deinit { close(descriptor) }

  /// A file name that says neither the server nor the token.
  static func name(base: BaseURL, token: APIToken?) -> String {
    let key = SymmetricKey(data: Array((token?.secret ?? "").utf8))
    let code = HMAC<SHA256>.authenticationCode(for: Array(base.description.utf8), using: key)
    return Hex.text(code.prefix(16))
  }

  func update<Result: Sendable>(_ rateClass: RateClass, _ change: (inout TokenBucket) -> Result) -> Result {
    let shared: Result? = turn.withLock { _ in
      guard lock() else { return nil }
      defer { flock(descriptor, LOCK_UN) }
      var bytes = [UInt8](repeating: 0, count: Self.size)
      let count = pread(descriptor, &bytes, Self.size, 0)
      guard count >= 0 else { return nil }
      if count < Self.size || !isOurs(bytes) { bytes = fresh() }
      let offset = Self.offset(rateClass)
      var bucket = Self.read(bytes, offset) ?? initial(rateClass)
      let before = bucket
      let result = change(&bucket)
      if bucket != before || count < Self.size {
        Self.write(bucket, &bytes, offset)
        // A file that cannot be written to is none.
        guard pwrite(descriptor, bytes, Self.size, 0) == Self.size else { return nil }
      }
      return result
    }
    return shared ?? fallback.update(rateClass, change)
  }

  private func lock() -> Bool {
    for _ in 0..<Self.lockAttempts {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(Self.lockPause)
    }
    return false
  }

  private func isOurs(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: Self.magic)
      && bytes[Self.bootOffset..<Self.bootOffset + Self.bootSize].elementsEqual(paddedBoot)
  }

  private var paddedBoot: [UInt8] { boot + [UInt8](repeating: 0, count: Self.bootSize - boot.count) }

  private func fresh() -> [UInt8] {
    var bytes = Self.magic + paddedBoot
    bytes += [UInt8](repeating: 0, count: Self.size - bytes.count)
    for rateClass in RateClass.allCases { Self.write(initial(rateClass), &bytes, Self.offset(rateClass)) }
    return bytes
  }

  private static func offset(_ rateClass: RateClass) -> Int {
    let index =
      switch rateClass {
      case .create: 0
      case .poll: 1
      case .other: 2
      case .files: 3
      }
    return cellOffset + index * cellSize
  }

  private static func read(_ bytes: [UInt8], _ offset: Int) -> TokenBucket? {
    TokenBucket(
      numbers: (0..<TokenBucket.numberCount).map { index in
        let start = offset + index * 8
        let bits = bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Double(bitPattern: bits)
      })
  }

  private static func write(_ bucket: TokenBucket, _ bytes: inout [UInt8], _ offset: Int) {
    for (index, number) in bucket.numbers.enumerated() {
      for byte in 0..<8 {
        bytes[offset + index * 8 + byte] = UInt8(truncatingIfNeeded: number.bitPattern >> (8 * UInt64(byte)))
      }
    }
  }

  /// What names the machine's current start, or nil where the system does not say.
  static func bootID() -> String? {
    #if os(Linux)
      let path = "/proc/sys/kernel/random/boot_id"
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return nil }
      defer { close(file) }
      var bytes = [UInt8](repeating: 0, count: 64)
      let count = pread(file, &bytes, bytes.count, 0)
      guard count >= 36 else { return nil }
      return String(decoding: bytes[..<36], as: UTF8.self)
    #else
      var size = 0
      guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var text = [CChar](repeating: 0, count: size)
      guard sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0) == 0 else { return nil }
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #endif
  }
}
