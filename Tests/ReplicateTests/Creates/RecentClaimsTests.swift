import Testing

@testable import Replicate

/// Which predictions serve a call is remembered for long enough, and not for ever.
struct RecentClaimsTests {
  @Test func theLatestAreRemembered() {
    var claims = RecentClaims()
    let count = 5 * RecentClaims.capacity
    for number in 0..<count {
      #expect(claims.insert("p\(number)"))
      #expect(claims.contains("p\(max(0, number - RecentClaims.capacity + 1))"))
    }
    #expect(!claims.insert("p\(count - 1)"))
    #expect(!claims.contains("p0") && !claims.contains("p\(count - 2 * RecentClaims.capacity - 1)"))
  }

  @Test func whatIsTakenBackIsFree() {
    var claims = RecentClaims()
    #expect(claims.insert("p"))
    claims.remove("p")
    #expect(!claims.contains("p"))
    #expect(claims.insert("p"))
    claims.remove("q")
    #expect(claims.contains("p"))
  }
}
