// Proofs that do not fit, answers that are lost, and stops in the middle.
#include <set>
#include <string>

#include "plugins/lib/http/client.h"
#include "plugins/overlap_proof/overlap_fixture.h"
#include "tools/base/text.h"

namespace release::overlap_proof {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kExpand[] = "alter table public.worlds add column if not exists mood text;";

class TroubleTest : public OverlapFixture {
 protected:
  // From now on the registry does what it is asked with a manifest, and the first answer about each
  // is lost on the way.
  void LoseAnswers() {
    registry_->SetDoor([this](const cloud::HttpRequest& request) { return Lose(request); });
  }

  int lost_ = 0;

 private:
  std::optional<cloud::HttpResponse> Lose(const cloud::HttpRequest& request) {
    if (request.method != "PUT" || request.target.find("/manifests/") == std::string::npos ||
        !seen_.insert(request.target).second) {
      return std::nullopt;
    }
    http::Client client;
    http::Request forwarded{
        .url = Concat("http://127.0.0.1:", registry_->registry_port(), request.target),
        .method = "PUT"};
    forwarded.headers = {
        {"Content-Type", std::string(request.headers.Find("Content-Type").value_or(""))}};
    forwarded.body = request.body;
    const http::Response carried_out = client.Send(forwarded, {});
    EXPECT_EQ(carried_out.status, 201) << carried_out.body;
    ++lost_;
    return cloud::HttpResponse{.status = 502, .headers = {}, .body = {}};
  }

  std::set<std::string> seen_;
};

TEST_F(TroubleTest, AnAnswerLostWhilePushingTheProofChangesNothing) {
  DeployProduct();
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  LoseAnswers();
  const kit::Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
  EXPECT_EQ(lost_, 2) << "the proof, and the list under the image's tag";
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), IsEmpty());
}

TEST_F(TroubleTest, AProofForAnotherBundleOrImageIsNotTaken) {
  DeployProduct();
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  const kit::Recording applied = Run(v1::PHASE_APPLY);
  ASSERT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);

  AddMigration("20991002000000_more.sql", "alter table public.worlds add column more text;");
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), ElementsAre("proof/" + digest_));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "OVERLAP-NO-PROOF");
  migrations_.pop_back();
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);

  const std::string other = "sha256:" + std::string(64, '7');
  Deploy(other);
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(), ElementsAre("proof/" + other));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "OVERLAP-NO-PROOF");
  const kit::Recording gone = Run(v1::PHASE_APPLY);
  EXPECT_EQ(gone.code(), "OVERLAP-NO-IMAGE") << gone;
  EXPECT_THAT(Leftovers(), IsEmpty());
}

TEST_F(TroubleTest, AStopInTheMiddleLeavesNothing) {
  DeployProduct();
  AddMigration("20991001000000_slow.sql", "select pg_sleep(600);");
  step_.on_message = [&](const v1::HostMessage& message) {
    if (message.progress().text().find("beside the live generation") != std::string::npos) {
      step_.Cancel();
    }
  };
  const kit::Recording stopped = Run(v1::PHASE_APPLY);
  EXPECT_EQ(stopped.outcome(), v1::OUTCOME_CANCELLED) << stopped;
  EXPECT_THAT(Leftovers(), IsEmpty());
}

TEST_F(TroubleTest, AMigrationThatFailsByItselfIsNamed) {
  DeployProduct();
  AddMigration("20991001000000_wrong.sql", "alter table public.planets add column mood text;");
  const kit::Recording failed = Run(v1::PHASE_APPLY);
  ASSERT_EQ(failed.code(), "OVERLAP-MIGRATION-FAILED") << failed;
  EXPECT_THAT(failed.result->diagnosis().what(), HasSubstr("20991001000000_wrong.sql"));
  EXPECT_THAT(failed.result->diagnosis().place().file(), HasSubstr("20991001000000_wrong.sql"));
}

TEST_F(TroubleTest, ProbesThatFailWithoutTheMigrationsGiveNoVerdict) {
  DeployProduct();
  AddMigration("20991001000000_worlds_mood.sql", kExpand);
  v1::StepCall call = Call(v1::PHASE_APPLY);
  for (v1::Artifact& artifact : *call.mutable_artifacts()) {
    if (artifact.name() == "seed") artifact.set_name("no seed");
  }
  const kit::Recording failed = step_.Run(call);
  ASSERT_EQ(failed.code(), "OVERLAP-SMOKE-UNFIT") << failed;
  EXPECT_THAT(failed.result->diagnosis().why(), HasSubstr("probe `organizations`"));
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "OVERLAP-NO-PROOF");
}

}  // namespace
}  // namespace release::overlap_proof
