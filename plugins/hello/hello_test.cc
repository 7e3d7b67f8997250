// The step hello in process, and through the real step host.
#include <string>

#include "gtest/gtest.h"
#include "plugins/hello/config.pb.h"
#include "tools/base/files.h"
#include "tools/sdk/testing/convergence.h"
#include "tools/sdk/testing/hosted_step.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::hello {
namespace {

class HelloTest : public ::testing::Test {
 protected:
  HelloTest() : folder_(TempDirectory::Create().value()) {
    config_.set_greeting("good morning");
    config_.set_path(folder_.path() + "/greeting.txt");
  }

  std::string Greeting() const { return ReadFile(config_.path(), 1000).value_or("(no file)"); }

  TempDirectory folder_;
  Config config_;
};

TEST_F(HelloTest, ApplyingTwiceEqualsApplyingOnce) {
  kit::InProcessStep step;
  EXPECT_TRUE(kit::Converges(step, kit::CallOf(v1::PHASE_PLAN, config_)));
  EXPECT_EQ(Greeting(), "good morning\n");
}

TEST_F(HelloTest, ThePlanShowsTheFileAndWritesNothing) {
  kit::InProcessStep step;
  const kit::Recording plan = step.Run(kit::CallOf(v1::PHASE_PLAN, config_));
  ASSERT_EQ(plan.changes.size(), 1u) << plan;
  EXPECT_EQ(plan.changes[0].resource(), config_.path());
  EXPECT_EQ(Greeting(), "(no file)");
}

TEST_F(HelloTest, VerifyLooksForItself) {
  kit::InProcessStep step;
  ASSERT_EQ(step.Run(kit::CallOf(v1::PHASE_APPLY, config_)).outcome(), v1::OUTCOME_SUCCEEDED);
  ASSERT_TRUE(WriteFileAtomically(config_.path(), "somebody else was here\n").ok());
  const kit::Recording verified = step.Run(kit::CallOf(v1::PHASE_VERIFY, config_));
  EXPECT_EQ(verified.outcome(), v1::OUTCOME_FAILED) << verified;
  EXPECT_EQ(verified.code(), "HELLO-NOT-THERE");
}

TEST_F(HelloTest, AFolderThatIsMissingFailsTheApply) {
  config_.set_path(folder_.path() + "/missing/greeting.txt");
  kit::InProcessStep step;
  const kit::Recording applied = step.Run(kit::CallOf(v1::PHASE_APPLY, config_));
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_FAILED) << applied;
  EXPECT_TRUE(applied.changes.empty());
}

TEST_F(HelloTest, ThePluginConvergesInItsHost) {
  auto step = kit::HostedStep::Start();
  ASSERT_TRUE(step.ok()) << step.status();
  EXPECT_EQ((*step)->hello().plugin(), "hello");
  EXPECT_EQ((*step)->hello().config_message(), "release.hello.Config");
  EXPECT_TRUE(kit::Converges(**step, kit::CallOf(v1::PHASE_PLAN, config_)));
}

TEST_F(HelloTest, AnApplyThatWasKilledIsFinishedByTheNext) {
  auto killed = kit::HostedStep::Start();
  ASSERT_TRUE(killed.ok()) << killed.status();
  (*killed)->on_message = [&](const v1::HostMessage& message) {
    if (message.has_change()) (*killed)->Kill();
  };
  (*killed)->Run(kit::CallOf(v1::PHASE_APPLY, config_));

  auto next = kit::HostedStep::Start();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(kit::Converges(**next, kit::CallOf(v1::PHASE_PLAN, config_)));
  EXPECT_EQ(Greeting(), "good morning\n");
}

}  // namespace
}  // namespace release::hello
