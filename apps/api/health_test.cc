#include "apps/api/health.h"

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace spectral {
namespace {

using Json = nlohmann::json;

HealthFacts Whole() {
  HealthFacts facts;
  facts.generation = 12;
  facts.revision = "abc123";
  facts.image_digest = "sha256:00";
  return facts;
}

TEST(HealthTest, EverythingWiredIsOk) {
  const HealthReport report = ReportHealth(Whole());
  EXPECT_EQ(report.http_status, 200);
  EXPECT_EQ(Json::parse(report.json), Json::parse(R"({
      "status": "ok", "generation": 12, "revision": "abc123", "image_digest": "sha256:00",
      "outbox": "wired", "world_agent_chat": "wired", "llm": "wired", "delegation": "wired",
      "details": {}})"));
}

TEST(HealthTest, MissingCredentialsDegradeButServe) {
  HealthFacts facts = Whole();
  facts.llm = "LLM_API_KEY is not set";
  facts.delegation = "ACT_AS_SIGNING_KEY is not set";
  facts.image_digest = "";
  const HealthReport report = ReportHealth(facts);
  EXPECT_EQ(report.http_status, 200);
  EXPECT_EQ(Json::parse(report.json), Json::parse(R"({
      "status": "degraded", "generation": 12, "revision": "abc123", "image_digest": null,
      "outbox": "wired", "world_agent_chat": "wired", "llm": "degraded", "delegation": "degraded",
      "details": {"llm": "LLM_API_KEY is not set",
                  "delegation": "ACT_AS_SIGNING_KEY is not set"}})"));
}

TEST(HealthTest, WithoutOutboxOrChatItIsUnavailable) {
  HealthFacts facts = Whole();
  facts.outbox = "no route to \xff";  // not UTF-8: must not stop the report
  HealthReport report = ReportHealth(facts);
  EXPECT_EQ(report.http_status, 503);
  EXPECT_EQ(Json::parse(report.json)["status"], "unavailable");
  EXPECT_EQ(Json::parse(report.json)["outbox"], "unwired");
  facts = Whole();
  facts.world_agent_chat = "relation does not exist";
  report = ReportHealth(facts);
  EXPECT_EQ(report.http_status, 503);
  EXPECT_EQ(Json::parse(report.json)["outbox"], "wired");
  EXPECT_EQ(Json::parse(report.json)["world_agent_chat"], "unwired");
}

}  // namespace
}  // namespace spectral
