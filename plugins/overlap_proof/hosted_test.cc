// The built plugin in a real step host that is killed in the middle.
#include <memory>
#include <string>
#include <thread>

#include "plugins/overlap_proof/overlap_fixture.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::overlap_proof {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class HostedTest : public OverlapFixture {
 protected:
  static std::unique_ptr<kit::HostedStep> StartHost() {
    auto host = kit::HostedStep::Start();
    EXPECT_TRUE(host.ok()) << host.status();
    return *std::move(host);
  }

  static bool HasProcesses() {
    for (const std::string& left : Leftovers()) {
      if (!left.starts_with("/tmp/release-overlap-")) return true;
    }
    return false;
  }
};

TEST_F(HostedTest, AKilledStepLeavesNoProcessAndItsDirectoryIsRemovedByTheNextOne) {
  DeployProduct();
  AddMigration("20991001000000_slow.sql", "select pg_sleep(600);");
  auto host = StartHost();
  bool had_processes = false;
  host->on_message = [&](const v1::HostMessage& message) {
    if (message.progress().text().find("beside the live generation") == std::string::npos) return;
    had_processes = HasProcesses();
    host->Kill();
  };
  const kit::Recording killed = host->Run(Call(v1::PHASE_APPLY));
  EXPECT_FALSE(killed.result) << killed;
  EXPECT_TRUE(had_processes);
  // They die with it, on their own time; the test's own limit ends a wait that is in vain.
  while (HasProcesses()) std::this_thread::yield();
  EXPECT_THAT(Leftovers(), SizeIs(1)) << "the directory";

  migrations_.pop_back();
  AddMigration("20991001000000_worlds_mood.sql", "alter table public.worlds add column mood text;");
  const kit::Recording proven = StartHost()->Run(Call(v1::PHASE_APPLY));
  EXPECT_EQ(proven.outcome(), v1::OUTCOME_SUCCEEDED) << proven;
  EXPECT_THAT(Leftovers(), IsEmpty());
}

}  // namespace
}  // namespace release::overlap_proof
