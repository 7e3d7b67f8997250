// The built plugin in a real step host, killed in the middle.
#include "plugins/reconcile_edge/edge_fixture.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::reconcile_edge {
namespace {

using HostedEdgeTest = EdgeFixture;

TEST_F(HostedEdgeTest, AKillInTheMiddleIsFinishedByTheNextHost) {
  auto killed = kit::HostedStep::Start();
  ASSERT_TRUE(killed.ok()) << killed.status();
  EXPECT_EQ((*killed)->hello().plugin(), "reconcile_edge");
  int repairs = 0;
  (*killed)->on_message = [&](const v1::HostMessage& message) {
    if (message.has_progress() && ++repairs == 4) (*killed)->Kill();
  };
  EXPECT_FALSE((*killed)->Run(Call(v1::PHASE_APPLY)).result);
  auto next = kit::HostedStep::Start();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(kit::Converges(**next, Call(v1::PHASE_PLAN)));
}

}  // namespace
}  // namespace release::reconcile_edge
