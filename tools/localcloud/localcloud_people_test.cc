// The commands for people, and the terminal.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tools/localcloud/testing/cloud_under_test.h"

namespace release {
namespace {

namespace fs = std::filesystem;

class LocalcloudPeopleTest : public testing::Test {
 protected:
  LocalcloudPeopleTest() { place_.CopyUsedCloud(); }

  // `localcloud NAME`: its exit code and stdout.
  std::pair<int, std::string> Ask(const std::string& name) {
    absl::StatusOr<RunResult> run =
        release::Run(place_.CommandLine(name, {}, {}), absl::Seconds(60), 1 << 20);
    if (!run.ok()) return {-1, std::string(run.status().message())};
    return {run->exit.code_or_signal, run->out};
  }

  CloudPlace place_;
};

TEST_F(LocalcloudPeopleTest, StatusTellsUpFromDown) {
  EXPECT_EQ(Ask("status"), std::pair(1, "down, with data in " + place_.directory() + "\n"));
  CloudRun run(place_, kTellAndWait);
  run.Line();
  const std::string api = run.Line();
  const auto [code, text] = Ask("status");
  EXPECT_EQ(code, 0);
  EXPECT_NE(text.find("up: pid " + std::to_string(run.process().pid())), std::string::npos) << text;
  EXPECT_NE(text.find("http://" + api), std::string::npos) << text;
  EXPECT_EQ(run.End(), 0);
  EXPECT_EQ(Ask("status").first, 1);
}

TEST_F(LocalcloudPeopleTest, ResetRemovesTheDataOfACloudThatIsDown) {
  {
    CloudRun run(place_, kTellAndWait);
    run.Line();
    EXPECT_EQ(Ask("reset").first, 6);
    EXPECT_TRUE(fs::exists(place_.directory() + "/postgres"));
    EXPECT_EQ(run.End(), 0);
  }
  EXPECT_EQ(Ask("reset"), std::pair(0, "removed " + place_.directory() + "\n"));
  EXPECT_FALSE(fs::exists(place_.directory()));
  EXPECT_EQ(Ask("reset").first, 0);
  EXPECT_EQ(CloudRun(place_, "exit 5").End(), 5) << place_.Stderr();
}

TEST_F(LocalcloudPeopleTest, ResetLeavesAForeignDirectoryAlone) {
  fs::remove_all(place_.directory());
  fs::create_directories(place_.directory() + "/precious");
  EXPECT_EQ(Ask("reset").first, 2);
  EXPECT_NE(place_.Stderr().find("CLOUD-NOT-OURS"), std::string::npos) << place_.Stderr();
  EXPECT_TRUE(fs::exists(place_.directory() + "/precious"));
}

TEST_F(LocalcloudPeopleTest, LogsShowsWhatTheServersSaid) {
  const auto [code, text] = Ask("logs");
  EXPECT_EQ(code, 0);
  EXPECT_NE(text.find("database system is ready to accept connections"), std::string::npos) << text;
}

TEST_F(LocalcloudPeopleTest, UpStaysUntilASignalAndSaysWhatToTry) {
  Command command = place_.CommandLine("up", {}, {});
  command.out = Stdio::kPipe;
  absl::StatusOr<Process> up = Process::Start(command);
  ASSERT_TRUE(up.ok()) << up.status();
  const FileDescriptor out = up->TakeStdout();
  std::string text;
  char buffer[4096];
  while (text.find("logs") == std::string::npos) {
    const ssize_t count = read(out.get(), buffer, sizeof buffer);
    ASSERT_GT(count, 0) << place_.Stderr();
    text.append(buffer, static_cast<size_t>(count));
  }
  EXPECT_NE(text.find("curl http://127."), std::string::npos) << text;
  const std::vector<FileDescriptor> processes = DescendantsOf(up->pid());
  up->Signal(SIGINT);
  const absl::StatusOr<Exit> exit = up->Wait();
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->ToString(), "exit code 0");
  EXPECT_TRUE(EndWithinASecond(processes));
}

// `localcloud run` with a terminal of its own, as from a shell.
class Terminal {
 public:
  Terminal(const CloudPlace& place, const std::string& script) {
    const Command command = place.CommandLine("run", {}, {"/bin/sh", "-c", script, "sh"});
    std::vector<char*> argv;
    for (const std::string& text : command.argv) argv.push_back(const_cast<char*>(text.c_str()));
    argv.push_back(nullptr);
    pid_ = forkpty(&master_, nullptr, nullptr, nullptr);
    if (pid_ != 0) return;
    for (const auto& [name, value] : command.env) setenv(name.c_str(), value.c_str(), 1);
    execv(argv[0], argv.data());
    _exit(127);
  }
  ~Terminal() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
    close(master_);
  }

  void Type(const std::string& keys) const {
    EXPECT_GT(write(master_, keys.data(), keys.size()), 0);
  }

  void Signal(int signal) const { kill(pid_, signal); }

  // Reads until `text` was shown; false when the terminal closed first.
  bool Shows(const std::string& text) {
    char buffer[256];
    while (shown_.find(text) == std::string::npos) {
      const ssize_t count = read(master_, buffer, sizeof buffer);
      if (count <= 0) return false;
      shown_.append(buffer, static_cast<size_t>(count));
    }
    return true;
  }

  int End() {
    while (Shows("\x01 never shown")) {
    }
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  const std::string& shown() const { return shown_; }

 private:
  pid_t pid_ = 0;  // 0: it has ended
  int master_ = -1;
  std::string shown_;
};

TEST_F(LocalcloudPeopleTest, TheCommandMayAskOnTheTerminal) {
  Terminal terminal(place_, R"(printf 'sure? ' >/dev/tty; read a </dev/tty; echo "got $a")");
  ASSERT_TRUE(terminal.Shows("sure? ")) << terminal.shown();
  terminal.Type("yes\n");
  EXPECT_TRUE(terminal.Shows("got yes")) << terminal.shown();
  EXPECT_EQ(terminal.End(), 0) << terminal.shown();
}

TEST_F(LocalcloudPeopleTest, CtrlCReachesTheCommandOnceAndTheCloudWaitsForIt) {
  Terminal terminal(place_, R"(n=0; trap 'n=$((n+1)); echo "interrupted $n"' INT
      trap 'echo "ended after $n"; exit 5' TERM
      echo ready; while true; do sleep 0.05; done)");
  ASSERT_TRUE(terminal.Shows("ready")) << terminal.shown();
  terminal.Type("\x03");
  ASSERT_TRUE(terminal.Shows("interrupted 1")) << terminal.shown() << place_.Stderr();
  // The cloud takes its signals in order, so a SIGINT that it passed on would come before.
  terminal.Signal(SIGTERM);
  EXPECT_TRUE(terminal.Shows("ended after 1")) << terminal.shown();
  EXPECT_EQ(terminal.End(), 5) << terminal.shown();
}

}  // namespace
}  // namespace release
