#if canImport(Glibc)
  import Glibc
  import Testing

  @testable import RepRuntime

  /// Where threads wait that hand the baton on in a fixed order.
  @Suite struct OneProcessorTests {
    private func processors() -> [Int] {
      var set = cpu_set_t()
      guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else { return [] }
      return withUnsafeBytes(of: &set) { bytes in
        (0..<bytes.count * 8).filter { bytes[$0 / 8] & 1 << ($0 % 8) != 0 }
      }
    }

    /// A thread that has waited may run wherever it could before, and so may those that it starts.
    @Test func leavingGivesEverythingBack() {
      let before = processors()
      var first = OneProcessor()
      for _ in 0..<3 {
        let isKept = first.enter()
        #expect(isKept == (before.count > 1))
        if isKept {
          #expect(processors().count == 1)
          first.leave()
        }
        #expect(processors() == before)
      }
    }
  }
#endif
