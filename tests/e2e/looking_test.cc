// Pipelines that only look: the steps smoke and verify alone, in the real `release` program.
#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "tests/e2e/release_fixture.h"
#include "tools/base/text.h"

namespace release::e2e {
namespace {

using health::TestServer;
using testing::AllOf;
using testing::HasSubstr;

std::string Health(const std::string& outbox) {
  return TestServer::Http(
      outbox == "wired" ? "200 OK" : "503 Service Unavailable",
      Concat(R"({"status":"degraded","generation":5,"outbox":")", outbox,
             R"(","llm":"degraded","details":{"llm":"LLM_API_KEY is not set"}})"));
}

class LookingTest : public ReleaseFixture {
 protected:
  void Add(const std::string& plugin) {
    AddPlugin(plugin, Runfile(Concat("plugins/", plugin, "/", plugin, "_plugin.so")))
        .mutable_plugin()
        ->set_config_message(Concat("release.", plugin, ".Config"));
  }

  void Verify(int port) {
    Add("verify");
    WriteEnvironments(Concat(R"(
[test]
allow_local = true
[test.hosts]
api = "127.0.0.1:)",
                             port, R"("
[test.steps.verify]
health_url = "http://${hosts.api}/health"
required = { outbox = "wired" }
may_be_degraded = ["llm"]
deadline = "0.2s"
interval = "0.05s"
)"));
  }
};

TEST_F(LookingTest, VerifyAloneListsEveryPart) {
  TestServer server([](int) { return Health("wired"); });
  Verify(server.port());
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 0) << ended.all();
  EXPECT_THAT(ended.all(),
              AllOf(HasSubstr("outbox = wired (required: wired)"),
                    HasSubstr("llm = degraded (may be degraded): LLM_API_KEY is not set"),
                    HasSubstr("release = generation 5")));
}

TEST_F(LookingTest, ABrokenContractFailsAndStillListsEveryPart) {
  TestServer server([](int) { return Health("unwired"); });
  Verify(server.port());
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(
      ended.all(),
      AllOf(HasSubstr("error[VERIFY-CONTRACT]"), HasSubstr("outbox = unwired (required: wired)"),
            HasSubstr("llm = degraded"), HasSubstr("live: generation 5"), HasSubstr("git revert")));
}

TEST_F(LookingTest, WhatCannotBeSeenIsInconclusiveAndTheSameCommandLooksAgain) {
  {
    const health::ClosedPort closed;
    Verify(closed.port());
    const Ended ended = Run();
    EXPECT_EQ(ended.code(), 4) << ended.all();
    EXPECT_THAT(ended.all(), HasSubstr("error[VERIFY-REFUSED]"));
  }
  TestServer server([](int) { return Health("wired"); });
  manifest_.clear_steps();
  Verify(server.port());
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
}

TEST_F(LookingTest, SmokeReadsItsSitesFromTheEnvironment) {
  TestServer api([](int) { return Health("wired"); });
  TestServer app([](int) {
    return TestServer::Http("200 OK", "<title>Other</title>",
                            "Content-Type: text/html\r\nCF-Ray: 1\r\n");
  });
  Add("smoke");
  WriteEnvironments(Concat(R"(
[test]
allow_local = true
[test.hosts]
api = "127.0.0.1:)",
                           api.port(), R"("
app = "127.0.0.1:)",
                           app.port(), R"("
[test.steps.smoke]
url = "http://${hosts.api}/health"
deadline = "0.2s"
interval = "0.05s"
expect_json = { outbox = "wired" }
[[test.steps.smoke.sites]]
name = "app"
url = "http://${hosts.app}/"
expect_media_type = "text/html"
expect_contains = "<title>Spectral"
)"));
  const Ended ended = Run();
  EXPECT_EQ(ended.code(), 1) << ended.all();
  EXPECT_THAT(ended.all(),
              AllOf(HasSubstr("error[SMOKE-BODY]"), HasSubstr("without `<title>Spectral`"),
                    HasSubstr("generation = 5")));
}

}  // namespace
}  // namespace release::e2e
