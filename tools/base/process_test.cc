// Starting, waiting for and ending children. What a child finds when it starts is
// process_child_test.
#include "tools/base/process.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

Command Shell(std::string script) {
  Command command;
  command.argv = {"/bin/sh", "-c", std::move(script)};
  command.env = {{"PATH", "/usr/bin:/bin"}};
  return command;
}

std::string ReadToEnd(const FileDescriptor& fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t count; (count = read(fd.get(), buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
  }
  return text;
}

Exit EndOf(const std::string& script) { return *Process::Start(Shell(script))->Wait(); }

TEST(ProcessTest, ExitCodeIsTold) {
  const Exit exit = EndOf("exit 11");
  EXPECT_FALSE(exit.signalled);
  EXPECT_EQ(exit.code_or_signal, 11);
  EXPECT_FALSE(exit.Success());
  EXPECT_EQ(exit.ToString(), "exit code 11");
  EXPECT_TRUE(EndOf("exit 0").Success());
}

TEST(ProcessTest, DeathBySignalIsNotMistakenForAnExitCode) {
  const Exit exit = EndOf("kill -SEGV $$");  // SIGSEGV is number 11
  EXPECT_TRUE(exit.signalled);
  EXPECT_EQ(exit.code_or_signal, SIGSEGV);
  EXPECT_EQ(exit.ToString(), "killed by SIGSEGV (Segmentation fault)");
}

TEST(ProcessTest, WaitForTellsRunningFromEnded) {
  Command command;
  command.argv = {"/bin/cat"};
  command.in = Stdio::kPipe;
  command.out = Stdio::kNull;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok()) << process.status();
  FileDescriptor in = process->TakeStdin();
  EXPECT_FALSE(process->WaitFor(absl::ZeroDuration()).has_value());
  EXPECT_FALSE(process->WaitFor(absl::Milliseconds(2)).has_value());
  in.Close();
  EXPECT_TRUE(process->WaitFor(absl::InfiniteDuration())->Success());
  EXPECT_TRUE(process->WaitFor(absl::ZeroDuration())->Success()) << "the end can be asked again";
  EXPECT_TRUE(process->Wait()->Success());
}

TEST(ProcessTest, TwoThreadsMayWaitAtOnce) {
  Command command = Shell("read line; exit 7");
  command.in = Stdio::kPipe;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  FileDescriptor in = process->TakeStdin();
  int code = 0;
  std::jthread other([&] { code = process->Wait()->code_or_signal; });
  in.Close();
  EXPECT_EQ(process->Wait()->code_or_signal, 7);
  other.join();
  EXPECT_EQ(code, 7);
}

TEST(ProcessTest, PeakMemoryIsMeasured) {
  const Exit exit = EndOf("x=$(head -c 30000000 /dev/zero | tr '\\0' x); exit 0");
  EXPECT_TRUE(exit.Success());
  EXPECT_GE(exit.peak_rss_bytes, 30'000'000u);
  EXPECT_LT(exit.peak_rss_bytes, 1'000'000'000u);
}

TEST(ProcessTest, TerminateAsksFirst) {
  Command command = Shell("trap 'exit 5' TERM; echo ready; read line");
  command.in = Stdio::kPipe;
  command.out = Stdio::kPipe;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  char ready;
  const FileDescriptor out = process->TakeStdout();
  ASSERT_EQ(read(out.get(), &ready, 1), 1);
  const Exit exit = process->Terminate(absl::Seconds(60));
  EXPECT_EQ(exit.ToString(), "exit code 5");
}

TEST(ProcessTest, TerminateInsistsWhenTheGraceIsOver) {
  Command command = Shell("trap '' TERM; echo ready; read line");
  command.in = Stdio::kPipe;
  command.out = Stdio::kPipe;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  char ready;
  const FileDescriptor out = process->TakeStdout();
  ASSERT_EQ(read(out.get(), &ready, 1), 1);
  const Exit exit = process->Terminate(absl::Milliseconds(20));
  EXPECT_EQ(exit.ToString(), "killed by SIGKILL (Killed)");
}

TEST(ProcessTest, TerminateEndsTheGroupOfALeaderThatIsGone) {
  Command command = Shell("trap '' TERM; sleep 1000 & exit 0");
  command.out = Stdio::kPipe;  // the background process holds it open
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  const FileDescriptor out = process->TakeStdout();
  EXPECT_TRUE(process->Wait()->Success());
  EXPECT_TRUE(process->Terminate(absl::Seconds(60)).Success());
  EXPECT_EQ(ReadToEnd(out), "");  // would block while anyone of the group lives
}

TEST(ProcessTest, DestructionEndsChildAndGrandchild) {
  Command command = Shell("sleep 1000 & echo up; wait");
  command.out = Stdio::kPipe;
  FileDescriptor out;
  pid_t pid;
  {
    auto process = Process::Start(command);
    ASSERT_TRUE(process.ok());
    pid = process->pid();
    out = process->TakeStdout();
    char up;
    ASSERT_EQ(read(out.get(), &up, 1), 1);
  }
  ReadToEnd(out);
  EXPECT_EQ(kill(pid, 0), -1) << "reaped, not a zombie";
}

TEST(ProcessTest, PidStaysReservedUntilTheProcessIsDestroyed) {
  pid_t pid;
  {
    auto process = Process::Start(Shell("exit 0"));
    ASSERT_TRUE(process.ok());
    ASSERT_TRUE(process->Wait().ok());
    pid = process->pid();
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_EQ(kill(pid, 0), -1);
}

TEST(ProcessTest, SignalToAnEndedProcessIsHarmless) {
  auto process = Process::Start(Shell("exit 0"));
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE(process->Wait().ok());
  process->Signal(SIGKILL);
  process->SignalGroup(SIGKILL);
  EXPECT_TRUE(process->Wait()->Success());
}

TEST(ProcessTest, MovedProcessIsStillTheSame) {
  auto started = Process::Start(Shell("exit 3"));
  ASSERT_TRUE(started.ok());
  Process process = *std::move(started);
  EXPECT_EQ(process.Wait()->code_or_signal, 3);
}

TEST(ProcessTest, ParallelStartsDoNotHoldEachOthersPipes) {
  // cat ends when its input has no writer any more; a copy of the writing end that leaked into
  // another child would keep it, and this test, waiting.
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int round = 0; round < 20; ++round) {
        Command command;
        command.argv = {"/bin/cat"};
        command.in = Stdio::kPipe;
        auto process = Process::Start(command);
        ASSERT_TRUE(process.ok()) << process.status();
        process->TakeStdin().Close();
        EXPECT_TRUE(process->Wait()->Success());
      }
    });
  }
}

TEST(ProcessTest, RunningOutOfDescriptorsAtAnyPointLeavesNoChild) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  Command command = Shell("exit 0");
  command.in = command.out = command.err = Stdio::kPipe;
  bool started = false;
  int refused = 0;
  for (rlim_t limit = 3; !started && limit < 1000; ++limit) {
    const rlimit few{limit, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    auto process = Process::Start(command);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    started = process.ok();
    if (started) {
      EXPECT_TRUE(process->Wait()->Success());
      break;
    }
    ++refused;
    EXPECT_EQ(DiagnosisOf(process.status()).retry(), v1::RETRY_BACKOFF) << process.status();
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a child was left with a limit of " << limit;
  }
  EXPECT_TRUE(started);
  EXPECT_GT(refused, 8) << "each of the descriptors of a start was missing once";
}

TEST(ProcessTest, MissingProgramIsDiagnosed) {
  Command command;
  command.argv = {"/nowhere/program"};
  const absl::Status status = Process::Start(command).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(DiagnosisOf(status).code(), "PROCESS-NOT-FOUND");
}

TEST(ProcessTest, FileThatIsNoProgramIsDiagnosed) {
  Command command;
  command.argv = {"/etc/passwd"};
  EXPECT_EQ(DiagnosisOf(Process::Start(command).status()).code(), "PROCESS-NOT-EXECUTABLE");
}

TEST(ProcessTest, MissingDirectoryIsNamed) {
  Command command = Shell("exit 0");
  command.cwd = "/nowhere/at/all";
  const v1::Diagnosis diagnosis = DiagnosisOf(Process::Start(command).status());
  EXPECT_EQ(diagnosis.code(), "PROCESS-START");
  EXPECT_NE(diagnosis.why().find("/nowhere/at/all"), std::string::npos) << diagnosis.why();
}

TEST(ProcessTest, WrongCommandsAreRefused) {
  std::vector<Command> commands(7, Shell("exit 0"));
  commands[0].argv = {};
  commands[1].argv[0] = "sh";
  commands[2].argv.push_back(std::string("a\0b", 3));
  commands[3].env["A=B"] = "c";
  commands[4].fds = {{0, 2}};
  commands[5].fds = {{0, 5}, {1, 5}};
  commands[6].fds = {{-1, 5}};
  for (const Command& command : commands) {
    EXPECT_EQ(DiagnosisOf(Process::Start(command).status()).code(), "PROCESS-COMMAND");
  }
}

TEST(ProcessTest, ClosedDescriptorIsRefused) {
  Command command = Shell("exit 0");
  command.fds = {{987, 5}};
  const v1::Diagnosis diagnosis = DiagnosisOf(Process::Start(command).status());
  EXPECT_EQ(diagnosis.code(), "PROCESS-START");
  EXPECT_EQ(diagnosis.why(), "passing its descriptors: Bad file descriptor");
}

}  // namespace
}  // namespace release
