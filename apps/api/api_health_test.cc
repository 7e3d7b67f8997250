// The running server's /health, from an empty database to a lost one.

#include <signal.h>

#include <fstream>
#include <string>

#include "apps/api/api_fixture.h"
#include "apps/api/api_process.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace spectral {
namespace {

using ApiHealthTest = ApiTest;

nlohmann::json Health(ApiProcess& api) { return nlohmann::json::parse(api.Get("/health").body); }

TEST_F(ApiHealthTest, TurnsGoodWhenTheMigrationsComeWhileItRuns) {
  auto variables = Variables(12);
  variables["SPECTRAL_REVISION"] = "0123abc";
  variables["SPECTRAL_IMAGE_DIGEST"] = "sha256:" + std::string(64, 'a');
  ApiProcess api(variables);
  nlohmann::json health = WaitForHealth(api, 503);
  EXPECT_EQ(health["status"], "unavailable");
  EXPECT_TRUE(Eventually([&] {
    health = Health(api);
    return health["details"]["outbox"].get<std::string>().find("does not exist") !=
           std::string::npos;
  })) << health;
  EXPECT_EQ(health["outbox"], "unwired");
  EXPECT_EQ(health["world_agent_chat"], "unwired");

  Migrate();
  health = WaitForHealth(api, 200);
  EXPECT_EQ(health["status"], "degraded");
  EXPECT_EQ(health["generation"], 12);
  EXPECT_EQ(health["revision"], "0123abc");
  EXPECT_EQ(health["image_digest"], "sha256:" + std::string(64, 'a'));
  EXPECT_EQ(health["outbox"], "wired");
  EXPECT_EQ(health["world_agent_chat"], "wired");
  EXPECT_EQ(health["llm"], "degraded");
  EXPECT_EQ(health["details"]["delegation"], "ACT_AS_SIGNING_KEY is not set");
}

TEST_F(ApiHealthTest, AStoppedDatabaseIs503AndARestartedOne200) {
  MakeProduct();
  ApiProcess api(Variables(1));
  WaitForHealth(api, 200);
  for (const auto mode :
       {release::TestPostgres::StopMode::kFast, release::TestPostgres::StopMode::kKill}) {
    postgres_->Stop(mode);
    WaitForHealth(api, 503);
    EXPECT_TRUE(Eventually([&] { return Health(api)["outbox"] == "unwired"; }));
    EXPECT_EQ(api.Get("/organizations", kServiceKey).status, 503);
    ASSERT_EQ(postgres_->Restart(), "");
    WaitForHealth(api, 200);
    EXPECT_EQ(api.Get("/organizations", kServiceKey).status, 200);
  }
}

TEST_F(ApiHealthTest, ARoleWithoutARightIsNotWired) {
  MakeProduct();
  Execute("revoke insert on agent_messages from spectral_api");
  ApiProcess api(Variables(1));
  EXPECT_TRUE(Eventually([&] {
    return Health(api)["details"]["world_agent_chat"] ==
           "the role may not write public.agent_threads and agent_messages";
  })) << Health(api);
  EXPECT_TRUE(Eventually([&] { return Health(api)["outbox"] == "wired"; }));
  EXPECT_EQ(Health(api)["world_agent_chat"], "unwired");
  EXPECT_EQ(api.Get("/health").status, 503);
}

TEST_F(ApiHealthTest, TheHealthcheckFlagAsksTheServerOfThePortFile) {
  const std::string port_file = postgres_->directory() + "/port";
  const std::vector<std::string> flags = {"--port-file", port_file};
  const std::vector<std::string> check = {"--healthcheck", "--port-file", port_file};
  ApiProcess early({}, check);
  EXPECT_EQ(early.Wait(), 1);
  EXPECT_NE(early.Stderr().find("is the server running?"), std::string::npos) << early.Stderr();

  ApiProcess api(Variables(1), flags);
  std::string line;
  ASSERT_NE(api.Address(), "");
  std::getline(std::ifstream(port_file), line);
  EXPECT_EQ(line, api.Address());
  ApiProcess unready({}, check);
  EXPECT_EQ(unready.Wait(), 1);
  EXPECT_NE(unready.Stderr().find("unhealthy: HTTP 503"), std::string::npos) << unready.Stderr();

  MakeProduct();
  WaitForHealth(api, 200);
  ApiProcess ready({}, check);
  EXPECT_EQ(ready.Wait(), 0);
  EXPECT_EQ(ready.Stderr(), "");

  api.Signal(SIGINT);
  EXPECT_EQ(api.Wait(), 0);
  ApiProcess late({}, check);
  EXPECT_EQ(late.Wait(), 1);
  EXPECT_NE(late.Stderr().find("cannot connect"), std::string::npos) << late.Stderr();
}

TEST_F(ApiHealthTest, ThePasswordAppearsNowhere) {
  MakeProduct();
  auto variables = Variables(1);
  ApiProcess api(variables);
  WaitForHealth(api, 200);
  postgres_->Stop();
  std::string seen = WaitForHealth(api, 503).dump();
  ASSERT_EQ(postgres_->Restart(), "");
  const std::string password = postgres_->password();
  std::string& url = variables["DATABASE_URL"];
  url.replace(url.find(password), password.size(), password + "-wrong");
  ApiProcess refused(variables);
  ASSERT_TRUE(Eventually([&] {
    return refused.Get("/health").body.find("authentication failed") != std::string::npos;
  }));
  seen += refused.Get("/health").body;
  seen += api.Stdout() + api.Stderr() + refused.Stdout() + refused.Stderr();
  EXPECT_EQ(seen.find(password), std::string::npos) << seen;
  EXPECT_EQ(seen.find(kServiceKey), std::string::npos);
}

TEST(ApiStartTest, BadValuesAreExplainedAllAtOnce) {
  ApiProcess api({{"SPECTRAL_GENERATION", "zero"},
                  {"PORT", "http"},
                  {"DATABASE_URL", "postgresql://u:hunter2%@h/d"}});
  EXPECT_EQ(api.Wait(), 2);
  const std::string text = api.Stderr();
  EXPECT_NE(text.find("SPECTRAL_GENERATION is not a whole number"), std::string::npos) << text;
  EXPECT_NE(text.find("PORT is not a whole number"), std::string::npos) << text;
  EXPECT_NE(text.find("DATABASE_URL is not a connection URL"), std::string::npos) << text;
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
}

TEST(ApiStartTest, ATakenPortAndAWrongFlagAreExplained) {
  const ApiProcess::Variables variables = {{"SPECTRAL_GENERATION", "1"},
                                           {"DATABASE_URL", "postgresql://u@127.0.0.1:1/d"}};
  ApiProcess first(variables);
  auto same_port = variables;
  same_port["PORT"] = std::to_string(first.port());
  ApiProcess second(same_port);
  EXPECT_EQ(second.Wait(), 1);
  EXPECT_NE(second.Stderr().find("Address already in use"), std::string::npos) << second.Stderr();
  ApiProcess wrong({}, {"--port"});
  EXPECT_EQ(wrong.Wait(), 2);
  EXPECT_NE(wrong.Stderr().find("--port"), std::string::npos) << wrong.Stderr();
  // It serves /health, if only to say that there is no database.
  EXPECT_EQ(first.Get("/health").status, 503);
}

}  // namespace
}  // namespace spectral
