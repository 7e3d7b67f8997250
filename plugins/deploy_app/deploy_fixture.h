// The emulated API and a real registry behind TLS, for tests of the step with the real wrangler.
#ifndef RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_FIXTURE_H_
#define RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/deploy_app/config.pb.h"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/testing/registry_under_test.h"
#include "plugins/lib/testing/certificate.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::deploy_app {

inline constexpr char kAccount[] = "0123456789abcdef0123456789abcdef";
inline constexpr char kToken[] = "tokenmarker-7d1f";
inline constexpr char kSecretValue[] = "hunter2marker\"-line\nbreak";

class DeployFixture : public testing::Test {
 protected:
  DeployFixture();

  // Makes `image` the artifact of the coming calls.
  void UseImage(char salt);
  // Writes the Worker's bundle; `words` is what its script answers.
  void UseBundle(const std::string& words);

  v1::StepCall Call(v1::Phase phase);
  kit::Recording Run(v1::Phase phase);

  // Runs APPLY, which must succeed.
  kit::Recording Apply();

  void Order(const std::string& faults);
  nlohmann::json Ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr);
  // "METHOD ROUTE" of the API's calls since the last time, those that change something.
  std::vector<std::string> Mutations();

  const std::string account_ = std::string("/accounts/") + kAccount;
  Config config_;
  uint64_t generation_ = 7;
  std::string revision_ = std::string(40, 'c');
  kit::InProcessStep step_;
  TempDirectory directory_ = *TempDirectory::Create();
  TestCertificate certificate_{"DNS:registry.cloudflare.com"};
  std::unique_ptr<oci::RegistryUnderTest> registry_;
  oci::Image image_;

 private:
  void StartCloud();
  nlohmann::json Send(uint16_t port, const std::string& method, const std::string& target,
                      const std::string& body);

  std::optional<Process> cloud_;
  FileDescriptor out_;
  uint16_t api_ = 0;
  uint16_t control_ = 0;
  size_t seen_ = 0;
  std::string layout_;
  std::string bundle_;
};

}  // namespace release::deploy_app

#endif  // RELEASE_PLUGINS_DEPLOY_APP_DEPLOY_FIXTURE_H_
