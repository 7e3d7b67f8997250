// What a child finds when it starts: environment, descriptors, signals, limits, ids, ties of life.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"
#include "tools/base/process.h"

namespace release {
namespace {

Command Shell(std::string script) {
  Command command;
  command.argv = {"/bin/sh", "-c", std::move(script)};
  command.env = {{"PATH", "/usr/bin:/bin"}};
  return command;
}

std::string OutputOf(Command command) {
  const auto result = Run(std::move(command), absl::Minutes(1), 1 << 20);
  if (!result.ok()) return result.status().ToString();
  return result->out + result->err;
}

// A pipe whose content is `text`, moved to a descriptor number of at least `number`.
FileDescriptor Containing(const std::string& text, int number) {
  auto pipe = MakePipe();
  EXPECT_EQ(write(pipe->write_end.get(), text.data(), text.size()),
            static_cast<ssize_t>(text.size()));
  return FileDescriptor(fcntl(pipe->read_end.get(), F_DUPFD_CLOEXEC, number));
}

TEST(ProcessChildTest, EnvironmentIsExactlyTheGivenOne) {
  setenv("INHERITED", "must not arrive", 1);
  Command command;
  command.argv = {"/usr/bin/env"};
  command.env = {{"A", "1"}, {"B", "two words"}, {"EMPTY", ""}};
  EXPECT_EQ(OutputOf(command), "A=1\nB=two words\nEMPTY=\n");
}

TEST(ProcessChildTest, ArgumentsArriveUnchanged) {
  Command command;
  command.argv = {"/usr/bin/printf", "[%s]", "a b", "$HOME", "", "*"};
  EXPECT_EQ(OutputOf(command), "[a b][$HOME][][*]");
}

TEST(ProcessChildTest, DirectoryIsEntered) {
  Command command = Shell("pwd -P");
  command.cwd = "/usr";
  EXPECT_EQ(OutputOf(command), "/usr\n");
}

TEST(ProcessChildTest, DescriptorsThatCollideWithOursArriveRight) {
  const FileDescriptor first = Containing("first", 20);
  const FileDescriptor second = Containing("second", 20);
  Command command = Shell("cat /proc/self/fd/$A; echo; cat /proc/self/fd/$B");
  command.env["A"] = std::to_string(first.get());
  command.env["B"] = std::to_string(second.get());
  // Each takes the other's number.
  command.fds = {{first.get(), second.get()}, {second.get(), first.get()}};
  EXPECT_EQ(OutputOf(command), "second\nfirst");
}

TEST(ProcessChildTest, DescriptorMayKeepItsNumber) {
  const FileDescriptor file = Containing("kept", 20);
  Command command = Shell("cat /proc/self/fd/" + std::to_string(file.get()));
  command.fds = {{file.get(), file.get()}};
  EXPECT_EQ(OutputOf(command), "kept");
}

TEST(ProcessChildTest, OneDescriptorMayArriveTwice) {
  const FileDescriptor file = Containing("x", 20);
  Command command = Shell("ls /proc/$$/fd");
  command.fds = {{file.get(), 3}, {file.get(), 4}};
  EXPECT_EQ(OutputOf(command), "0\n1\n2\n3\n4\n");
}

TEST(ProcessChildTest, FailureIsReportedThoughTheChildTakesAllLowNumbers) {
  Command command;
  command.argv = {"/nowhere/program"};
  const FileDescriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int number = 3; number < 40; ++number) command.fds.emplace_back(null.get(), number);
  EXPECT_EQ(DiagnosisOf(Process::Start(command).status()).code(), "PROCESS-NOT-FOUND");
}

TEST(ProcessChildTest, DescriptorsLeakedByALibraryDoNotArrive) {
  const FileDescriptor leaked(open("/dev/null", O_RDONLY));  // not close-on-exec
  EXPECT_EQ(OutputOf(Shell("ls /proc/$$/fd")), "0\n1\n2\n");
}

TEST(ProcessChildTest, ErrorsCanGoWhereOutputGoes) {
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  Command command = Shell("echo out; echo err >&2");
  command.out = Stdio::Fd(pipe->write_end.get());
  command.err = Stdio::Fd(pipe->write_end.get());
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  ASSERT_TRUE(process->Wait()->Success());
  char buffer[100];
  EXPECT_EQ(read(pipe->read_end.get(), buffer, sizeof(buffer)), 8);
}

TEST(ProcessChildTest, SignalsAreNeitherBlockedNorIgnored) {
  sigset_t some, before;
  sigemptyset(&some);
  sigaddset(&some, SIGTERM);
  sigprocmask(SIG_BLOCK, &some, &before);
  signal(SIGPIPE, SIG_IGN);
  Command command;
  command.argv = {"/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"};
  const std::string text = OutputOf(command);
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(text, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(ProcessChildTest, OurOwnSignalMaskComesBack) {
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  ASSERT_TRUE(Process::Start(Shell("exit 0")).ok());
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  for (int number = 1; number < NSIG; ++number) {
    EXPECT_EQ(sigismember(&before, number), sigismember(&after, number));
  }
}

TEST(ProcessChildTest, CoreDumpsAreOffUnlessAskedFor) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &before), 0);
  const rlimit ours{before.rlim_max, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &ours), 0);
  Command command = Shell("ulimit -c");
  EXPECT_EQ(OutputOf(command), "0\n");
  command.core_dumps = true;
  const std::string kept = OutputOf(command);
  // A machine whose own limit is zero cannot show a difference.
  EXPECT_EQ(kept == "0\n", before.rlim_max == 0) << kept;
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &before), 0);
}

TEST(ProcessChildTest, AddressSpaceIsLimited) {
  Command command = Shell("ulimit -v");
  command.address_space_limit = 512 << 20;
  EXPECT_EQ(OutputOf(command), "524288\n");
}

TEST(ProcessChildTest, ChildLeadsItsOwnGroupUnlessToldOtherwise) {
  Command command = Shell("read line");
  command.in = Stdio::kPipe;
  auto process = Process::Start(command);
  ASSERT_TRUE(process.ok());
  EXPECT_EQ(getpgid(process->pid()), process->pid());
  command.own_process_group = false;
  auto sibling = Process::Start(command);
  ASSERT_TRUE(sibling.ok());
  EXPECT_EQ(getpgid(sibling->pid()), getpgrp());
}

TEST(ProcessChildTest, UserNamespaceShowsTheWantedIds) {
  Command command = Shell("echo $(id -u) $(id -g)");
  command.user_namespace = IdMap{.uid = 70, .gid = 71};
  EXPECT_EQ(OutputOf(command), "70 71\n");
}

// A process of its own starts `command`, whose output is a pipe, and is killed. Returns once the
// pipe has no writer any more, which is when the command has ended too.
void ExpectEndWithParent(Command command) {
  auto pipe = MakePipe();
  ASSERT_TRUE(pipe.ok());
  command.out = Stdio::Fd(pipe->write_end.get());
  const pid_t parent = fork();
  if (parent == 0) {
    auto process = Process::Start(command);
    if (process.ok()) pause();
    _exit(1);
  }
  pipe->write_end.Close();
  char up;
  ASSERT_EQ(read(pipe->read_end.get(), &up, 1), 1) << "the command runs";
  ASSERT_EQ(kill(parent, SIGKILL), 0);
  char rest[16];
  while (read(pipe->read_end.get(), rest, sizeof(rest)) > 0) {
  }
  int status;
  ASSERT_EQ(waitpid(parent, &status, 0), parent);
  EXPECT_TRUE(WIFSIGNALED(status));
}

TEST(ProcessChildTest, ChildDiesWithItsParent) {
  ExpectEndWithParent(Shell("echo up; exec sleep 1000"));
}

TEST(ProcessChildTest, ChildInAUserNamespaceDiesWithItsParent) {
  Command command = Shell("echo up; exec sleep 1000");
  command.user_namespace = IdMap{.uid = 70, .gid = 71};
  ExpectEndWithParent(command);
}

}  // namespace
}  // namespace release
