/// Why no TLS connection came about, in plain words.
///
/// BoringSSL names its reasons (`CERTIFICATE_VERIFY_FAILED`) only in the text of its errors.
struct TLSFailure {
  /// What is wrong, in a few words.
  var reason: String
  /// Trying again soon will not help.
  var isLasting = true

  /// Nil where an error is none of TLS.
  init?(_ error: any Error) {
    let text = "\(error)"
    if let reason = Self.known.first(where: { text.contains($0.name) })?.reason {
      self.reason = reason
    } else if let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound {
      let name = text[start...].prefix { $0 != " " && $0 != "]" && $0 != ")" }
      reason = "no TLS connection: " + name.lowercased().replacing("_", with: " ")
      isLasting = false
    } else {
      return nil
    }
  }

  private static let known = [
    (
      name: "CERTIFICATE_VERIFY_FAILED",
      reason: "this machine does not trust its certificate; are the certificate authorities (ca-certificates) installed? "
        + "SSL_CERT_FILE names a file of others"
    ),
    (name: "failedToValidateHostname", reason: "its certificate is for another host"),
    (name: "WRONG_VERSION_NUMBER", reason: "it does not speak TLS; is it an http:// address?"),
    (name: "NO_CERTIFICATE_OR_CRL_FOUND", reason: "the file that SSL_CERT_FILE names holds no certificates"),
    (name: "failedToLoadCertificate", reason: "the file that SSL_CERT_FILE names holds no certificates"),
    (name: "noSuchFilesystemObject", reason: "the file that SSL_CERT_FILE names is not there"),
  ]
}
