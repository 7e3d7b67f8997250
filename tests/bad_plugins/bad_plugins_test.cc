// What the real step host makes of bad plugins once they run.
#include <signal.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "gtest/gtest.h"
#include "tests/bad_plugins/bad_plugin.h"
#include "tools/base/printable.h"
#include "tools/sdk/testing/hosted_step.h"
#include "tools/step_host/crash_line.h"
#include "tools/step_host/symbolize.h"

namespace release::bad {
namespace {

// --- A wrong answer is a failure, and the host lives on.

class WrongAnswerTest : public ::testing::TestWithParam<Refusal> {};

TEST_P(WrongAnswerTest, TheCallFailsWithADiagnosisAndTheHostLives) {
  auto step = Started(GetParam().plugin);
  ASSERT_NE(step, nullptr);
  for (int call = 0; call < 2; ++call) {
    const kit::Recording recording = step->Run(Apply());
    EXPECT_EQ(recording.outcome(), v1::OUTCOME_FAILED) << recording;
    EXPECT_EQ(recording.code(), GetParam().code) << recording;
    EXPECT_TRUE(absl::StrContains(recording.result->diagnosis().why(), GetParam().why))
        << recording;
    EXPECT_EQ(recording.result->diagnosis().retry(), v1::RETRY_AFTER_OBSERVE);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongAnswerTest,
    ::testing::Values(Refusal{"throws", "HOST-PLUGIN-THREW", "thrown across a C function"},
                      Refusal{"garbage", "HOST-ANSWER-UNREADABLE", "8 bytes that do not parse"},
                      Refusal{"no_answer", "HOST-NO-ANSWER", "returned 1"},
                      Refusal{"fails_without_reason", "HOST-ANSWER-INVALID",
                              "without a diagnosis"}),
    [](const auto& test) { return std::string(test.param.plugin); });

TEST(BadPluginTest, StrangeMessagesAreRefusedCountedAndReported) {
  auto step = Started("strange_messages");
  ASSERT_NE(step, nullptr);
  const kit::Recording recording = step->Run(Apply());
  EXPECT_EQ(recording.outcome(), v1::OUTCOME_SUCCEEDED) << recording;
  EXPECT_EQ(recording.LogText(), "still talking\n");
  ASSERT_EQ(recording.warnings.size(), 2u) << recording;
  EXPECT_EQ(recording.warnings[0].code(), "HOST-EMIT-KIND");
  EXPECT_EQ(recording.warnings[1].what(), "4 messages of step bad were dropped");
}

TEST(BadPluginTest, AnotherNameIsPassedOnForTheCoordinatorToJudge) {
  auto step = Started("lies_about_name");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->hello().plugin(), "hello");
}

// --- The process dies.

struct Death {
  const char* plugin;
  int signal;
  const char* function;
};

std::ostream& operator<<(std::ostream& out, const Death& death) { return out << death.plugin; }

class DeathTest : public ::testing::TestWithParam<Death> {};

TEST_P(DeathTest, TheLastLineNamesTheFunction) {
  auto step = Started(GetParam().plugin);
  ASSERT_NE(step, nullptr);
  EXPECT_FALSE(step->Run(Apply()).result);
  const kit::HostEnd end = step->End();
  EXPECT_TRUE(end.exit.signalled);
  EXPECT_EQ(end.exit.code_or_signal, GetParam().signal) << end.exit.ToString();
  const std::optional<CrashLine> crash = CrashIn(end.output);
  ASSERT_TRUE(crash) << end.output;
  EXPECT_EQ(crash->signal, GetParam().signal);
  EXPECT_TRUE(crash->in_plugin) << end.output;
  EXPECT_EQ(SymbolAt(PathOf(GetParam().plugin), crash->offset), GetParam().function) << end.output;
}

INSTANTIATE_TEST_SUITE_P(All, DeathTest,
                         ::testing::Values(Death{"segfaults", SIGSEGV, "write_through_null"},
                                           Death{"overflows_stack", SIGSEGV, "recurse"},
                                           Death{"aborts", SIGABRT, "give_up"}),
                         [](const auto& test) { return std::string(test.param.plugin); });

TEST(BadPluginTest, AnExitInACallIsSaid) {
  auto step = Started("exits");
  ASSERT_NE(step, nullptr);
  EXPECT_FALSE(step->Run(Apply()).result);
  const kit::HostEnd end = step->End();
  EXPECT_TRUE(end.exit.Success()) << end.exit.ToString();
  EXPECT_TRUE(absl::StrContains(end.output, "the plugin called exit(0) in the middle of call 1"))
      << end.output;
}

TEST(BadPluginTest, ASilentExitEndsTheStreamWithoutAResult) {
  auto step = Started("exits_silently");
  ASSERT_NE(step, nullptr);
  EXPECT_FALSE(step->Run(Apply()).result);
  EXPECT_TRUE(step->End().exit.Success());
}

// --- It does not stop.

TEST(BadPluginTest, APoliteHangIsCancelled) {
  auto step = Started("hangs_politely");
  ASSERT_NE(step, nullptr);
  uint64_t activity = 0;
  step->on_message = [&](const v1::HostMessage& message) {
    if (!message.has_heartbeat() || message.heartbeat().call_id() == 0) return;
    // Alive: it has asked again since the last heartbeat.
    if (activity > 0 && message.heartbeat().activity() > activity) step->Cancel();
    activity = message.heartbeat().activity();
  };
  EXPECT_EQ(step->Run(Apply()).outcome(), v1::OUTCOME_CANCELLED);
}

TEST(BadPluginTest, AHangKeepsTheHeartbeatsButNotTheActivity) {
  auto step = Started("hangs");
  ASSERT_NE(step, nullptr);
  std::vector<uint64_t> activity;
  step->on_message = [&](const v1::HostMessage& message) {
    if (!message.has_heartbeat() || message.heartbeat().activity() == 0) return;
    EXPECT_GT(message.heartbeat().peak_rss(), 1u << 20);
    activity.push_back(message.heartbeat().activity());
    if (activity.size() == 2) step->Cancel();  // ignored
    if (activity.size() == 5) step->Signal(SIGABRT);
  };
  EXPECT_FALSE(step->Run(Apply()).result);
  EXPECT_EQ(activity.front(), activity.back());
  const std::optional<CrashLine> crash = CrashIn(step->End().output);
  ASSERT_TRUE(crash);
  EXPECT_EQ(SymbolAt(PathOf("hangs"), crash->offset), "call");
}

TEST(BadPluginTest, AHangDoesNotOutliveItsStream) {
  auto step = Started("hangs");
  ASSERT_NE(step, nullptr);
  step->on_message = [&](const v1::HostMessage& message) {
    if (message.has_log()) step->Kill();
  };
  step->Run(Apply());
  EXPECT_EQ(step->End().exit.code_or_signal, SIGKILL);

  auto idle = Started("hangs");
  ASSERT_NE(idle, nullptr);
  idle->Close();
  EXPECT_TRUE(idle->End().exit.Success());
}

// --- It says too much.

TEST(BadPluginTest, AFloodOfBinaryLogsArrivesWholeAndPrintable) {
  auto step = Started("floods_log");
  ASSERT_NE(step, nullptr);
  size_t largest = 0;
  uint64_t peak_rss = 0;
  step->on_message = [&](const v1::HostMessage& message) {
    if (message.has_log()) largest = std::max(largest, message.ByteSizeLong());
    if (message.has_heartbeat()) peak_rss = message.heartbeat().peak_rss();
  };
  const kit::Recording recording = step->Run(Apply());
  EXPECT_EQ(recording.outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_TRUE(recording.warnings.empty());
  ASSERT_GE(recording.logs.size(), 200001u);
  EXPECT_EQ(recording.logs.back().text(), "flood is over");
  size_t unprintable = 0;
  for (const v1::LogLine& line : recording.logs)
    unprintable += PrintableLine(line.text()) != line.text();
  EXPECT_EQ(unprintable, 0u);
  EXPECT_LE(largest, 80u << 10);
  EXPECT_GT(peak_rss, 0u);
  EXPECT_LT(peak_rss, 60u << 20);
}

TEST(BadPluginTest, AFloodOfOutputIsLeftToWhoHoldsThePipe) {
  auto step = Started("floods_stdout");
  ASSERT_NE(step, nullptr);
  EXPECT_EQ(step->Run(Apply()).outcome(), v1::OUTCOME_SUCCEEDED);
  step->Close();
  EXPECT_TRUE(absl::EndsWith(step->End().output, "flood is over\n"));
}

// --- It tells what it should keep.

TEST(BadPluginTest, TheEnvironmentAndTheCommandLineOfAHostHoldNoSecret) {
  kit::HostedStepOptions options;
  options.env = {{"HOME", "/nowhere"}};
  auto step = Started("prints_environment", options);
  ASSERT_NE(step, nullptr);
  v1::StepCall call = Apply();
  (*call.mutable_secrets())["TOKEN"] = "s3cr3t-v4lue";
  const kit::Recording recording = step->Run(call);
  EXPECT_TRUE(absl::StrContains(recording.LogText(), "HOME=/nowhere"));
  EXPECT_TRUE(absl::StrContains(recording.LogText(), "--expect-sha256="));
  step->Close();
  const std::string output = recording.LogText() + step->End().output;
  EXPECT_FALSE(absl::StrContains(output, "s3cr3t-v4lue"));
}

// The host cannot know what is a secret; the coordinator's redactor masks this.
TEST(BadPluginTest, ASecretThatIsSaidAloudReachesTheCoordinatorInPieces) {
  auto step = Started("leaks_secret");
  ASSERT_NE(step, nullptr);
  v1::StepCall call = Apply();
  (*call.mutable_secrets())["TOKEN"] = "s3cr3t-v4lue";
  const kit::Recording recording = step->Run(call);
  EXPECT_EQ(recording.LogText(), "s3cr3t-v4lue\n");
  step->Close();
  EXPECT_EQ(step->End().output, "s3cr3t-v4lue\n");
}

// --- It leaves something behind.

bool IsAlive(pid_t pid) { return kill(pid, 0) == 0; }

TEST(BadPluginTest, ADaemonDoesNotOutliveItsHost) {
  auto step = Started("forks_daemon");
  ASSERT_NE(step, nullptr);
  const kit::Recording recording = step->Run(Apply());
  ASSERT_EQ(recording.outcome(), v1::OUTCOME_SUCCEEDED) << recording;
  int daemon = 0;
  ASSERT_EQ(recording.logs.size(), 1u);
  ASSERT_TRUE(absl::SimpleAtoi(recording.logs[0].text().substr(7), &daemon));
  ASSERT_TRUE(IsAlive(daemon));
  step->Close();
  EXPECT_TRUE(step->End().exit.Success());
  EXPECT_FALSE(IsAlive(daemon));
}

}  // namespace
}  // namespace release::bad
