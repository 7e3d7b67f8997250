// What goes wrong on the way, and the same call that goes on from there.
#include <string>

#include "plugins/deploy_pages/pages_fixture.h"
#include "tools/base/text.h"

namespace release::deploy_pages {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

class TroubleTest : public PagesFixture {
 protected:
  void ExpectApplied(const std::string& after) {
    const kit::Recording applied = Run(v1::PHASE_APPLY);
    EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << after << applied << applied.LogText();
  }
};

TEST_F(TroubleTest, AnAnswerThatIsLostAtAnyMutatingCallIsOneEffect) {
  for (const char* kind : {"reset_after", "cut_answer", "reset_before"}) {
    Start();
    cloud_->Order("POST", kProjects, {{"kind", kind}});
    cloud_->Order("POST", kDeployments, {{"kind", kind}});
    ExpectApplied(kind);
    ExpectDone(1, kind);
    // A variable by PATCH.
    (*(*config_.mutable_projects())["docs"].mutable_variables())["API_ORIGIN"] = kind;
    cloud_->Order("PATCH", kProject, {{"kind", kind}});
    cloud_->Order("POST", kDeployments, {{"kind", kind}});
    ExpectApplied(kind);
    ExpectDone(2, kind);
  }
}

TEST_F(TroubleTest, AnAnswerThatIsLostWhileUploadingIsSurvived) {
  for (const char* route :
       {"/pages/assets/check-missing", "/pages/assets/upload", "/pages/assets/upsert-hashes"}) {
    cloud_->Order("POST", route, {{"kind", "reset_after"}});
  }
  ExpectApplied("lost");
  ExpectDone(1);
}

TEST_F(TroubleTest, ARateLimitThatWranglerGivesUpOnIsWaitedFor) {
  cloud_->Order("POST", kDeployments, {{"kind", "status"}, {"status", 429}, {"retry_after", 1}});
  cloud_->Order("POST", kProjects, {{"kind", "status"}, {"status", 429}, {"retry_after", 1}});
  ExpectApplied("429");
  ExpectDone(1);
}

TEST_F(TroubleTest, ErrorsThatPassAreSurvived) {
  cloud_->Order("POST", kDeployments, {{"kind", "status"}, {"status", 503}, {"code", 8000000}});
  cloud_->Order("POST", kProjects, {{"kind", "html"}, {"status", 502}});
  cloud_->Order("GET", kProject, {{"kind", "html"}, {"status", 502}});
  cloud_->Order("GET", kDeployments + std::string("/{deployment_id}"),
                {{"kind", "status"}, {"status", 500}});
  ExpectApplied("5xx");
  ExpectDone(1);
}

TEST_F(TroubleTest, AnUploadTokenThatExpiresAndAPartialUploadAreContinued) {
  cloud_->Order("POST", "/pages/assets/check-missing", {{"kind", "expired_token"}}, 0, 6);
  cloud_->Order("POST", "/pages/assets/upload", {{"kind", "expired_token"}});
  cloud_->Order("POST", "/pages/assets/upload",
                {{"kind", "partial_upload"}, {"status", 500}, {"code", 8000000}}, 1);
  ExpectApplied("token");
  ExpectDone(1);
}

TEST_F(TroubleTest, AStageThatFailsIsToldWithTheLogAndTheOldSiteStays) {
  const std::string before = Apply().outputs.at("docs_deployment");
  UseSite("docs", "goodbye");
  cloud_->Order("POST", kDeployments, {{"kind", "stage_ends"}, {"stage_status", "failure"}});
  const kit::Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "DEPLOY-PAGES-FAILED") << failed;
  EXPECT_THAT(failed.result->diagnosis().evidence(), Contains("deploy: failure"));
  EXPECT_EQ(Live()["canonical_deployment"]["id"], before);
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "DEPLOY-PAGES-DRIFT");
  ExpectApplied("again");
  ExpectDone(3);
}

TEST_F(TroubleTest, ADeploymentThatTakesLongIsWaitedForByTheNextCallAndNotMadeTwice) {
  cloud_->Order("POST", kDeployments,
                {{"kind", "stage_ends"}, {"stage_status", "active"}, {"milliseconds", 40000}});
  config_.mutable_deploy_timeout()->set_seconds(1);
  // wrangler itself looks five times, then calls it a success.
  const kit::Recording slow = Run(v1::PHASE_APPLY);
  EXPECT_EQ(slow.code(), "DEPLOY-PAGES-SLOW") << slow;
  config_.mutable_deploy_timeout()->set_seconds(120);
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "DEPLOY-PAGES-UNDER-WAY");
  ExpectApplied("waiting");
  ExpectDone(1);
}

TEST_F(TroubleTest, ADeploymentThatNeverEndsIsReplacedByTheNextCall) {
  cloud_->Order("POST", kDeployments, {{"kind", "stage_ends"}, {"stage_status", "active"}});
  config_.mutable_deploy_timeout()->set_seconds(1);
  EXPECT_EQ(Run(v1::PHASE_APPLY).code(), "DEPLOY-PAGES-SLOW");
  ExpectApplied("stuck");
  ExpectDone(2);
}

TEST_F(TroubleTest, AStopAnywhereLeavesWhatTheNextCallFinishes) {
  for (const char* at : {"making the project", "wrangler deploys", "waiting"}) {
    Start();
    step_.on_message = [&](const v1::HostMessage& message) {
      if (message.progress().text().find(at) != std::string::npos) step_.Cancel();
    };
    cloud_->Order("POST", kDeployments,
                  {{"kind", "stage_ends"}, {"stage_status", "active"}, {"milliseconds", 4000}});
    EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_CANCELLED) << at;
    step_.on_message = nullptr;
    ExpectApplied(at);
    ExpectDone(1, at);
  }
}

TEST_F(TroubleTest, OneSiteThatFailsStopsNoOther) {
  AddProject("dashboard");
  Apply();
  UseSite("docs", "goodbye");
  UseSite("dashboard", "goodbye");
  cloud_->Order("POST", kDeployments, {{"kind", "stage_ends"}, {"stage_status", "failure"}});
  const kit::Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "DEPLOY-PAGES-FAILED") << failed;
  ASSERT_EQ(failed.ChangeIds().size(), 1u) << "the other one is live: " << failed;
  EXPECT_EQ(Run(v1::PHASE_PLAN).ChangeIds().size(), 1u);
  ExpectApplied("again");
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
}

}  // namespace
}  // namespace release::deploy_pages
