// What goes wrong on the way, and the same call that goes on from there.
#include <atomic>
#include <string>

#include "plugins/deploy_app/deploy_fixture.h"
#include "tools/base/text.h"
#include "tools/localcloud/http/message.h"

namespace release::deploy_app {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;

class TroubleTest : public DeployFixture {
 protected:
  std::string Fault(const std::string& method, const std::string& route, const std::string& fault,
                    int count = 1) {
    return Concat(R"({"faults": [{"method": ")", method, R"(", "route": ")", route,
                  R"(", "count": )", count, R"(, "fault": )", fault, "}]}");
  }

  void ExpectDone() {
    EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_DONE);
    EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
    EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_UNCHANGED);
  }

  const std::string applications_ = "/accounts/{account_id}/containers/applications";
  const std::string script_ = "/accounts/{account_id}/workers/scripts/{script_name}";
};

TEST_F(TroubleTest, AContainerThatNeverGetsHealthyIsNamedAndNothingIsRolledBack) {
  Apply();
  UseImage('b');
  generation_ = 8;
  config_.mutable_rollout_timeout()->set_seconds(2);
  Order(Fault("POST", applications_ + "/{application_id}/rollouts",
              R"({"kind": "unhealthy_rollout"})"));
  const kit::Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "DEPLOY-APP-ROLLOUT-UNHEALTHY") << failed;
  EXPECT_THAT(failed.result->DebugString(), HasSubstr("nothing was rolled back"));
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "DEPLOY-APP-ROLLOUT-UNHEALTHY");
  // Forward: another image.
  UseImage('d');
  generation_ = 9;
  config_.mutable_rollout_timeout()->set_seconds(60);
  Apply();
  ExpectDone();
}

TEST_F(TroubleTest, AContainerRefusedAfterTheScriptWentLiveIsFinishedByTheSameCall) {
  Order(Fault("POST", applications_, R"({"kind": "status", "status": 400,
      "body": {"error": "SURPASSED_TOTAL_LIMITS"}})"));
  const kit::Recording refused = Run(v1::PHASE_APPLY);
  EXPECT_EQ(refused.code(), "WRANGLER-CONTAINER-LIMIT") << refused << refused.LogText();
  Ask("GET", account_ + "/workers/services/spectral");
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  Apply();
  ExpectDone();
}

TEST_F(TroubleTest, ARateLimitThatWranglerGivesUpOnIsWaitedFor) {
  Order(Fault("POST", applications_, R"({"kind": "status", "status": 429, "retry_after": 1})"));
  Apply();
  ExpectDone();
}

TEST_F(TroubleTest, AnAnswerThatIsLostAtAnyMutatingCallEndsInSuccess) {
  const struct {
    const char* method;
    std::string route;
  } calls[] = {
      {"POST", "/accounts/{account_id}/containers/registries/{domain}/credentials"},
      {"PUT", script_},
      {"POST", applications_},
      {"PUT", script_ + "/domains/records"},
  };
  for (const auto& [method, route] : calls) {
    Order(Fault(method, route, R"({"kind": "reset_after"})"));
  }
  Apply();
  ExpectDone();
}

TEST_F(TroubleTest, ARolloutThatWasNeverStartedIsStarted) {
  Apply();
  UseImage('b');
  Apply();
  UseImage('d');
  generation_ = 8;
  // The application is told of the image, then the run dies before it starts the rollout.
  Order(Fault("POST", applications_ + "/{application_id}/rollouts",
              R"({"kind": "status", "status": 403, "body": {"error": "Forbidden"}})"));
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_FAILED);
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), Contains("rollout"));
  Apply();
  ExpectDone();
}

TEST_F(TroubleTest, CredentialsThatEndDuringThePushAreRenewed) {
  std::atomic<int> asked = 0;
  registry_->SetDoor([&](const cloud::HttpRequest&) -> std::optional<cloud::HttpResponse> {
    return ++asked == 7
               ? std::optional(cloud::HttpResponse{.status = 401, .headers = {}, .body = {}})
               : std::nullopt;
  });
  const kit::Recording applied = Apply();
  EXPECT_THAT(applied.LogText(), HasSubstr("credentials renewed 1 times"));
  ExpectDone();
}

TEST_F(TroubleTest, APageInPlaceOfTheApiIsNotRead) {
  Order(Fault("GET", "*", R"({"kind": "html", "status": 200})", -1));
  const kit::Recording refused = Run(v1::PHASE_PLAN);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-NOT-JSON") << refused;
}

}  // namespace
}  // namespace release::deploy_app
