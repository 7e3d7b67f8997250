// The verify step against a real server on loopback.
#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/verify/verify_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::verify {
namespace {

using health::ClosedPort;
using health::TestServer;
using kit::Recording;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Recording Verify(const Config& config) {
  kit::InProcessStep step;
  return step.Run(CallFor(v1::PHASE_VERIFY, config));
}

TEST(VerifyTest, ConvergesOnAServiceThatKeepsItsContract) {
  TestServer server(Always(Health()));
  kit::InProcessStep step;
  EXPECT_TRUE(kit::Converges(step, CallFor(v1::PHASE_PLAN, ContractConfig(server.port()))));
}

TEST(VerifyTest, ThePlanShowsTheContractAndAsksNobody) {
  TestServer server(Always(Health()));
  kit::InProcessStep step;
  const Recording plan = step.Run(CallFor(v1::PHASE_PLAN, ContractConfig(server.port())));
  ASSERT_THAT(plan.changes, SizeIs(1));
  EXPECT_EQ(plan.changes[0].action(), v1::ACTION_RUN);
  EXPECT_THAT(plan.changes[0].after(),
              AllOf(HasSubstr("outbox: wired"), HasSubstr("llm: wired or degraded")));
  EXPECT_EQ(server.requests(), 0);
}

TEST(VerifyTest, EveryPartIsListedWithItsStateItsRuleAndItsReason) {
  TestServer server(Always(Health()));
  const Recording verified = Verify(ContractConfig(server.port()));
  EXPECT_EQ(verified.outcome(), v1::OUTCOME_SUCCEEDED) << verified;
  EXPECT_EQ(verified.outputs.at("outbox"), "wired (required: wired)");
  EXPECT_EQ(verified.outputs.at("world_agent_chat"), "wired (required: wired)");
  EXPECT_EQ(verified.outputs.at("llm"), "wired (may be degraded)");
  EXPECT_EQ(verified.outputs.at("delegation"),
            "degraded (may be degraded): ACT_AS_SIGNING_KEY is not set");
  EXPECT_THAT(verified.outputs.at("release"), HasSubstr("generation 5"));
  EXPECT_THAT(verified.LogText(), HasSubstr("delegation: degraded"));
  EXPECT_THAT(verified.warnings, IsEmpty());
}

TEST(VerifyTest, ARequiredPartThatIsNotWiredFailsWithItsReason) {
  TestServer server(Always(Health("unwired")));
  const Recording failed = Verify(ContractConfig(server.port()));
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "VERIFY-CONTRACT") << failed;
  EXPECT_THAT(failed.result->diagnosis().what(), HasSubstr("outbox is unwired (required: wired)"));
  EXPECT_THAT(failed.result->diagnosis().DebugString(),
              AllOf(HasSubstr("no session in 10 s"), HasSubstr("live: generation 5"),
                    HasSubstr("verdict: fail")));
  EXPECT_THAT(failed.result->diagnosis().fix(), HasSubstr("tools/bazel run //release:production"));
  EXPECT_EQ(failed.outputs.at("delegation"),
            "degraded (may be degraded): ACT_AS_SIGNING_KEY is not set")
      << "the whole table is shown for a failure too";
}

TEST(VerifyTest, APartThatComesBackWithinTheDeadlineIsNoFailure) {
  TestServer server([](int n) { return n < 3 ? Health("unwired") : Health(); });
  Config config = ContractConfig(server.port());
  config.mutable_deadline()->set_seconds(30);
  EXPECT_EQ(Verify(config).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(server.requests(), 3);
}

TEST(VerifyTest, APartThatMayBeDegradedMayNotBeAnythingElseOrMissing) {
  TestServer server(Always(Health()));
  Config config = ContractConfig(server.port());
  config.add_may_be_degraded("search");
  const Recording missing = Verify(config);
  EXPECT_EQ(missing.code(), "VERIFY-CONTRACT");
  EXPECT_THAT(missing.result->diagnosis().what(), HasSubstr("search is absent (may be degraded)"));

  config = ContractConfig(server.port());
  config.mutable_may_be_degraded()->RemoveLast();
  (*config.mutable_required())["delegation"] = "wired";
  EXPECT_THAT(Verify(config).result->diagnosis().what(),
              HasSubstr("delegation is degraded (required: wired)"));
}

TEST(VerifyTest, APartThatNobodyDeclaredIsShownAndWarnedOf) {
  TestServer server(Always(Health("wired", "wired", R"(,"search":"degraded")")));
  const Recording verified = Verify(ContractConfig(server.port()));
  EXPECT_EQ(verified.outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(verified.outputs.at("search"), "degraded (not declared)");
  ASSERT_THAT(verified.warnings, SizeIs(1));
  EXPECT_EQ(verified.warnings[0].code(), "VERIFY-UNDECLARED");
}

TEST(VerifyTest, AKeptContractBehindAnotherStatusIsNotGood) {
  std::string answer = Health();
  answer.replace(answer.find("200 OK"), 6, "500 No");
  TestServer server(Always(answer));
  const Recording failed = Verify(ContractConfig(server.port()));
  EXPECT_EQ(failed.code(), "VERIFY-UNHEALTHY") << failed;
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
}

TEST(VerifyTest, AnotherReleaseThanTheDeployedOneIsNamedBeforeItsParts) {
  TestServer server(Always(Health("unwired")));
  Config config = ContractConfig(server.port());
  config.set_generation_input("deploy_app.generation");
  v1::StepCall call = CallFor(v1::PHASE_VERIFY, config);
  (*call.mutable_inputs())["deploy_app.generation"] = "6";
  kit::InProcessStep step;
  EXPECT_EQ(step.Run(call).code(), "VERIFY-OLD-GENERATION");
  (*call.mutable_inputs())["deploy_app.generation"] = "5";
  EXPECT_EQ(step.Run(call).code(), "VERIFY-CONTRACT");
  (*call.mutable_inputs())["deploy_app.generation"] = "five";
  EXPECT_EQ(step.Run(call).code(), "VERIFY-INPUT");
}

TEST(VerifyTest, WhatCannotBeSeenIsInconclusive) {
  const ClosedPort closed;
  const Recording refused = Verify(ContractConfig(closed.port()));
  EXPECT_EQ(refused.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(refused.code(), "VERIFY-REFUSED") << refused;
  TestServer portal(Always(TestServer::Http("200 OK", "<html>", "Content-Type: text/html\r\n")));
  const Recording page = Verify(ContractConfig(portal.port()));
  EXPECT_EQ(page.outcome(), v1::OUTCOME_INCONCLUSIVE);
  EXPECT_EQ(page.code(), "VERIFY-NOT-JSON");
  TestServer blocked(Always(TestServer::Http("403 Forbidden", "", "Server: cloudflare\r\n")));
  EXPECT_EQ(Verify(ContractConfig(blocked.port())).code(), "VERIFY-FORBIDDEN");
}

TEST(VerifyTest, AContractThatIsNotSoundIsRefusedInThePlan) {
  kit::InProcessStep step;
  const auto code = [&](const Config& config) {
    return step.Run(CallFor(v1::PHASE_PLAN, config)).code();
  };
  Config config = ContractConfig(1);
  config.add_may_be_degraded("outbox");
  EXPECT_EQ(code(config), "VERIFY-CONFIG");
  config = ContractConfig(1);
  config.add_may_be_degraded("llm");
  EXPECT_EQ(code(config), "VERIFY-CONFIG");
  config.clear_required();
  config.clear_may_be_degraded();
  EXPECT_EQ(code(config), "VERIFY-CONFIG");
  config = ContractConfig(1);
  config.mutable_interval()->set_nanos(0);
  EXPECT_EQ(code(config), "VERIFY-CONFIG");
  v1::StepCall production = CallFor(v1::PHASE_PLAN, ContractConfig(1));
  production.mutable_release()->mutable_rules()->set_allow_local(false);
  EXPECT_EQ(step.Run(production).code(), "VERIFY-PLAINTEXT");
}

}  // namespace
}  // namespace release::verify
