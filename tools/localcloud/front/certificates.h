// The certificates of the cloud's host names, as files that the front reads at each handshake.
#ifndef RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATES_H_
#define RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATES_H_

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/localcloud/front/certificate_authority.h"

namespace release::cloud {

// In `directory`: ca.pem (what clients trust), ca.key, and certs/<host>.pem (key, certificate,
// authority; replaced by rename). Threads: any.
class Certificates {
 public:
  // Makes the authority in the first run and keeps it in later ones; certificates of hosts stay as
  // they are. Clients that ask for `address`, without a host name, get a certificate for that.
  // Errors: CLOUD-CERTIFICATE, DIRECTORY-UNUSABLE, FILE-UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<Certificates>> Open(const std::string& directory,
                                                            const std::string& address);
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  std::string ca_path() const { return directory_ + "/ca.pem"; }
  const CertificateAuthority& authority() const { return authority_; }

  // A new certificate for `host`, in use from the next handshake on. Errors: CLOUD-HOST-NAME,
  // CLOUD-CERTIFICATE, FILE-UNWRITABLE.
  absl::Status Issue(const std::string& host);

  bool Has(const std::string& host) const;

  // The same as Issue() for a host that has none; whatever it has stays.
  absl::Status IssueUnlessThere(const std::string& host);

  // As before it was issued: a handshake for `host` fails. Fine when there was none.
  absl::Status Remove(const std::string& host);

  // `host` shows a certificate of `other`: a mistake that clients must notice.
  absl::Status IssueWrong(const std::string& host, const std::string& other);

 private:
  Certificates(std::string directory, CertificateAuthority authority)
      : directory_(std::move(directory)), authority_(std::move(authority)) {}
  std::string PathOf(const std::string& name) const {
    return directory_ + "/certs/" + name + ".pem";
  }

  const std::string directory_;
  const CertificateAuthority authority_;
  std::mutex mutex_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_FRONT_CERTIFICATES_H_
