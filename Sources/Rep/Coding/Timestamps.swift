import Replicate

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Times as texts (RFC 3339) and as Swift dates.
enum Timestamps {
  static func date(_ text: String) -> Date? {
    Timestamp.seconds(iso8601: text).map { Date(timeIntervalSince1970: $0) }
  }

  static func text(_ date: Date) -> String? { Timestamp.iso8601(date.timeIntervalSince1970) }
}

// `RepValue` has a `Decimal` of its own, for numbers that no machine word holds.
#if canImport(FoundationEssentials)
  typealias FoundationDecimal = FoundationEssentials.Decimal
#else
  typealias FoundationDecimal = Foundation.Decimal
#endif
