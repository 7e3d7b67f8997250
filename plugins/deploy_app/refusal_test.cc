// What the step refuses before it changes anything.
#include <string>
#include <vector>

#include "plugins/deploy_app/deploy_fixture.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RefusalTest : public DeployFixture {
 protected:
  void ExpectRefused(const std::string& code) {
    Mutations();
    for (v1::Phase phase : {v1::PHASE_PLAN, v1::PHASE_APPLY}) {
      const kit::Recording refused = Run(phase);
      EXPECT_EQ(refused.code(), code) << refused;
      EXPECT_FALSE(refused.result->diagnosis().fix().empty());
    }
    EXPECT_THAT(Mutations(), IsEmpty());
  }
};

TEST_F(RefusalTest, AHostNameOfAnotherWorkerIsNotTaken) {
  Apply();
  config_.set_worker("other");
  UseBundle("hello");
  const std::string path = directory_.path() + "/bundle-hello/wrangler.json";
  std::string text = *ReadFile(path, 1 << 20);
  text.replace(text.find("spectral"), 8, "other");
  ASSERT_TRUE(WriteFileAtomically(path, text).ok());
  ExpectRefused("DEPLOY-APP-HOSTNAME-TAKEN");
  const json domains = Ask("GET", account_ + "/workers/domains?hostname=api.example.com");
  EXPECT_EQ(domains[0]["service"], "spectral");
}

TEST_F(RefusalTest, AForeignDnsRecordIsNotReplaced) {
  const std::string zone = Ask("GET", "/zones?name=example.com")[0]["id"];
  Ask("POST", Concat("/zones/", zone, "/dns_records"),
      {{"type", "CNAME"}, {"name", "api.example.com"}, {"content", "old.example.net"}});
  ExpectRefused("DEPLOY-APP-DNS-RECORD");
}

TEST_F(RefusalTest, AHostNameWithoutAZoneIsRefused) {
  config_.set_hostnames(0, "api.elsewhere.test");
  ExpectRefused("DEPLOY-APP-NO-ZONE");
}

TEST_F(RefusalTest, AnOvertakenReleaseDoesNotGoBack) {
  Apply();
  generation_ = 6;
  UseImage('b');
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_EQ(plan.outputs.at("live_generation"), "7");
  Mutations();
  const kit::Recording refused = Run(v1::PHASE_APPLY);
  EXPECT_EQ(refused.code(), "DEPLOY-APP-GENERATION") << refused;
  EXPECT_THAT(Mutations(), IsEmpty());
}

TEST_F(RefusalTest, AWrongTokenIsNamed) {
  Ask("GET", "/zones");
  v1::StepCall call = Call(v1::PHASE_PLAN);
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = "wrongmarker";
  const kit::Recording refused = step_.Run(call);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-TOKEN") << refused;
  EXPECT_EQ(refused.result->DebugString().find("wrongmarker"), std::string::npos);
}

// Codes of all that PLAN finds wrong.
std::vector<std::string> CodesOf(const kit::Recording& refused) {
  std::vector<std::string> codes = {refused.code()};
  for (const v1::Diagnosis& further : refused.warnings) codes.push_back(further.code());
  return codes;
}

TEST_F(RefusalTest, AllThatIsWrongIsToldAtOnce) {
  config_.set_hostnames(0, "api.elsewhere.test");
  config_.set_instance_type("standard-4");
  config_.set_max_instances(1000);
  Order(R"({"faults": [{"method": "GET", "route": "/accounts/{account_id}/containers/applications",
      "count": 9, "fault": {"kind": "status", "status": 403, "code": 10000}}]})");
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_artifacts(2)->mutable_files(0)->set_path("/nowhere/npm_wrangler/wrangler");
  (*call.mutable_release()->mutable_rules()->mutable_resolve())["registry.cloudflare.com:443"] =
      "127.0.0.1:1";
  const kit::Recording refused = step_.Run(call);
  EXPECT_THAT(CodesOf(refused),
              UnorderedElementsAre("WRANGLER-MISSING", "DEPLOY-APP-REGISTRY-UNREACHABLE",
                                   "CLOUDFLARE-AUTH", "DEPLOY-APP-NO-ZONE", "DEPLOY-APP-QUOTA"))
      << refused;
  for (const v1::Diagnosis& found : refused.warnings) {
    EXPECT_FALSE(found.fix().empty()) << found.code();
    if (found.code() != "CLOUDFLARE-AUTH") continue;
    EXPECT_THAT(found.fix(), HasSubstr("Containers Read"));
  }
}

TEST_F(RefusalTest, WithoutTheTokenTheRestIsChecked) {
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_secrets()->clear();
  call.mutable_artifacts(2)->mutable_files(0)->set_path("/nowhere/npm_wrangler/wrangler");
  EXPECT_THAT(CodesOf(step_.Run(call)),
              UnorderedElementsAre("STEP-SECRET-MISSING", "WRANGLER-MISSING"));
  call.mutable_release()->mutable_rules()->set_api_base("http://127.0.0.1:1/client/v4");
  EXPECT_THAT(
      CodesOf(step_.Run(call)),
      UnorderedElementsAre("STEP-SECRET-MISSING", "WRANGLER-MISSING", "CLOUDFLARE-UNREACHABLE"));
}

TEST_F(RefusalTest, ASecretThatIsLiveAndNoLongerConfiguredIsShown) {
  Apply();
  config_.clear_secrets();
  const kit::Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_EQ(plan.outcome(), v1::OUTCOME_SUCCEEDED) << plan;
  ASSERT_EQ(plan.warnings.size(), 1u);
  EXPECT_EQ(plan.warnings[0].code(), "DEPLOY-APP-SECRET-STAYS");
  EXPECT_THAT(plan.warnings[0].what(), HasSubstr("DATABASE_URL"));
  EXPECT_THAT(plan.warnings[0].fix(), HasSubstr("wrangler secret delete NAME --name spectral"));
}

TEST_F(RefusalTest, WranglerThatIsMissingIsNamed) {
  v1::StepCall call = Call(v1::PHASE_APPLY);
  call.mutable_artifacts(2)->mutable_files(0)->set_path("/nowhere/npm_wrangler/wrangler");
  const kit::Recording refused = step_.Run(call);
  EXPECT_EQ(refused.code(), "WRANGLER-MISSING") << refused;
  EXPECT_THAT(refused.result->diagnosis().fix(), HasSubstr("--ignore-workspace"));
}

TEST_F(RefusalTest, ALocalCloudIsNotUsedWhereTheEnvironmentForbidsIt) {
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_release()->mutable_rules()->set_allow_local(false);
  EXPECT_EQ(step_.Run(call).code(), "CLOUDFLARE-LOCAL");
}

TEST_F(RefusalTest, MistakesInTheConfigAreNamed) {
  const Config good = config_;
  config_.set_account_id("acme");
  EXPECT_EQ(Run(v1::PHASE_DESCRIBE).code(), "DEPLOY-APP-CONFIG");
  config_ = good;
  config_.add_secrets("MODE");
  EXPECT_THAT(Run(v1::PHASE_PLAN).result->DebugString(), HasSubstr("`MODE` is there twice"));
  config_ = good;
  config_.set_worker("somebody");
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "DEPLOY-APP-BUNDLE");
}

}  // namespace
}  // namespace release::deploy_app
