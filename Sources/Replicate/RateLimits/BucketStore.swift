import Synchronization

/// Where the buckets of an account are kept.
protocol BucketStore: Sendable {
  /// Changes the bucket of a class; nobody else changes it meanwhile.
  func update<Result: Sendable>(_ rateClass: RateClass, _ change: (inout TokenBucket) -> Result) -> Result
}

/// Buckets of this process alone.
final class PrivateBuckets: BucketStore {
  private let buckets: Mutex<[RateClass: TokenBucket]>

  init(_ initial: (RateClass) -> TokenBucket) {
    buckets = Mutex(Dictionary(uniqueKeysWithValues: RateClass.allCases.map { ($0, initial($0)) }))
  }

  func update<Result: Sendable>(_ rateClass: RateClass, _ change: (inout TokenBucket) -> Result) -> Result {
    buckets.withLock { change(&$0[rateClass, default: .unlimited]) }
  }
}

/// Buckets that are looked for when the first call wants one: a script without calls touches no file.
final class DeferredBuckets: BucketStore {
  private let made = Mutex<(any BucketStore)?>(nil)
  private let make: @Sendable () -> any BucketStore

  init(_ make: @escaping @Sendable () -> any BucketStore) { self.make = make }

  func update<Result: Sendable>(_ rateClass: RateClass, _ change: (inout TokenBucket) -> Result) -> Result {
    let store = made.withLock { made -> any BucketStore in
      let store = made ?? make()
      made = store
      return store
    }
    return store.update(rateClass, change)
  }
}
