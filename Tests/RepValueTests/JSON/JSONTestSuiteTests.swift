import Foundation
import RepValue
import Testing

/// nst/JSONTestSuite, beside the package in `shared/data`; the tests say so where it is absent.
@Suite struct JSONTestSuiteTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../../shared/data/json-test-suite").standardizedFileURL

  /// What the standard leaves to us (`i_`), decided. Numbers of any size are kept as text; a lone surrogate escape
  /// becomes U+FFFD; bytes that are not UTF-8 are refused, and so is a byte order mark.
  private static let decisions: [String: Bool] = [
    "number_double_huge_neg_exp": true,
    "number_huge_exp": true,
    "number_neg_int_huge_exp": true,
    "number_pos_double_huge_exp": true,
    "number_real_neg_overflow": true,
    "number_real_pos_overflow": true,
    "number_real_underflow": true,
    "number_too_big_neg_int": true,
    "number_too_big_pos_int": true,
    "number_very_big_negative_int": true,
    "object_key_lone_2nd_surrogate": true,
    "string_1st_surrogate_but_2nd_missing": true,
    "string_1st_valid_surrogate_2nd_invalid": true,
    "string_UTF-16LE_with_BOM": false,
    "string_UTF-8_invalid_sequence": false,
    "string_UTF8_surrogate_U+D800": false,
    "string_incomplete_surrogate_and_escape_valid": true,
    "string_incomplete_surrogate_pair": true,
    "string_incomplete_surrogates_escape_valid": true,
    "string_invalid_lonely_surrogate": true,
    "string_invalid_surrogate": true,
    "string_invalid_utf-8": false,
    "string_inverted_surrogates_U+1D11E": true,
    "string_iso_latin_1": false,
    "string_lone_second_surrogate": true,
    "string_lone_utf8_continuation_byte": false,
    "string_not_in_unicode_range": false,
    "string_overlong_sequence_2_bytes": false,
    "string_overlong_sequence_6_bytes": false,
    "string_overlong_sequence_6_bytes_null": false,
    "string_truncated-utf-8": false,
    "string_utf16BE_no_BOM": false,
    "string_utf16LE_no_BOM": false,
    "structure_500_nested_arrays": true,
    "structure_UTF-8_BOM_empty_object": false,
  ]

  private func cases(_ subfolder: String) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Self.folder.appendingPathComponent(subfolder)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      print("skipped: \(folder.path) is absent")
      return []
    }
    return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
      (String(name.dropLast(5)), Array(try Data(contentsOf: folder.appendingPathComponent(name))))
    }
  }

  @Test func parsing() throws {
    for (name, bytes) in try cases("test_parsing") {
      let parsed = Result { try JSON.parse(bytes) }
      let accepted = (try? parsed.get()) != nil
      switch name.prefix(2) {
      case "y_": #expect(accepted, "\(name) must be accepted: \(parsed)")
      case "n_": #expect(!accepted, "\(name) must be refused: \(parsed)")
      default: #expect(accepted == Self.decisions[String(name.dropFirst(2))], "\(name): \(parsed)")
      }
      guard let value = try? parsed.get() else { continue }
      let again = try JSON.parse(JSON.text(value))
      #expect(again == value, "\(name) does not survive a round trip")
    }
  }

  @Test func transforming() throws {
    let expected: [String: String] = [
      "number_-9223372036854775808": "[-9223372036854775808]",
      "number_-9223372036854775809": "[-9223372036854775809]",
      "number_1.0": "[1.0]",
      "number_1.000000000000000005": "[1.000000000000000005]",
      "number_1000000000000000": "[1000000000000000]",
      "number_10000000000000000999": "[10000000000000000999]",
      "number_1e-999": "[1E-999]",
      "number_1e6": "[1E6]",
      "number_9223372036854775807": "[9223372036854775807]",
      "number_9223372036854775808": "[9223372036854775808]",
      "object_key_nfc_nfd": "{\"é\":\"NFC\",\"e\u{301}\":\"NFD\"}",
      "object_key_nfd_nfc": "{\"e\u{301}\":\"NFD\",\"é\":\"NFC\"}",
      "object_same_key_different_values": "{\"a\":2}",
      "object_same_key_same_value": "{\"a\":1}",
      "object_same_key_unclear_values": "{\"a\":-0}",
      "string_1_escaped_invalid_codepoint": "[\"\u{FFFD}\"]",
      "string_2_escaped_invalid_codepoints": "[\"\u{FFFD}\u{FFFD}\"]",
      "string_3_escaped_invalid_codepoints": "[\"\u{FFFD}\u{FFFD}\u{FFFD}\"]",
      "string_with_escaped_NULL": "[\"A\\u0000B\"]",
    ]
    for (name, bytes) in try cases("test_transform") {
      guard let text = expected[name] else {
        #expect(name.hasPrefix("string_") && name.contains("invalid_codepoint"), "\(name) has no expectation")
        #expect(throws: JSONError.self, "\(name) holds bytes that are not UTF-8") { try JSON.parse(bytes) }
        continue
      }
      #expect(Array(try JSON.bytes(try JSON.parse(bytes))) == Array(text.utf8), "\(name)")
    }
  }
}
