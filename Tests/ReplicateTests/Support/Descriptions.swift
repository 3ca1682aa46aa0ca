import Replicate
import Testing

extension Replicate.Operation: CustomTestStringConvertible {
  public var testDescription: String { id }
}
