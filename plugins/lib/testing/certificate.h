// A self-signed certificate for tests of TLS.
#ifndef RELEASE_PLUGINS_LIB_TESTING_CERTIFICATE_H_
#define RELEASE_PLUGINS_LIB_TESTING_CERTIFICATE_H_

#include <string>

#include "tools/base/files.h"

namespace release {

// A key and a certificate for it, valid now, for one name; PEM files that go with the object.
class TestCertificate {
 public:
  // `subject` is in OpenSSL's notation: `DNS:localhost`, `IP:127.0.0.1`.
  explicit TestCertificate(const std::string& subject);

  std::string certificate_path() const { return directory_.path() + "/certificate.pem"; }
  std::string key_path() const { return directory_.path() + "/key.pem"; }  // mode 0600

 private:
  TempDirectory directory_;
};

}  // namespace release

#endif  // RELEASE_PLUGINS_LIB_TESTING_CERTIFICATE_H_
