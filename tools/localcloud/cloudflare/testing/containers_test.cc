// Rollouts over time, and credentials of the registry.
#include <gtest/gtest.h>

#include "tools/localcloud/cloudflare/containers/registries.h"
#include "tools/localcloud/cloudflare/containers/rollout_progress.h"
#include "tools/localcloud/cloudflare/testing/cloud_fixture.h"

namespace release::cloud {
namespace {

using nlohmann::json;

class ContainersTest : public CloudFixture {
 protected:
  std::string MakeApplication() {
    const json application =
        Expect(200, "POST", account_ + "/containers/applications",
               {{"name", "api"}, {"max_instances", 2}, {"configuration", Image("v1")}});
    return account_ + "/containers/applications/" + application["id"].get<std::string>();
  }

  std::string StartRollout(const std::string& application, const std::string& tag) {
    const json rollout = Expect(
        200, "POST", application + "/rollouts",
        {{"strategy", "rolling"}, {"target_configuration", Image(tag)}, {"step_percentage", 25}});
    return application + "/rollouts/" + rollout["id"].get<std::string>();
  }

  static json Image(const std::string& tag) {
    return {{"image", "registry.cloudflare.com/a/api:" + tag}, {"instance_type", "lite"}};
  }
};

TEST_F(ContainersTest, ARolloutGoesStepByStep) {
  const std::string application = MakeApplication();
  const std::string rollout = StartRollout(application, "v2");
  std::vector<int> steps;
  for (int second = 0; second <= 5; ++second) {
    steps.push_back(Expect(200, "GET", rollout)["progress"]["current_step"]);
    clock_.Advance(absl::Seconds(1));
  }
  EXPECT_EQ(steps, (std::vector<int>{0, 0, 1, 2, 3, 4}));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "completed");
  EXPECT_EQ(Expect(200, "GET", application)["active_rollout_id"], nullptr);
}

TEST_F(ContainersTest, ARolloutThatNeverGetsHealthyNeverCompletes) {
  const std::string application = MakeApplication();
  Order(R"({"faults": [{"fault": {"kind": "unhealthy_rollout"}}]})");
  const std::string rollout = StartRollout(application, "v2");
  clock_.Advance(absl::Hours(1));
  const json state = Expect(200, "GET", rollout);
  EXPECT_EQ(state["status"], "progressing");
  EXPECT_EQ(state["health"]["instances"]["failed"], 1);
  EXPECT_EQ(Expect(200, "GET", application)["version"], 1);
}

TEST_F(ContainersTest, TheProbeDecidesWhetherAStepEnds) {
  ContainerHealth health = ContainerHealth::kUnhealthy;
  options_.health = [&](const std::string&, int) { return health; };
  Restart();
  const std::string rollout = StartRollout(MakeApplication(), "v2");
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "progressing");
  health = ContainerHealth::kHealthy;
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "completed");
}

TEST_F(ContainersTest, ANewerRolloutReplacesAnUnfinishedOne) {
  const std::string application = MakeApplication();
  const std::string first = StartRollout(application, "v2");
  const std::string second = StartRollout(application, "v3");
  EXPECT_EQ(Expect(200, "GET", first)["status"], "replaced");
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Expect(200, "GET", second)["status"], "completed");
  EXPECT_EQ(Expect(200, "GET", application)["version"], 3);
}

TEST_F(ContainersTest, ARevertedRolloutLeavesTheOldVersion) {
  const std::string application = MakeApplication();
  const std::string rollout = StartRollout(application, "v2");
  Expect(200, "POST", rollout, {{"action", "revert"}});
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Expect(200, "GET", rollout)["status"], "reverted");
  EXPECT_EQ(Expect(200, "GET", application)["configuration"], Image("v1"));
}

TEST_F(ContainersTest, BadImagesAndNamesThatAreTakenAreRefused) {
  MakeApplication();
  const auto create = [&](const std::string& name, const std::string& image) {
    return Expect(name == "api" ? 409 : 400, "POST", account_ + "/containers/applications",
                  {{"name", name}, {"configuration", {{"image", image}}}})["error"];
  };
  EXPECT_EQ(create("api", "registry.cloudflare.com/a/api:v1"), "APPLICATION_ALREADY_EXISTS");
  for (const char* image : {"", "api:v1", "host.example/api", "host.example/api@sha256:12",
                            "host.example/../api:v1x y"}) {
    EXPECT_EQ(create("other", image), "VALIDATE_INPUT") << image;
  }
}

TEST_F(ContainersTest, APasswordOfTheRegistryIsOursAndExpires) {
  const json credentials =
      Expect(200, "POST", account_ + "/containers/registries/registry.cloudflare.com/credentials",
             {{"expiration_minutes", 15}, {"permissions", {"push", "pull"}}});
  EXPECT_EQ(credentials["username"], "v1");
  const std::string password = credentials["password"];
  EXPECT_FALSE(ReadRegistryPassword("another key", password, clock_.Now()));
  EXPECT_EQ(Expect(404, "POST", account_ + "/containers/registries/other.example/credentials",
                   {{"expiration_minutes", 15}, {"permissions", {"pull"}}})["error"],
            "IMAGE_REGISTRY_NOT_CONFIGURED");
  const json log = log_->Recent();
  EXPECT_EQ(log.dump().find(password), std::string::npos);
}

}  // namespace
}  // namespace release::cloud
