// `localcloud run` as its caller sees it.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

namespace fs = std::filesystem;

class LocalcloudRunTest : public testing::Test {
 protected:
  LocalcloudRunTest() { place_.CopyUsedCloud(); }

  CloudPlace place_;
};

TEST_F(LocalcloudRunTest, TheCommandFindsTheDatabaseWithItsPreludeAndTheApi) {
  CloudRun run(place_, kTellAndWait, {"--revision=abc123"});
  const std::string url = run.Line(), api = run.Line();
  EXPECT_EQ(url.rfind("postgresql://postgres.", 0), 0u);
  EXPECT_EQ(Query(url, "select current_database()"), "spectral");
  EXPECT_EQ(Query(url, "select to_regclass('made_by_prelude')"), "made_by_prelude");
  EXPECT_EQ(api.substr(0, 4), "127.");
  EXPECT_EQ(api.substr(api.find(':')), ":8080");
  EXPECT_NE(url.find("@" + api.substr(0, api.find(':')) + ":5432/spectral?sslmode=disable"),
            std::string::npos);
  EXPECT_EQ(HttpGet(api, "/"), "generation=2 revision=abc123\n");
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
}

TEST_F(LocalcloudRunTest, TheFirstRunOfADirectoryMakesItsDatabase) {
  const CloudPlace fresh;
  CloudRun run(fresh, kTellAndWait);
  EXPECT_EQ(Query(run.Line(), "select to_regclass('made_by_prelude')"), "made_by_prelude");
  EXPECT_EQ(HttpGet(run.Line(), "/"), "generation=1 revision=unknown\n");
  EXPECT_EQ(run.End(), 0) << fresh.Stderr();
}

TEST_F(LocalcloudRunTest, TheExitCodeIsTheCommands) {
  EXPECT_EQ(CloudRun(place_, "exit 7").End(), 7) << place_.Stderr();
  EXPECT_EQ(CloudRun(place_, "kill -KILL $$").End(), 128 + SIGKILL) << place_.Stderr();
}

TEST_F(LocalcloudRunTest, DataLastFromRunToRunAndGenerationsRise) {
  {
    CloudRun run(place_, kTellAndWait);
    EXPECT_EQ(Query(run.Line(), "create table kept (id int); insert into kept values (42)"), "");
    EXPECT_EQ(HttpGet(run.Line(), "/"), "generation=2 revision=unknown\n");
    EXPECT_EQ(run.End(), 0) << place_.Stderr();
  }
  CloudRun run(place_, kTellAndWait);
  EXPECT_EQ(Query(run.Line(), "select id from kept"), "42");
  EXPECT_EQ(HttpGet(run.Line(), "/"), "generation=3 revision=unknown\n");
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
}

TEST_F(LocalcloudRunTest, NothingIsLeftRunningAfterwards) {
  CloudRun run(place_, kTellAndWait);
  run.Line();
  const std::string api = run.Line();
  const std::vector<FileDescriptor> processes = DescendantsOf(run.process().pid());
  EXPECT_GE(processes.size(), 6u);  // postgres and its own, the poolers, the API, the command
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
  EXPECT_TRUE(EndWithinASecond(processes));
  EXPECT_EQ(HttpGet(api, "/"), "");
  EXPECT_FALSE(fs::exists(place_.directory() + "/running"));
  EXPECT_FALSE(fs::exists(place_.directory() + "/.s.PGSQL.5433"));
}

TEST_F(LocalcloudRunTest, TwoDirectoriesWorkAtOnce) {
  CloudPlace other;
  other.CopyUsedCloud();
  CloudRun run(place_, kTellAndWait), second(other, kTellAndWait);
  const std::string url = run.Line(), api = run.Line();
  const std::string second_url = second.Line(), second_api = second.Line();
  EXPECT_NE(api, second_api);
  EXPECT_EQ(Query(url, "create table only_here (id int)"), "");
  EXPECT_EQ(Query(second_url, "select to_regclass('only_here')"), "");
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
  EXPECT_EQ(HttpGet(second_api, "/"), "generation=2 revision=unknown\n");
  EXPECT_EQ(second.End(), 0) << other.Stderr();
}

TEST_F(LocalcloudRunTest, AnApiThatDiesIsStartedAgain) {
  CloudRun run(place_, kTellAndWait);
  run.Line();
  const std::string api = run.Line();
  EXPECT_EQ(HttpGet(api, "/die"), "");
  std::string reply;
  // The new one is another process; asking again is the only way to learn that it is there.
  for (int i = 0; i < 2000 && (reply = HttpGet(api, "/")).empty(); ++i) usleep(5000);
  EXPECT_EQ(reply, "generation=2 revision=unknown\n");
  EXPECT_EQ(run.End(), 0);
  EXPECT_NE(place_.Stderr().find("the API ended (exit code 9)"), std::string::npos);
}

TEST_F(LocalcloudRunTest, PortsThatAreTakenOnEveryAddressAreReplaced) {
  std::vector<FileDescriptor> others;
  for (const uint16_t port : {uint16_t{5432}, uint16_t{5433}, uint16_t{8080}}) {
    others.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    // Other tests' connections to this port may still be closing.
    const int yes = 1;
    setsockopt(others.back().get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in everywhere{};
    everywhere.sin_family = AF_INET;
    everywhere.sin_port = htons(port);
    ASSERT_EQ(
        bind(others.back().get(), reinterpret_cast<sockaddr*>(&everywhere), sizeof everywhere), 0);
    ASSERT_EQ(listen(others.back().get(), 1), 0);
  }
  CloudRun run(place_, kTellAndWait);
  const std::string url = run.Line(), api = run.Line();
  EXPECT_EQ(Query(url, "select current_database()"), "spectral");
  EXPECT_EQ(url.find(":5432/"), std::string::npos);
  EXPECT_EQ(HttpGet(api, "/"), "generation=2 revision=unknown\n");
  EXPECT_EQ(run.End(), 0) << place_.Stderr();
}

TEST_F(LocalcloudRunTest, SigtermReachesTheCommandAndSigintAloneDoesNot) {
  CloudRun run(place_, R"(trap 'kill $!; exit 42' TERM; trap 'kill $!; exit 43' INT
                          sleep 1000 & echo ready; wait)");
  EXPECT_EQ(run.Line(), "ready");
  run.process().Signal(SIGINT);
  run.process().Signal(SIGTERM);
  EXPECT_EQ(run.End(), 42) << place_.Stderr();
}

}  // namespace
}  // namespace release
