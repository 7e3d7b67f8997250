// What the command sees, and what is said when it fails.
#include "tools/image/run/run.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/image/run/testing.h"

namespace release::image {
namespace {

using testing::IsSubstring;

TEST_F(RunTest, EnvironmentIsTheRequestsWithPathAndHome) {
  RunRequest request = Request("env | sort");
  request.environment = {{"A", "1"}, {"B", "x y"}};
  const std::string output = OutputOf(request);
  EXPECT_EQ(output,
            "A=1\nB=x y\nHOME=/root\n"
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
            "PWD=/\nSHLVL=1\n");
}

TEST_F(RunTest, HostnameUserFolderAndUmaskAreFixed) {
  RunRequest request = Request("hostname; id; pwd; umask; echo $$; cat /etc/hosts");
  request.workdir = "/home/app";
  EXPECT_EQ(OutputOf(request),
            "buildkitsandbox\nuid=0(root) gid=0(root)\n/home/app\n0022\n2\n"
            "127.0.0.1\tlocalhost\n::1\tlocalhost\n");
}

TEST_F(RunTest, NoNetworkButLoopback) {
  EXPECT_EQ(
      Output("ls /sys 2>/dev/null; cat /proc/net/dev | grep -c :; cat /proc/net/route | wc -l"),
      "1\n1\n");
}

TEST_F(RunTest, DevHasTheUsualOnly) {
  EXPECT_EQ(Output("ls /dev | while read n; do echo -n \"$n \"; done; echo x > /dev/null; "
                   "head -c 3 /dev/zero | wc -c; head -c 3 /dev/urandom | wc -c"),
            "fd full null ptmx pts random shm stderr stdin stdout tty urandom zero 3\n3\n");
}

TEST_F(RunTest, StandardInputIsEmpty) { EXPECT_EQ(Output("cat; echo done"), "done\n"); }

TEST_F(RunTest, HostIsNotVisible) {
  EXPECT_EQ(
      Output("ls /; cat /proc/1/cmdline | tr -d '\\0' | wc -c; cat /proc/1/environ 2>&1 || true"),
      "bin\ndev\netc\nhome\nold\nproc\ntmp\n0\ncat: can't open '/proc/1/environ': "
      "Permission denied\n");
}

TEST_F(RunTest, CommandCannotMount) {
  EXPECT_PRED_FORMAT2(IsSubstring, "refused",
                      Output("busybox mount -t tmpfs x /tmp 2>/dev/null || echo refused"));
}

TEST_F(RunTest, FailureTellsExitCodeAndLastLines) {
  EXPECT_EQ(Changes("echo one; echo two >&2; exit 7"),
            "IMAGE-RUN-FAILED: the command ended with exit code 7 |  | see its last lines of "
            "output, and correct the command\none\ntwo");
}

TEST_F(RunTest, FailureForWantOfNetworkSaysSo) {
  EXPECT_PRED_FORMAT2(IsSubstring, "COPY them before this RUN",
                      Changes("wget http://example.invalid/"));
}

TEST_F(RunTest, SignalIsNamed) {
  EXPECT_PRED_FORMAT2(IsSubstring, "ended by SIGTERM", Changes("kill -TERM $$"));
}

TEST_F(RunTest, MissingShellIsExplained) {
  RunRequest request = Request("true");
  request.before = Root();
  EXPECT_PRED_FORMAT2(IsSubstring, "a stage FROM scratch has no shell", ChangesOf(request));
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-COMMAND-NOT-FOUND", ChangesOf(request));
}

TEST_F(RunTest, ProgramIsLookedForInPath) {
  RunRequest request = Request("");
  request.argv = {"echo-it"};
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-COMMAND-NOT-FOUND", ChangesOf(request));
  request.argv = {"busybox", "echo", "found"};
  EXPECT_EQ(OutputOf(request), "found\n");
}

TEST_F(RunTest, MissingWorkdirIsExplained) {
  RunRequest request = Request("true");
  request.workdir = "/no/such";
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-WORKDIR: cannot enter `/no/such`",
                      ChangesOf(request));
}

TEST_F(RunTest, OutputIsGivenWholeAndKeptInPart) {
  RunRequest request = Request("seq 1 100000");
  request.output_tail = 14;
  size_t size = 0;
  request.output = [&size](std::string_view bytes) { size += bytes.size(); };
  EXPECT_EQ(OutputOf(request), "\n99999\n100000\n");
  EXPECT_EQ(size, 588895U);
}

TEST_F(RunTest, EndingChildrenInterruptNoCall) {
  // The handler of busybox's shell has no SA_RESTART. Each of these calls is interrupted in most
  // rounds when it can be.
  EXPECT_EQ(Output("(while kill -CHLD $$ 2>/dev/null; do :; done) &\n"
                   "open=0 found=0 forked=0 n=0\n"
                   "while [ $n -lt 100 ]; do\n"
                   "  echo x > /tmp/f && open=$((open+1))\n"
                   "  [ -e /etc/passwd ] && found=$((found+1))\n"
                   "  $(true) && forked=$((forked+1))\n"
                   "  n=$((n+1))\n"
                   "done\n"
                   "echo $open $found $forked"),
            "100 100 100\n");
}

TEST_F(RunTest, WhatIsLeftRunningIsKilled) {
  // A pipe of the sandbox would stay open, and this call would not return, while it lives.
  EXPECT_EQ(Output("(sleep 1000 &) ; echo over"), "over\n");
}

TEST_F(RunTest, TimeoutKills) {
  RunRequest request = Request("while true; do :; done");
  request.timeout = absl::Seconds(1);
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-TIMEOUT", ChangesOf(request));
}

TEST_F(RunTest, ForkBombIsBounded) {
  RunRequest request = Request("n=0; while [ $n -lt 200 ]; do sleep 1000 & n=$((n+1)); done");
  request.max_processes = 50;
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-TOO-MANY-PROCESSES", ChangesOf(request));
  request.max_processes = 400;
  EXPECT_EQ(ChangesOf(request), "");
}

TEST_F(RunTest, ForkBombEnds) {
  RunRequest request = Request("b() { b | b & }; b; sleep 1000");
  request.max_processes = 500;
  EXPECT_PRED_FORMAT2(IsSubstring, "IMAGE-RUN-TOO-MANY-PROCESSES", ChangesOf(request));
}

}  // namespace
}  // namespace release::image
