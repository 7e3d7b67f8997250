// The real wrangler deploys Workers, secrets and containers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"

namespace release::cloud {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

constexpr char kWorker[] = "export default { fetch() { return new Response('hello'); } };\n";
constexpr char kContainerWorker[] =
    "import { DurableObject } from 'cloudflare:workers';\n"
    "export class ApiContainer extends DurableObject {}\n"
    "export default { fetch() { return new Response('hello'); } };\n";
constexpr char kConfig[] =
    R"({"name": "site", "main": "index.js", "compatibility_date": "2026-11-01",
  "workers_dev": false, "preview_urls": false,
  "routes": [{"pattern": "api.example.com", "custom_domain": true}]})";

class Listening : public DeployListener {
 public:
  void OnWorkerDeployed(const DeployedWorker& worker) override { workers.push_back(worker); }
  void OnContainerRolloutStarted(const RolledOutContainer& next) override {
    log.push_back("started " + std::to_string(next.version));
  }
  void OnContainerRolledOut(const RolledOutContainer& done) override {
    log.push_back("serves " + std::to_string(done.version));
    images.push_back(done.configuration["image"]);
  }
  std::vector<DeployedWorker> workers;
  std::vector<std::string> log;
  std::vector<std::string> images;
};

class WranglerTest : public CloudFixture {
 protected:
  void SetUp() override { api_->Listen(&listening_); }
  void TearDown() override {
    api_->Listen(nullptr);
    CloudFixture::TearDown();
  }
  bool Deploy(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"deploy", "--var", "VERSION:1.2.3"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Wrangler(arguments).exit.Success();
  }
  Listening listening_;
};

TEST_F(WranglerTest, APlainWorkerIsDeployedOnItsDomainAndAgain) {
  Write("index.js", kWorker);
  Write("wrangler.json", kConfig);
  ASSERT_TRUE(Deploy({"--tag", "T", "--message", "M"}));
  ASSERT_FALSE(listening_.workers.empty());
  const DeployedWorker& worker = listening_.workers.back();
  EXPECT_EQ(worker.hostnames, std::vector<std::string>{"api.example.com"});
  EXPECT_EQ(worker.main_module, "index.js");
  ASSERT_FALSE(worker.modules.empty());
  EXPECT_THAT(*ReadFile(worker.modules[0].path, 1 << 20), HasSubstr("hello"));
  const json first = Expect(200, "GET", account_ + "/workers/scripts/site/versions")["items"];
  EXPECT_EQ(first[0]["annotations"]["workers/tag"], "T");
  const json domains = Expect(200, "GET", account_ + "/workers/domains?hostname=api.example.com");
  EXPECT_EQ(domains[0]["service"], "site");

  Restart();
  api_->Listen(&listening_);
  ASSERT_TRUE(Deploy());
  EXPECT_EQ(Expect(200, "GET", account_ + "/workers/scripts/site/versions")["items"].size(), 2u);
}

TEST_F(WranglerTest, SecretsComeInBulkAreListedByNameAndSurviveADeploy) {
  Write("index.js", kWorker);
  Write("wrangler.json", kConfig);
  ASSERT_TRUE(Deploy());
  Write("secrets.json", R"({"A_KEY": "value-of-a", "B_KEY": "value-of-b"})");
  ASSERT_TRUE(Wrangler({"secret", "bulk", "secrets.json", "--name", "site"}).exit.Success());
  Write("secrets.json", R"({"B_KEY": null})");
  ASSERT_TRUE(Wrangler({"secret", "bulk", "secrets.json", "--name", "site"}).exit.Success());
  const RunResult list = Wrangler({"secret", "list", "--name", "site"});
  EXPECT_EQ(json::parse(list.out), json::parse(R"([{"name": "A_KEY", "type": "secret_text"}])"));
  ASSERT_TRUE(Deploy());
  bool kept = false;
  for (const json& binding : listening_.workers.back().bindings) {
    kept = kept || binding.value("text", "") == "value-of-a";
  }
  EXPECT_TRUE(kept);
  for (const json& line : log_->Recent())
    EXPECT_EQ(line.dump().find("value-of-"), std::string::npos);
}

std::string ContainerConfig(char digit) {
  return R"({"name": "api", "main": "index.js", "compatibility_date": "2026-11-01",
  "workers_dev": false, "preview_urls": false,
  "containers": [{"class_name": "ApiContainer", "max_instances": 2,
    "image": "registry.cloudflare.com/0123456789abcdef0123456789abcdef/api@sha256:)" +
         std::string(64, digit) + R"("}],
  "durable_objects": {"bindings": [{"name": "API", "class_name": "ApiContainer"}]},
  "migrations": [{"tag": "v1", "new_sqlite_classes": ["ApiContainer"]}]})";
}

TEST_F(WranglerTest, AContainerIsDeployedAndANewImageIsRolledOutInSteps) {
  Write("index.js", kContainerWorker);
  Write("wrangler.json", ContainerConfig('a'));
  ASSERT_TRUE(Deploy());
  json application = Expect(200, "GET", account_ + "/containers/applications")[0];
  EXPECT_EQ(application["name"], "api-apicontainer");
  EXPECT_EQ(application["health"]["summary"], "pending");
  clock_.Advance(absl::Seconds(2));
  const std::string path =
      account_ + "/containers/applications/" + application["id"].get<std::string>();
  EXPECT_EQ(Expect(200, "GET", path)["health"]["summary"], "healthy");

  Recorded();
  ASSERT_TRUE(Deploy());
  for (const std::string& line : Recorded()) {
    EXPECT_THAT(line, testing::Not(HasSubstr("POST /accounts/{account_id}/containers")))
        << "an unchanged container is rolled out again";
  }

  Write("wrangler.json", ContainerConfig('b'));
  ASSERT_TRUE(Deploy());
  application = Expect(200, "GET", path);
  ASSERT_TRUE(application["active_rollout_id"].is_string()) << application;
  const std::string rollout =
      path + "/rollouts/" + application["active_rollout_id"].get<std::string>();
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "pending");
  clock_.Advance(absl::Seconds(2));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "progressing");
  EXPECT_EQ(Expect(200, "GET", path)["version"], 1);
  clock_.Advance(absl::Seconds(60));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "completed");
  EXPECT_EQ(Expect(200, "GET", path)["version"], 2);
  EXPECT_THAT(listening_.log,
              testing::ElementsAre("started 1", "serves 1", "started 2", "serves 2"));
  EXPECT_THAT(listening_.images.back(), HasSubstr("bbbb"));
}

// Nothing is rolled back: the Worker is live, its container is not. The next run repairs it.
TEST_F(WranglerTest, ARefusedContainerLeavesTheWorkerLiveAndASecondRunRepairsIt) {
  Write("index.js", kContainerWorker);
  Write("wrangler.json", ContainerConfig('a'));
  Order(R"({"faults": [{"method": "POST", "route": "/accounts/{account_id}/containers/applications",
      "fault": {"kind": "status", "status": 429, "retry_after": 1}}]})");
  EXPECT_FALSE(Deploy());
  Expect(200, "GET", account_ + "/workers/services/api");
  EXPECT_EQ(Expect(200, "GET", account_ + "/containers/applications"), json::array());
  EXPECT_TRUE(Deploy());
  EXPECT_EQ(Expect(200, "GET", account_ + "/containers/applications").size(), 1u);
}

TEST_F(WranglerTest, CredentialsOfTheRegistryExpire) {
  const RunResult result =
      Wrangler({"containers", "registries", "credentials", "registry.cloudflare.com", "--push",
                "--pull", "--expiration-minutes=5", "--json"});
  ASSERT_TRUE(result.exit.Success());
  EXPECT_EQ(json::parse(result.out)["username"], "v1");
}

TEST_F(WranglerTest, ARateLimitedUploadIsTriedAgain) {
  Write("index.js", kWorker);
  Write("wrangler.json", kConfig);
  Order(
      R"({"faults": [{"method": "PUT", "route": "/accounts/{account_id}/workers/scripts/{script_name}",
      "fault": {"kind": "status", "status": 429, "code": 10429, "retry_after": 0}}]})");
  EXPECT_TRUE(Deploy());
  EXPECT_THAT(Recorded(), Contains("PUT /accounts/{account_id}/workers/scripts/{script_name} 429"));
}

TEST_F(WranglerTest, BucketsAreMadeAndListed) {
  ASSERT_TRUE(Wrangler({"r2", "bucket", "create", "backups"}).exit.Success());
  const RunResult list = Wrangler({"r2", "bucket", "list"});
  EXPECT_THAT(list.out, HasSubstr("backups"));
  const RunResult again = Wrangler({"r2", "bucket", "create", "backups"});
  EXPECT_FALSE(again.exit.Success());
  EXPECT_THAT(again.out + again.err, HasSubstr("already exists"));
}

TEST_F(WranglerTest, WhoamiSeesTheAccount) {
  EXPECT_THAT(Wrangler({"whoami"}).out, HasSubstr(kTestAccount));
}

}  // namespace
}  // namespace release::cloud
