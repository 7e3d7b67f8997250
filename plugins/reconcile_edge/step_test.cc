// The step against the emulated API.
#include <string>

#include "plugins/reconcile_edge/edge_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"

namespace release::reconcile_edge {
namespace {

using kit::Recording;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ReconcileEdgeTest : public EdgeFixture {
 protected:
  json Rules() {
    return Ask("GET", ZonePath() + "/rulesets/phases/http_request_firewall_custom/entrypoint")
        .at("rules");
  }
  // A plan that must be refused with this code, and an APPLY that then changes nothing.
  Recording Refused(const std::string& code) {
    Calls();
    const Recording plan = Run(v1::PHASE_PLAN);
    EXPECT_EQ(plan.code(), code) << plan;
    EXPECT_EQ(Run(v1::PHASE_APPLY).code(), code);
    EXPECT_THAT(Mutations(), IsEmpty());
    return plan;
  }
};

TEST_F(ReconcileEdgeTest, Converges) {
  EXPECT_TRUE(kit::Converges(step_, Call(v1::PHASE_PLAN)));
  EXPECT_EQ(Ask("GET", account_ + "/workers/domains")[0]["service"], "spectral");
  EXPECT_EQ(Ask("GET", ZonePath() + "/bot_management")["fight_mode"], false);
  const json project = Ask("GET", account_ + "/pages/projects/dashboard");
  const json record = Ask("GET", ZonePath() + "/dns_records?name=app.example.com")[0];
  EXPECT_EQ(record["content"], project["subdomain"]);
  EXPECT_EQ(record["proxied"], true);
  EXPECT_EQ(Ask("GET", account_ + "/pages/projects/dashboard/domains")[0]["status"], "active");
}

TEST_F(ReconcileEdgeTest, ThePlanShowsEachDriftBeforeAndAfterAndWritesNothing) {
  const Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(),
              ElementsAre("bucket/recordings", "domain/api.example.com", "pages/app.example.com",
                          "dns/app.example.com", "pages/ops.example.com", "dns/ops.example.com",
                          "bot_fight_mode", "rule/release_guard_portals"));
  for (const v1::Change& change : plan.changes) {
    EXPECT_FALSE(change.before().empty()) << change.id();
    EXPECT_FALSE(change.after().empty()) << change.id();
    EXPECT_FALSE(change.destructive());
  }
  EXPECT_THAT(plan.LogText(), HasSubstr("Bot Fight Mode, one switch of the whole zone"));
  EXPECT_THAT(Mutations(), IsEmpty());
}

TEST_F(ReconcileEdgeTest, SecondRunAppliesNothing) {
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  Calls();
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_UNCHANGED);
  EXPECT_THAT(Mutations(), IsEmpty());
}

TEST_F(ReconcileEdgeTest, RulesOfOthersStayAsTheyAre) {
  const json foreign = {{"action", "block"}, {"expression", "ip.src eq 192.0.2.1"}, {"ref", "x"}};
  Ask("POST", ZonePath() + "/rulesets",
      {{"name", "theirs"},
       {"kind", "zone"},
       {"phase", "http_request_firewall_custom"},
       {"rules", {foreign}}});
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  const json rules = Rules();
  ASSERT_EQ(rules.size(), 2u);
  EXPECT_EQ(rules[0]["expression"], "ip.src eq 192.0.2.1");
  EXPECT_EQ(rules[1]["ref"], "release_guard_portals");
  EXPECT_EQ(rules[1]["expression"],
            R"((http.host in {"app.example.com" "ops.example.com"}) and (not cf.client.bot))");
}

TEST_F(ReconcileEdgeTest, AChangedRuleIsRepairedInItsPlace) {
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  config_.set_guard_action("block");
  const Recording plan = Run(v1::PHASE_PLAN);
  ASSERT_EQ(plan.changes.size(), 1u) << plan;
  EXPECT_THAT(plan.changes[0].before(), HasSubstr("managed_challenge where"));
  EXPECT_THAT(plan.changes[0].after(), HasSubstr("block where"));
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  ASSERT_EQ(Rules().size(), 1u);
  EXPECT_EQ(Rules()[0]["action"], "block");
}

TEST_F(ReconcileEdgeTest, ARecordThatIsNotProxiedIsRepaired) {
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  const json record = Ask("GET", ZonePath() + "/dns_records?name=app.example.com")[0];
  Ask("PATCH", Concat(ZonePath(), "/dns_records/", record["id"].get<std::string>()),
      {{"proxied", false}});
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "EDGE-DRIFT");
  EXPECT_THAT(Run(v1::PHASE_APPLY).ChangeIds(), ElementsAre("dns/app.example.com"));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(ReconcileEdgeTest, WhereThePlanHasSuperBotFightModeARuleSkipsItForTheOpenHosts) {
  const json bots = {{"success", true},
                     {"errors", json::array()},
                     {"messages", json::array()},
                     {"result", {{"sbfm_definitely_automated", "block"}}}};
  Order("GET", "/zones/{zone_id}/bot_management",
        {{"kind", "status"}, {"status", 200}, {"body", bots}}, 0, -1);
  const Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_THAT(plan.ChangeIds(), testing::Contains("rule/release_open_hosts"));
  EXPECT_THAT(plan.LogText(), HasSubstr("Super Bot Fight Mode"));
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  const json skip = Rules()[0];
  EXPECT_EQ(skip["action_parameters"]["phases"][0], "http_request_sbfm");
  EXPECT_EQ(skip["expression"], R"(http.host in {"api.example.com"})");
}

TEST_F(ReconcileEdgeTest, AHostNameOfAnotherWorkerIsRefusedWithItsOwner) {
  MakeWorker("billing");
  Ask("PUT", account_ + "/workers/domains",
      {{"hostname", "api.example.com"}, {"service", "billing"}, {"environment", "production"}});
  EXPECT_THAT(Refused("EDGE-HOSTNAME-TAKEN").result->diagnosis().what(),
              HasSubstr("api.example.com belongs to the Worker billing"));
}

TEST_F(ReconcileEdgeTest, AHostNameOfAnotherProjectIsRefusedWithItsOwner) {
  MakeProject("marketing");
  Ask("POST", account_ + "/pages/projects/marketing/domains", {{"name", "app.example.com"}});
  EXPECT_THAT(Refused("EDGE-HOSTNAME-TAKEN").result->diagnosis().what(),
              HasSubstr("app.example.com belongs to the Pages project marketing"));
}

TEST_F(ReconcileEdgeTest, ForeignDnsRecordsAreRefusedAllAtOnce) {
  for (const char* name : {"api.example.com", "app.example.com"}) {
    Ask("POST", ZonePath() + "/dns_records",
        {{"type", "A"}, {"name", name}, {"content", "192.0.2.7"}});
  }
  const Recording refused = Refused("EDGE-DNS-RECORD");
  EXPECT_THAT(refused.result->diagnosis().why(), HasSubstr("A 192.0.2.7"));
  ASSERT_EQ(refused.warnings.size(), 1u);
  EXPECT_EQ(refused.warnings[0].code(), "EDGE-DNS-RECORD");
  EXPECT_THAT(refused.warnings[0].what(), HasSubstr("app.example.com"));
}

TEST_F(ReconcileEdgeTest, PermissionsThatTheTokenLacksAreNamedAllAtOnce) {
  for (const char* route :
       {"/zones/{zone_id}/dns_records", "/accounts/{account_id}/workers/domains"}) {
    Order("GET", route, {{"kind", "status"}, {"status", 403}, {"code", 10000}}, 0, 9);
  }
  const Recording refused = Run(v1::PHASE_PLAN);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-AUTH") << refused;
  std::string fixes = refused.result->diagnosis().fix();
  for (const v1::Diagnosis& further : refused.warnings) fixes += further.fix();
  EXPECT_THAT(fixes, HasSubstr("DNS Read"));
  EXPECT_THAT(fixes, HasSubstr("Workers Scripts Read"));
}

TEST_F(ReconcileEdgeTest, WithoutItsTokenTheStepSaysWhetherTheApiAnswers) {
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_secrets()->clear();
  const Recording reached = step_.Run(call);
  EXPECT_EQ(reached.code(), "STEP-SECRET-MISSING") << reached;
  EXPECT_TRUE(reached.warnings.empty());
  call.mutable_release()->mutable_rules()->set_api_base("http://127.0.0.1:1/client/v4");
  const Recording alone = step_.Run(call);
  ASSERT_EQ(alone.warnings.size(), 1u);
  EXPECT_EQ(alone.warnings[0].code(), "CLOUDFLARE-UNREACHABLE");
}

TEST_F(ReconcileEdgeTest, WhatIsNotDeployedYetIsNamed) {
  config_.set_worker("nothere");
  EXPECT_EQ(Run(v1::PHASE_PLAN).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Run(v1::PHASE_APPLY).code(), "EDGE-NO-WORKER");
  config_.set_worker("spectral");
  (*config_.mutable_pages_hostnames())["app.example.com"] = "nothere";
  EXPECT_EQ(Run(v1::PHASE_APPLY).code(), "EDGE-NO-PROJECT");
}

TEST_F(ReconcileEdgeTest, AWrongConfigIsRefusedWithItsField) {
  const auto code = [&](const auto& change) {
    const Config good = config_;
    change();
    const Recording refused = Run(v1::PHASE_DESCRIBE);
    config_ = good;
    EXPECT_EQ(refused.code(), "EDGE-CONFIG") << refused;
    return refused.result ? refused.result->diagnosis().what() : "";
  };
  EXPECT_THAT(code([&] { config_.set_account_id("x"); }), HasSubstr("account_id"));
  EXPECT_THAT(code([&] { config_.add_buckets("Caps"); }), HasSubstr("buckets"));
  EXPECT_THAT(code([&] { config_.add_worker_hostnames("api.other.org"); }),
              HasSubstr("worker_hostnames"));
  EXPECT_THAT(code([&] { config_.add_guarded_hostnames("api.example.com"); }),
              HasSubstr("guarded_hostnames"));
  EXPECT_THAT(code([&] { config_.set_guard_action("allow"); }), HasSubstr("guard_action"));
}

TEST_F(ReconcileEdgeTest, AnUnknownZoneAndAWrongTokenHaveTheirCodes) {
  v1::StepCall call = Call(v1::PHASE_PLAN);
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = "wrongmarker";
  const Recording refused = step_.Run(call);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-TOKEN") << refused;
  EXPECT_EQ(refused.result->DebugString().find("wrongmarker"), std::string::npos);
  Config other;
  other.set_account_id(kAccount);
  other.set_zone("other.org");
  config_ = other;
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "EDGE-NO-ZONE");
}

}  // namespace
}  // namespace release::reconcile_edge
