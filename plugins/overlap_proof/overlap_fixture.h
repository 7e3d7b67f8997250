// The emulated API, a real registry behind TLS, real PostgreSQL, and the product's API as the image
// that is live. For tests.
#ifndef RELEASE_PLUGINS_OVERLAP_PROOF_OVERLAP_FIXTURE_H_
#define RELEASE_PLUGINS_OVERLAP_PROOF_OVERLAP_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/lib/oci/image.h"
#include "plugins/lib/oci/testing/registry_under_test.h"
#include "plugins/lib/testing/certificate.h"
#include "plugins/overlap_proof/config.pb.h"
#include "tests/support/postgres.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::overlap_proof {

inline constexpr char kAccount[] = "0123456789abcdef0123456789abcdef";
inline constexpr char kApplication[] = "spectral-apicontainer";

// The environment's database has all migrations of the product.
class OverlapFixture : public testing::Test {
 protected:
  OverlapFixture();

  // Pushes the product's image and makes it the application's, as a deploy does.
  void DeployProduct();

  // Makes the image with this digest the application's, without pushing it.
  void Deploy(const std::string& digest);

  // Adds a pending migration. `name` is a file name.
  void AddMigration(const std::string& name, const std::string& sql);

  v1::StepCall Call(v1::Phase phase) { return CallWith(phase, config_); }
  v1::StepCall CallWith(v1::Phase phase, const google::protobuf::Message& config);
  kit::Recording Run(v1::Phase phase) { return step_.Run(Call(phase)); }

  // First value of a query on the environment's database.
  std::string Value(const std::string& sql) { return postgres_->Value("app", sql); }

  // Directories of rehearsals in /tmp, and processes that work in one.
  static std::vector<std::string> Leftovers();

  Config config_;
  kit::InProcessStep step_;
  TempDirectory directory_ = *TempDirectory::Create();
  TestCertificate certificate_{"DNS:registry.cloudflare.com"};
  std::unique_ptr<oci::RegistryUnderTest> registry_;
  std::unique_ptr<TestPostgres> postgres_;
  std::vector<std::pair<std::string, std::string>> migrations_;  // name, path
  std::string digest_;                                           // of the product's image

 private:
  void StartCloud();
  nlohmann::json Ask(const std::string& method, const std::string& path,
                     const nlohmann::json& body = nullptr);
  void ApplyProductMigrations();

  std::optional<Process> cloud_;
  FileDescriptor out_;
  std::string api_;
  std::string application_;
};

}  // namespace release::overlap_proof

#endif  // RELEASE_PLUGINS_OVERLAP_PROOF_OVERLAP_FIXTURE_H_
