// The built plugin in a real step host, killed in the middle.
#include <string>

#include "plugins/deploy_pages/pages_fixture.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::deploy_pages {
namespace {

using HostedTest = PagesFixture;

TEST_F(HostedTest, AKillInTheMiddleIsFinishedByTheNextHost) {
  AddProject("dashboard");
  auto killed = kit::HostedStep::Start();
  ASSERT_TRUE(killed.ok()) << killed.status();
  EXPECT_EQ((*killed)->hello().plugin(), "deploy_pages");
  (*killed)->on_message = [&](const v1::HostMessage& message) {
    if (message.progress().text().find("wrangler deploys") != std::string::npos) {
      (*killed)->Kill();
    }
  };
  EXPECT_FALSE((*killed)->Run(Call(v1::PHASE_APPLY)).result);
  auto next = kit::HostedStep::Start();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(kit::Converges(**next, Call(v1::PHASE_PLAN)));
  // One that was on its way when its sender was killed may arrive after the next one looked.
  EXPECT_GE(Deployments().size(), 1u);
  EXPECT_LE(Deployments().size(), 2u);
}

}  // namespace
}  // namespace release::deploy_pages
