#include "tools/localcloud/front/certificates.h"

#include <unistd.h>

#include <cerrno>

#include "tools/base/diagnosis.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/localcloud/front/host_name.h"

namespace release::cloud {
namespace {

constexpr size_t kMaxPem = 64 << 10;

absl::StatusOr<CertificateAuthority> Authority(const std::string& directory) {
  const std::string certificate_path = directory + "/ca.pem";
  const std::string key_path = directory + "/ca.key";
  const auto certificate = ReadFile(certificate_path, kMaxPem);
  if (certificate.ok()) {
    const auto key = ReadFile(key_path, kMaxPem);
    if (!key.ok()) return key.status();
    return CertificateAuthority::Read(*certificate, *key);
  }
  if (!absl::IsNotFound(certificate.status())) return certificate.status();
  auto made = CertificateAuthority::Make();
  if (!made.ok()) return made;
  // The certificate last: where it is, its key is too.
  absl::Status written = WriteFileAtomically(key_path, made->KeyPem());
  if (written.ok()) written = WriteFileAtomically(certificate_path, made->CertificatePem(), 0644);
  if (!written.ok()) return written;
  return made;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Certificates>> Certificates::Open(const std::string& directory,
                                                                 const std::string& address) {
  const absl::Status usable = EnsurePrivateDirectory(directory + "/certs");
  if (!usable.ok()) return usable;
  auto authority = Authority(directory);
  if (!authority.ok()) return authority.status();
  std::unique_ptr<Certificates> made(new Certificates(directory, *std::move(authority)));
  const auto own = made->authority_.IssueForAddress(address);
  if (!own.ok()) return own.status();
  const absl::Status written = WriteFileAtomically(made->PathOf("_address"), *own);
  if (!written.ok()) return written;
  return made;
}

absl::Status Certificates::Issue(const std::string& host) { return IssueWrong(host, host); }

absl::Status Certificates::IssueUnlessThere(const std::string& host) {
  const absl::Status valid = CheckHostName(host);
  if (!valid.ok()) return valid;
  return Has(host) ? absl::OkStatus() : Issue(host);
}

bool Certificates::Has(const std::string& host) const {
  return CheckHostName(host).ok() && access(PathOf(host).c_str(), F_OK) == 0;
}

absl::Status Certificates::Remove(const std::string& host) {
  const absl::Status valid = CheckHostName(host);
  if (!valid.ok()) return valid;
  const std::lock_guard lock(mutex_);
  const std::string path = PathOf(host);
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return DiagnoseErrno(errno, {.code = "FILE-UNWRITABLE",
                               .what = Concat("`", path, "` cannot be removed"),
                               .fix = "see that the cloud's directory is writable"});
}

absl::Status Certificates::IssueWrong(const std::string& host, const std::string& other) {
  for (const std::string* name : {&host, &other}) {
    const absl::Status valid = CheckHostName(*name);
    if (!valid.ok()) return valid;
  }
  const std::lock_guard lock(mutex_);
  const auto pem = authority_.IssueForHost(other);
  if (!pem.ok()) return pem.status();
  return WriteFileAtomically(PathOf(host), *pem);
}

}  // namespace release::cloud
