import Testing

@testable import Replicate

/// Which predictions serve a call is remembered for long enough, and not for ever.
struct RecentClaimsTests {
  @Test func theLatestAreRemembered() {
    var claims = RecentClaims()
    let count = 5 * RecentClaims.capacity
    var forgotten: [Int] = []
    for number in 0..<count {
      let isNew = claims.insert("p\(number)")
      let oldest = max(0, number - RecentClaims.capacity + 1)
      if !isNew || !claims.contains("p\(oldest)") { forgotten.append(oldest) }
    }
    #expect(forgotten.isEmpty)
    let isNewAgain = claims.insert("p\(count - 1)")
    #expect(!isNewAgain)
    #expect(!claims.contains("p0") && !claims.contains("p\(count - 2 * RecentClaims.capacity - 1)"))
  }

  @Test func whatIsTakenBackIsFree() {
    var claims = RecentClaims()
    let isNew = claims.insert("p")
    claims.remove("p")
    #expect(isNew && !claims.contains("p"))
    let isFree = claims.insert("p")
    claims.remove("q")
    #expect(isFree && claims.contains("p"))
  }
}
