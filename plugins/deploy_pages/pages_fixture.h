// The emulated API, the real wrangler, and sites, for tests of the step.
#ifndef RELEASE_PLUGINS_DEPLOY_PAGES_PAGES_FIXTURE_H_
#define RELEASE_PLUGINS_DEPLOY_PAGES_PAGES_FIXTURE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/deploy_pages/config.pb.h"
#include "plugins/lib/testing/cloudflare_under_test.h"
#include "tools/base/files.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::deploy_pages {

inline constexpr char kSecretValue[] = "hunter2marker\"-line\nbreak";
inline constexpr char kProject[] = "/accounts/{account_id}/pages/projects/{project_name}";
inline constexpr char kProjects[] = "/accounts/{account_id}/pages/projects";
inline constexpr char kDeployments[] =
    "/accounts/{account_id}/pages/projects/{project_name}/deployments";

// One project `docs`, of spectral-docs: a page, a Function, the variable API_ORIGIN and the secret
// SERVICE_KEY. Nothing is at Cloudflare.
class PagesFixture : public testing::Test {
 protected:
  PagesFixture();

  // Begins again with an empty account.
  void Start() { cloud_ = std::make_unique<CloudflareUnderTest>(); }

  // Adds another project like `docs`.
  void AddProject(const std::string& key);

  // Writes the site of a project; its page has `words`.
  void UseSite(const std::string& key, const std::string& words);

  v1::StepCall Call(v1::Phase phase);
  kit::Recording Run(v1::Phase phase) { return step_.Run(Call(phase)); }
  kit::Recording Apply();  // which must succeed

  // The project that `key` is at Cloudflare.
  nlohmann::json Live(const std::string& key = "docs");
  nlohmann::json Deployments(const std::string& key = "docs");

  // VERIFY succeeds, OBSERVE says done, APPLY has nothing to do, and there are so many deployments.
  void ExpectDone(size_t deployments, const std::string& after = "");

  std::unique_ptr<CloudflareUnderTest> cloud_;
  Config config_;
  uint64_t generation_ = 7;
  std::string revision_ = std::string(40, 'c');
  std::map<std::string, std::string> secrets_;
  kit::InProcessStep step_;
  TempDirectory directory_ = *TempDirectory::Create();

 private:
  std::map<std::string, std::vector<std::string>> sites_;  // key -> names of the bundle's files
};

}  // namespace release::deploy_pages

#endif  // RELEASE_PLUGINS_DEPLOY_PAGES_PAGES_FIXTURE_H_
