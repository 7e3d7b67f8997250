// What is left of the engine when its process is killed.
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>

#include "tools/base/file_descriptor.h"
#include "tools/base/files.h"
#include "tools/localcloud/engine/testing/engine_fixture.h"

namespace release::cloud {
namespace {

// The cloud's process: two containers run, one of which does not listen to SIGTERM.
class Owner : public EngineFixture {
 public:
  void TestBody() override {}

  [[noreturn]] void Run(int tell) {
    Deploy(1);
    StartContainer("one", {});
    StartContainer("deaf", {"NO_TERM=1"});
    const bool up = !GetWhenUp("one", "/").empty() && !GetWhenUp("deaf", "/").empty();
    const std::string said = up && !HasFailure() ? place_.path() : "failed";
    (void)!write(tell, said.data(), said.size());
    for (;;) TickOnce();
  }
};

std::string Mounts() { return ReadFile("/proc/self/mountinfo", 1 << 20).value_or(""); }

TEST(EngineKillTest, KillingTheCloudLeavesNoProcessAndNoMount) {
  // What loses its parent becomes our child.
  ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  const std::string mounts = Mounts();
  Pipe pipe = *MakePipe();
  const pid_t pid = fork();
  if (pid == 0) Owner().Run(pipe.write_end.get());
  pipe.write_end.Close();
  char place[4096] = {};
  ASSERT_GT(read(pipe.read_end.get(), place, sizeof place - 1), 0);
  ASSERT_STRNE(place, "failed");
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  int ended = 0;
  // Blocks for ever, and the test fails by its time limit, when something lives on.
  while (waitpid(-1, nullptr, 0) > 0) ++ended;
  EXPECT_EQ(errno, ECHILD);
  // The cloud, its registry, and of each container bubblewrap and the process of its sockets.
  EXPECT_GE(ended, 6);
  EXPECT_EQ(Mounts(), mounts);
  std::filesystem::remove_all(place);
}

}  // namespace
}  // namespace release::cloud
