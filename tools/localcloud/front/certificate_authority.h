// A throw-away certificate authority, in memory.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATE_AUTHORITY_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATE_AUTHORITY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace release::cloud {

// Threads: any, one at a time.
class CertificateAuthority {
 public:
  // A new one: ECDSA P-256, ten years. Errors: INTERNAL, CLOUD-CERTIFICATE.
  static absl::StatusOr<CertificateAuthority> Make();

  // From what the accessors gave. Errors: CLOUD-CERTIFICATE when the two are no certificate and its
  // key, or the certificate has expired.
  static absl::StatusOr<CertificateAuthority> Read(const std::string& certificate_pem,
                                                   const std::string& key_pem);

  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  std::string CertificatePem() const;
  std::string KeyPem() const;

  // SHA-256 of the public key, base64: what Chromium's --ignore-certificate-errors-spki-list takes.
  std::string PublicKeyPin() const;

  // A key (P-256) and its certificate for a server that is called by a host name, or by an address,
  // of 397 days, and ours: one PEM. Errors: CLOUD-CERTIFICATE.
  absl::StatusOr<std::string> IssueForHost(const std::string& host) const;
  absl::StatusOr<std::string> IssueForAddress(const std::string& address) const;

 private:
  struct State;
  explicit CertificateAuthority(std::unique_ptr<State> state);
  absl::StatusOr<std::string> Issue(const std::string& name, const std::string& alternative) const;

  std::unique_ptr<State> state_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATE_AUTHORITY_H_
