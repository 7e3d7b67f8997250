// Debian's docker-registry on a directory of its own. For tests.
#ifndef RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_REGISTRY_UNDER_TEST_H_
#define RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_REGISTRY_UNDER_TEST_H_

#include <optional>
#include <string>

#include "tools/base/files.h"
#include "tools/base/process.h"

namespace release::cloud {

class RegistryUnderTest {
 public:
  // Starts it on a port, pushes the image of the layout there with skopeo, and starts it again on a
  // unix socket.
  RegistryUnderTest(const std::string& layout, const std::string& repository,
                    const std::string& tag);

  std::string socket() const { return temp_.path() + "/registry.sock"; }

  // Overwrites the first byte of a blob ("sha256:...") in the registry's storage.
  void Corrupt(const std::string& digest);

  void Stop() { process_.reset(); }

 private:
  void Start(const std::string& http);

  TempDirectory temp_ = *TempDirectory::Create();
  std::optional<Process> process_;
};

}  // namespace release::cloud

#endif  // RELEASE_TOOLS_LOCALCLOUD_ENGINE_TESTING_REGISTRY_UNDER_TEST_H_
