// Rehearsals that end in the middle of a migration: by SIGKILL, by Ctrl-C, without their database.
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/local_database.h"
#include "tests/e2e/rehearsal/process_tree.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tools/base/files.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kWaiting[] = "tests/e2e/rehearsal/waiting/rehearsal";

class RehearsalInterruptionTest : public testing::Test {
 protected:
  // A rehearsal whose second migration waits. The next run of it will not.
  RehearsalInterruptionTest() : running_(home_.Start(kWaiting)) {
    running_->AwaitWaiting();
    EXPECT_EQ(Query(running_->cloud(), kOpenGate), "");
  }

  void TearDown() override { EXPECT_THAT(home_.Leaks(), IsEmpty()); }

  // The same command, and every migration is there once.
  RehearsalEnd ExpectTheSameCommandFinishes() {
    RehearsalEnd again = home_.Run(kWaiting);
    EXPECT_EQ(again.code, 0) << again.all();
    EXPECT_THAT(again.err, HasSubstr("Continuing release"));
    EXPECT_THAT(again.err, Not(HasSubstr("applying 20260101000001_first.sql")));
    EXPECT_THAT(again.out, HasSubstr("Released trial, generation 1.\n"));
    EXPECT_EQ(home_.QueryAtRest(kHistory), "1, 2, 3");
    return again;
  }

  RehearsalHome home_;
  std::unique_ptr<RunningRehearsal> running_;
};

TEST_F(RehearsalInterruptionTest, ASigkilledCoordinatorLeavesNoHostAndTheSameCommandFinishes) {
  const pid_t coordinator = running_->The("release");
  const std::vector<TreeProcess> hosts = DescendantsOf(coordinator);
  EXPECT_EQ(Only("step_host", DescendantsOf(coordinator)).size(), 1U);
  kill(coordinator, SIGKILL);
  EXPECT_TRUE(AllEndWithin(absl::Seconds(1), hosts));
  EXPECT_EQ(running_->End().code, 128 + SIGKILL);
  const RehearsalEnd again = ExpectTheSameCommandFinishes();
  EXPECT_THAT(again.err, HasSubstr("was started and its result is not known; looking first"));
  EXPECT_THAT(again.err, HasSubstr("looked: it is done in part"));
}

TEST_F(RehearsalInterruptionTest, ASigkilledLauncherLeavesNoProcessAndTheSameCommandFinishes) {
  const std::vector<TreeProcess> processes = DescendantsOf(running_->process().pid());
  for (const char* program : {"release", "step_host", "api", "postgres"}) {
    EXPECT_THAT(Only(program, DescendantsOf(running_->process().pid())), Not(IsEmpty())) << program;
  }
  running_->process().Signal(SIGKILL);
  EXPECT_TRUE(AllEndWithin(absl::Seconds(2), processes));
  EXPECT_EQ(running_->End().code, -SIGKILL);
  const RehearsalEnd again = ExpectTheSameCommandFinishes();
  EXPECT_THAT(again.err, HasSubstr("was started and its result is not known; looking first"));
}

TEST_F(RehearsalInterruptionTest, CtrlCEndsTheStatementOnTheServerAndTheNextRunContinues) {
  running_->process().SignalGroup(SIGINT);
  const RehearsalEnd end = running_->End();
  EXPECT_EQ(end.code, 5) << end.all();
  EXPECT_THAT(end.out, HasSubstr("Interrupted."));
  EXPECT_THAT(end.out, HasSubstr("To go on: tools/bazel run //tests/e2e/rehearsal/waiting"));
  // The server's own words: not that a client was gone.
  EXPECT_THAT(ReadFile(home_.CloudFile("logs/postgres.log"), 1 << 20).value_or(""),
              HasSubstr("ERROR:  canceling statement due to user request"));
  ExpectTheSameCommandFinishes();
}

TEST_F(RehearsalInterruptionTest, SigtermToTheLauncherAloneStopsTheReleaseToo) {
  running_->process().Signal(SIGTERM);
  const RehearsalEnd end = running_->End();
  EXPECT_EQ(end.code, 5) << end.all();
  EXPECT_THAT(end.out, HasSubstr("Interrupted."));
  ExpectTheSameCommandFinishes();
}

TEST_F(RehearsalInterruptionTest, ALostSessionIsLookedAtAndTriedAgainInTheSameRun) {
  EXPECT_EQ(Query(running_->cloud(),
                  "select pg_terminate_backend(pid) from pg_stat_activity "
                  "where query like '%let_go%' and pid <> pg_backend_pid()"),
            "t");
  const RehearsalEnd end = running_->End();
  EXPECT_EQ(end.code, 0) << end.all();
  EXPECT_THAT(end.err, HasSubstr("MIGRATE-CONNECTION-LOST"));
  EXPECT_THAT(end.err, HasSubstr("looked: it is done in part"));
  EXPECT_EQ(home_.QueryAtRest(kHistory), "1, 2, 3");
}

TEST_F(RehearsalInterruptionTest, WithoutItsDatabaseTheReleaseFailsInWordsAndTheNextRunContinues) {
  pid_t postmaster = 0;
  for (const TreeProcess& process : Only("postgres", DescendantsOf(running_->process().pid()))) {
    if (process.parent == running_->process().pid()) postmaster = process.pid;
  }
  ASSERT_GT(postmaster, 0);
  // PostgreSQL refuses data that others may read, so the cloud cannot start it again.
  const std::string data = home_.CloudFile("postgres");
  ASSERT_EQ(chmod(data.c_str(), 0777), 0);
  kill(postmaster, SIGQUIT);  // an immediate shutdown
  const RehearsalEnd end = running_->End();
  ASSERT_EQ(chmod(data.c_str(), 0700), 0);
  EXPECT_EQ(end.code, 1) << end.all();
  EXPECT_THAT(end.err, HasSubstr("error[MIGRATE-CONNECTION-LOST]"));
  EXPECT_THAT(end.out, HasSubstr("To go on: tools/bazel run //tests/e2e/rehearsal/waiting"));
  ExpectTheSameCommandFinishes();
}

}  // namespace
}  // namespace release::e2e
