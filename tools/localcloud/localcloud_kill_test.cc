// What is left of a cloud that was killed, and what the next one makes of it.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

namespace fs = std::filesystem;

class LocalcloudKillTest : public testing::Test {
 protected:
  CloudPlace place_;
};

TEST_F(LocalcloudKillTest, TakesEveryProcessAlongAndTheNextRunFindsWhatWasCommitted) {
  place_.CopyUsedCloud();
  CloudRun run(place_, kTellAndWait);
  EXPECT_EQ(Query(run.Line(), "create table kept (id int); insert into kept values (42)"), "");
  run.Line();
  const std::vector<FileDescriptor> processes = DescendantsOf(run.process().pid());
  EXPECT_GE(processes.size(), 4u);
  run.process().Signal(SIGKILL);
  EXPECT_TRUE(EndWithinASecond(processes));
  EXPECT_EQ(run.End(), -1);

  CloudRun next(place_, kTellAndWait);
  EXPECT_EQ(Query(next.Line(), "select id from kept"), "42");
  EXPECT_EQ(HttpGet(next.Line(), "/"), "generation=3 revision=unknown\n");
  EXPECT_EQ(next.End(), 0) << place_.Stderr();
}

TEST_F(LocalcloudKillTest, APidFileWhoseNumberBelongsToAnotherProcessIsNoObstacle) {
  place_.CopyUsedCloud();
  {
    CloudRun run(place_, kTellAndWait);
    run.Line();
    run.process().Signal(SIGKILL);
    EXPECT_EQ(run.End(), -1);
  }
  const std::string us = std::to_string(getpid()) + "\n";
  std::ofstream(place_.directory() + "/postgres/postmaster.pid")
      << us << place_.directory() << "\n";
  std::ofstream(place_.directory() + "/.s.PGSQL.5433.lock") << us << place_.directory() << "\n";
  EXPECT_EQ(CloudRun(place_, "exit 5").End(), 5) << place_.Stderr();
}

TEST_F(LocalcloudKillTest, InTheMiddleOfInitdbLeavesNothingInTheWay) {
  {
    CloudRun run(place_, "true");
    // It is initdb's own file system work that we wait for.
    while (!fs::exists(place_.directory() + "/logs/initdb.log")) usleep(1000);
    const std::vector<FileDescriptor> processes = DescendantsOf(run.process().pid());
    run.process().Signal(SIGKILL);
    EXPECT_TRUE(EndWithinASecond(processes));
  }
  EXPECT_EQ(CloudRun(place_, "exit 5").End(), 5) << place_.Stderr();
  for (const fs::directory_entry& entry : fs::directory_iterator(place_.directory())) {
    EXPECT_EQ(entry.path().filename().string().find("postgres.new-"), std::string::npos);
  }
}

TEST_F(LocalcloudKillTest, ASignalInTheMiddleOfInitdbEndsItAndCleansUp) {
  CloudRun run(place_, "true");
  while (!fs::exists(place_.directory() + "/logs/initdb.log")) usleep(1000);
  run.process().Signal(SIGINT);
  EXPECT_EQ(run.End(), 128 + SIGINT) << place_.Stderr();
  for (const fs::directory_entry& entry : fs::directory_iterator(place_.directory())) {
    EXPECT_EQ(entry.path().filename().string().find("postgres"),
              entry.path().filename() == "postgres-password" ? 0u : std::string::npos)
        << entry.path();
  }
}

TEST_F(LocalcloudKillTest, DataThatTheMachineTookDownWithItAreNotTrusted) {
  place_.CopyUsedCloud();
  std::ofstream(place_.directory() + "/running")
      << "pid=4711\nsince=2026-01-02 03:04:05\ndoing=up\nboot=another-boot\n";
  EXPECT_EQ(CloudRun(place_, "true").End(), 2);
  EXPECT_NE(place_.Stderr().find("CLOUD-MACHINE-WENT-DOWN"), std::string::npos) << place_.Stderr();
  EXPECT_EQ(CloudRun(place_, "true").End(), 2) << "the doubt stays until a reset";
}

}  // namespace
}  // namespace release
