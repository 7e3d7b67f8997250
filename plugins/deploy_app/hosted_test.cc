// The built plugin in a real step host, killed in the middle.
#include <string>

#include "plugins/deploy_app/deploy_fixture.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::deploy_app {
namespace {

using HostedDeployTest = DeployFixture;

TEST_F(HostedDeployTest, AKillWhileWranglerDeploysIsFinishedByTheNextHost) {
  auto killed = kit::HostedStep::Start();
  ASSERT_TRUE(killed.ok()) << killed.status();
  EXPECT_EQ((*killed)->hello().plugin(), "deploy_app");
  bool deploying = false;
  (*killed)->on_message = [&](const v1::HostMessage& message) {
    if (!message.has_progress() || deploying) return;
    deploying = message.progress().text().starts_with("wrangler deploys");
    if (deploying) (*killed)->Kill();
  };
  EXPECT_FALSE((*killed)->Run(Call(v1::PHASE_APPLY)).result);
  EXPECT_TRUE(deploying);
  auto next = kit::HostedStep::Start();
  ASSERT_TRUE(next.ok()) << next.status();
  // wrangler may have come as far as a rollout, which then goes on by itself: so two plans in a row
  // need not be the same, and what counts is the end.
  EXPECT_EQ((*next)->Run(Call(v1::PHASE_APPLY)).code(), "");
  EXPECT_EQ((*next)->Run(Call(v1::PHASE_VERIFY)).code(), "");
  const kit::Recording plan = (*next)->Run(Call(v1::PHASE_PLAN));
  EXPECT_TRUE(plan.ChangeIds().empty()) << plan;
}

TEST_F(HostedDeployTest, AllThatPlanFindsWrongComesThroughTheHost) {
  auto host = kit::HostedStep::Start();
  ASSERT_TRUE(host.ok()) << host.status();
  v1::StepCall call = Call(v1::PHASE_PLAN);
  call.mutable_artifacts(2)->mutable_files(0)->set_path("/nowhere/npm_wrangler/wrangler");
  (*call.mutable_secrets())["CLOUDFLARE_API_TOKEN"] = "wrongmarker";
  const kit::Recording refused = (*host)->Run(call);
  EXPECT_EQ(refused.code(), "CLOUDFLARE-TOKEN") << refused;
  ASSERT_FALSE(refused.warnings.empty());
  EXPECT_EQ(refused.warnings[0].code(), "WRANGLER-MISSING");
  EXPECT_EQ(refused.warnings[0].severity(), v1::SEVERITY_ERROR);
}

}  // namespace
}  // namespace release::deploy_app
