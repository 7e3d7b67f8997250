// The built plugin in real step hosts: two runners at once, and one that is killed in the middle.
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "plugins/migrate/migrate_fixture.h"
#include "tools/sdk/testing/hosted_step.h"

namespace release::migrate {
namespace {

class HostedTest : public MigrateFixture {
 protected:
  static std::unique_ptr<kit::HostedStep> StartHost() {
    auto host = kit::HostedStep::Start();
    EXPECT_TRUE(host.ok()) << host.status();
    return *std::move(host);
  }
};

TEST_F(HostedTest, TwoMigratorsAtOnceApplyEachFileOnce) {
  Files files = Tables(5);
  for (auto& [name, sql] : files) sql += "select pg_sleep(0.02);";
  Write(files);
  auto one = StartHost();
  auto other = StartHost();
  kit::Recording first, second;
  std::thread thread([&] { first = one->Run(Call(v1::PHASE_APPLY)); });
  second = other->Run(Call(v1::PHASE_APPLY));
  thread.join();
  ExpectNoPassword(first);
  ExpectNoPassword(second);
  EXPECT_THAT((std::vector<v1::Outcome>{first.outcome(), second.outcome()}),
              testing::UnorderedElementsAre(v1::OUTCOME_SUCCEEDED, v1::OUTCOME_UNCHANGED))
      << first << second;
  EXPECT_EQ(first.ChangeIds().size() + second.ChangeIds().size(), 6u);  // the table, five files
  EXPECT_EQ(Applied(), "1,2,3,4,5");
}

TEST_F(HostedTest, AKilledHostLeavesNothingRunningAndTheNextRunGoesOn) {
  Files files = Tables(3);
  files[1].second = "create table t2 (id int);\nselect pg_sleep(600);\n";
  Write(files);
  auto host = StartHost();
  std::thread kill([&] {
    while (!IsRunning("pg_sleep(600)")) std::this_thread::yield();
    host->Kill();
  });
  const kit::Recording killed = host->Run(Call(v1::PHASE_APPLY));
  kill.join();
  EXPECT_FALSE(killed.result) << killed;

  // The server notices within its connection check; the next call waits for that.
  auto next = StartHost();
  const kit::Recording observed = next->Run(Call(v1::PHASE_OBSERVE));
  ASSERT_TRUE(observed.result);
  EXPECT_EQ(observed.result->observation(), v1::OBSERVATION_PARTLY) << observed;
  EXPECT_FALSE(IsRunning("pg_sleep(600)"));
  EXPECT_EQ(Applied(), "1");
  Write(Tables(3));
  EXPECT_EQ(next->Run(Call(v1::PHASE_APPLY)).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Applied(), "1,2,3");
}

}  // namespace
}  // namespace release::migrate
