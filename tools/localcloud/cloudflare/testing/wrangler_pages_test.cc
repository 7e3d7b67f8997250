// The real wrangler deploys sites with Functions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

constexpr char kUpload[] = "POST /pages/assets/upload ";

class Listening : public DeployListener {
 public:
  void OnPagesDeployed(const DeployedPages& pages) override { sites.push_back(pages); }
  std::vector<DeployedPages> sites;
};

class WranglerPagesTest : public CloudFixture {
 protected:
  void SetUp() override {
    api_->Listen(&listening_);
    Write("dist/index.html", "<h1>home</h1>\n");
    Write("dist/deep/page.html", "<p>deep</p>\n");
    Write("dist/_headers", "/*\n  x-test: yes\n");
    Write("dist/_redirects", "/old /new 301\n");
    Write("functions/api/hello.js",
          "export function onRequestGet() { return new Response('function'); }\n");
    ASSERT_TRUE(Wrangler({"pages", "project", "create", "portal", "--production-branch",
                          "production", "--force"})
                    .exit.Success());
  }
  void TearDown() override {
    api_->Listen(nullptr);
    CloudFixture::TearDown();
  }
  RunResult Deploy() {
    return Wrangler({"pages", "deploy", "dist", "--project-name", "portal", "--branch",
                     "production", "--commit-hash", "9c1e2d4f00000000000000000000000000000000",
                     "--commit-message", "M", "--commit-dirty=false"});
  }
  Listening listening_;
};

TEST_F(WranglerPagesTest, ASiteWithFunctionsIsDeployedAndSentOnce) {
  ASSERT_TRUE(Deploy().exit.Success());
  ASSERT_FALSE(listening_.sites.empty());
  const DeployedPages& site = listening_.sites.back();
  EXPECT_EQ(site.environment, "production");
  EXPECT_EQ(site.hostnames[0], "portal.pages.dev");
  ASSERT_TRUE(site.assets.contains("/deep/page.html"));
  EXPECT_EQ(*ReadFile(site.assets.at("/index.html"), 100), "<h1>home</h1>\n");
  EXPECT_THAT(site.content_types.at("/index.html"), HasSubstr("text/html"));
  EXPECT_THAT(site.files.at("_headers"), HasSubstr("x-test"));
  EXPECT_THAT(site.files.at("_routes.json"), HasSubstr("/api/hello"));
  ASSERT_EQ(site.modules.size(), 1u);
  EXPECT_EQ(site.modules[0].name, site.main_module);
  EXPECT_THAT(*ReadFile(site.modules[0].path, 1 << 20), HasSubstr("function"));
  EXPECT_THAT(Recorded(), Contains(std::string(kUpload) + "200"));

  Restart();
  ASSERT_TRUE(Deploy().exit.Success());
  EXPECT_THAT(Recorded(), testing::Not(Contains(HasSubstr(kUpload))));
  const json project = Expect(200, "GET", account_ + "/pages/projects/portal");
  EXPECT_EQ(project["latest_deployment"]["id"], project["canonical_deployment"]["id"]);
}

TEST_F(WranglerPagesTest, APartialUploadIsContinued) {
  Order(R"({"faults": [{"route": "/pages/assets/upload",
      "fault": {"kind": "partial_upload", "status": 503, "code": 8000000}}]})");
  EXPECT_TRUE(Deploy().exit.Success());
  EXPECT_THAT(Recorded(), Contains(std::string(kUpload) + "503"));
}

TEST_F(WranglerPagesTest, AnUploadTokenThatExpiresMidwayIsFetchedAgain) {
  Order(R"({"faults": [{"route": "/pages/assets/upload", "fault": {"kind": "expired_token"}}]})");
  EXPECT_TRUE(Deploy().exit.Success());
  const auto recorded = Recorded();
  EXPECT_THAT(recorded, Contains(std::string(kUpload) + "401"));
  EXPECT_THAT(recorded, Contains(std::string(kUpload) + "200"));
}

TEST_F(WranglerPagesTest, AFailedStageFailsTheDeployAndLeavesTheOldSite) {
  ASSERT_TRUE(Deploy().exit.Success());
  const std::string path = account_ + "/pages/projects/portal";
  const json before = Expect(200, "GET", path)["canonical_deployment"]["id"];
  Order(R"({"faults": [{"method": "POST",
      "route": "/accounts/{account_id}/pages/projects/{project_name}/deployments",
      "fault": {"kind": "stage_ends", "stage_status": "failure"}}]})");
  EXPECT_FALSE(Deploy().exit.Success());
  EXPECT_EQ(Expect(200, "GET", path)["canonical_deployment"]["id"], before);
}

TEST_F(WranglerPagesTest, SecretsOfAProjectAreSetAndNeverShown) {
  Write("secrets.json", R"({"TOKEN": "value-of-token"})");
  ASSERT_TRUE(Wrangler({"pages", "secret", "bulk", "secrets.json", "--project-name", "portal"})
                  .exit.Success());
  const json project = Expect(200, "GET", account_ + "/pages/projects/portal");
  EXPECT_EQ(project["deployment_configs"]["production"]["env_vars"]["TOKEN"]["type"],
            "secret_text");
  EXPECT_EQ(project.dump().find("value-of-token"), std::string::npos);
  for (const json& line : log_->Recent()) {
    EXPECT_EQ(line.dump().find("value-of-token"), std::string::npos);
  }
  ASSERT_TRUE(Deploy().exit.Success());
  EXPECT_EQ(listening_.sites.back().env_vars["TOKEN"]["value"], "value-of-token");
}

TEST_F(WranglerPagesTest, AProjectThatIsNotThereIsSaid) {
  const RunResult result = Wrangler({"pages", "deploy", "dist", "--project-name", "nobody",
                                     "--branch", "production", "--commit-dirty=false"});
  EXPECT_FALSE(result.exit.Success());
  EXPECT_THAT(result.out + result.err, HasSubstr("nobody"));
}

}  // namespace
}  // namespace release::cloud
