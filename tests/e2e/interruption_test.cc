// Releases that are stopped in the middle: by a person, by SIGKILL, by a full disk.
#include <csignal>
#include <string>

#include "gmock/gmock.h"
#include "tests/e2e/release_fixture.h"

namespace release::e2e {
namespace {

using testing::HasSubstr;

class InterruptionTest : public ReleaseFixture {
 protected:
  // Starts a release whose second step waits in APPLY, and returns when it does.
  absl::StatusOr<Process> StartWaiting(const std::string& act = "wait") {
    AddChaos("first");
    AddChaos("second", {{"act", act}, {"waiting", Path("waiting")}}, {"first"});
    Arm("second");
    return Start({}, Path("waiting"));
  }

  pid_t HostPid() const { return std::stoi(*ReadFile(Path("waiting"), 100)); }

  void ExpectTheSameCommandFinishes() {
    const Ended again = Run();
    EXPECT_EQ(again.code(), 0) << again.all();
    EXPECT_THAT(again.err, HasSubstr("Continuing release"));
    EXPECT_EQ(TimesApplied("first"), 1U);
    EXPECT_EQ(TimesApplied("second"), 1U);
  }
};

TEST_F(InterruptionTest, SigintOnceStopsCleanlyAndSaysHowToGoOn) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  process->Signal(SIGINT);
  const absl::StatusOr<Exit> exit = process->Wait();
  ASSERT_TRUE(exit.ok());
  EXPECT_EQ(exit->code_or_signal, 5) << StartedOutput();
  EXPECT_THAT(StartedOutput(), HasSubstr("Interrupted. State left: 1 of 2 steps are done: first"));
  EXPECT_THAT(StartedOutput(), HasSubstr("To go on: tools/bazel run //tests/e2e:pipeline"));
  ExpectTheSameCommandFinishes();
}

TEST_F(InterruptionTest, SigintTwiceEndsTheStepsAtOnce) {
  absl::StatusOr<Process> process = StartWaiting("wait_deaf");
  ASSERT_TRUE(process.ok()) << process.status();
  const pid_t host = HostPid();
  process->Signal(SIGINT);
  process->Signal(SIGINT);
  // One signal may be delivered while the other is pending; the third is surely a second one.
  while (!process->WaitFor(absl::Milliseconds(100)).has_value()) process->Signal(SIGINT);
  const absl::StatusOr<Exit> exit = process->Wait();
  EXPECT_EQ(exit->code_or_signal, 5) << StartedOutput();
  EXPECT_TRUE(AwaitGone(host, absl::ZeroDuration()));
  ExpectTheSameCommandFinishes();
}

TEST_F(InterruptionTest, SigtermIsAPoliteStopToo) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  process->Signal(SIGTERM);
  EXPECT_EQ(process->Wait()->code_or_signal, 5) << StartedOutput();
}

TEST_F(InterruptionTest, ASigkilledCoordinatorLeavesNoHostAndTheSameCommandFinishes) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  const pid_t host = HostPid();
  process->Signal(SIGKILL);
  ASSERT_TRUE(process->Wait()->signalled);
  EXPECT_TRUE(AwaitGone(host, absl::Seconds(1)));
  const Ended again = Run();
  EXPECT_EQ(again.code(), 0) << again.all();
  EXPECT_THAT(again.err, HasSubstr("was started and its result is not known; looking first"));
  EXPECT_THAT(again.err, HasSubstr("looked: it is not done"));
  EXPECT_EQ(TimesApplied("first"), 1U);
  EXPECT_EQ(TimesApplied("second"), 1U);
}

TEST_F(InterruptionTest, ASecondReleaseIsToldWhoHoldsTheLease) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  const Ended second = Run();
  EXPECT_EQ(second.code(), 6) << second.all();
  EXPECT_THAT(second.err, HasSubstr("error[LEASE-HELD]"));
  EXPECT_THAT(second.err, HasSubstr(std::to_string(process->pid())));
  EXPECT_THAT(second.err, HasSubstr("step second"));
  process->Signal(SIGINT);
  EXPECT_EQ(process->Wait()->code_or_signal, 5);
}

TEST_F(InterruptionTest, AnotherTerminalCanWatchAndCancel) {
  absl::StatusOr<Process> process = StartWaiting();
  ASSERT_TRUE(process.ok()) << process.status();
  Command command;
  command.env = environment_;
  command.argv = {Runfile("tools/cli/release"), "status", "--state=" + Path("state")};
  const absl::StatusOr<RunResult> status = release::Run(command, absl::Minutes(1), 1 << 20);
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_THAT(status->out, HasSubstr("running"));
  EXPECT_THAT(status->out, HasSubstr("first: done"));
  command.argv[1] = "cancel";
  EXPECT_TRUE(release::Run(command, absl::Minutes(1), 1 << 20)->exit.Success());
  EXPECT_EQ(process->Wait()->code_or_signal, 5) << StartedOutput();
}

}  // namespace
}  // namespace release::e2e
