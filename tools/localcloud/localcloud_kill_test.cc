// What is left of a cloud that was killed, and what the next one makes of it.
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

namespace fs = std::filesystem;

std::vector<pid_t> ChildrenCalled(const std::string& name, pid_t parent) {
  std::vector<pid_t> found;
  std::ifstream children("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) +
                         "/children");
  for (pid_t child = 0; children >> child;) {
    std::string called;
    std::getline(std::ifstream("/proc/" + std::to_string(child) + "/comm"), called);
    if (called == name) found.push_back(child);
  }
  return found;
}

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

TEST_F(LocalcloudKillTest, AServerThatIsKilledIsStartedAgainWithItsData) {
  place_.CopyUsedCloud();
  CloudRun run(place_, kTellAndWait);
  const std::string url = run.Line();
  EXPECT_EQ(Query(url, "create table kept (id int); insert into kept values (42)"), "");
  const auto comes_back = [&] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (Query(url, "select id from kept") != "42") {
      if (std::chrono::steady_clock::now() > end) return false;
    }
    return true;
  };
  int postmaster = 0;
  std::ifstream(place_.directory() + "/postgres/postmaster.pid") >> postmaster;
  ASSERT_GT(postmaster, 1);
  ASSERT_EQ(kill(postmaster, SIGKILL), 0);
  EXPECT_TRUE(comes_back()) << place_.Stderr();
  const std::vector<pid_t> poolers = ChildrenCalled("pgbouncer", run.process().pid());
  EXPECT_EQ(poolers.size(), 2u);
  for (const pid_t pooler : poolers) kill(pooler, SIGKILL);
  EXPECT_TRUE(comes_back()) << place_.Stderr();
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
  for (const char* news : {"PostgreSQL ended (killed by SIGKILL", "PostgreSQL runs again",
                           "the session pooler runs again", "the transaction pooler runs again"}) {
    EXPECT_NE(place_.Stderr().find(news), std::string::npos) << news << "\n" << place_.Stderr();
  }
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
