#include <chrono>
#include <string>
#include <utility>

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

TEST(RunTest, CollectsBothStreamsAndTheExit) {
  const auto result = release::Run(Shell("echo out; echo err >&2; exit 3"), absl::Minutes(1), 1000);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->out, "out\n");
  EXPECT_EQ(result->err, "err\n");
  EXPECT_EQ(result->exit.ToString(), "exit code 3");
  EXPECT_FALSE(result->out_cut || result->err_cut);
}

TEST(RunTest, AFloodIsCutAndBlocksNobody) {
  const auto result = release::Run(
      Shell("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero"), absl::Minutes(1), 1000);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(result->exit.Success());
  EXPECT_EQ(result->out.size(), 1000u);
  EXPECT_EQ(result->err.size(), 1000u);
  EXPECT_TRUE(result->out_cut && result->err_cut);
}

TEST(RunTest, AllOfALargeOutputIsThere) {
  const auto result = release::Run(Shell("head -c 1000000 /dev/zero"), absl::Minutes(1), 1'000'000);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->out.size(), 1'000'000u);
  EXPECT_FALSE(result->out_cut);
}

TEST(RunTest, ACommandThatDoesNotEndIsEnded) {
  const auto result = release::Run(Shell("sleep 1000"), absl::Milliseconds(50), 1000);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kDeadlineExceeded);
  const v1::Diagnosis diagnosis = DiagnosisOf(result.status());
  EXPECT_EQ(diagnosis.code(), "PROCESS-TIMEOUT");
  EXPECT_EQ(diagnosis.retry(), v1::RETRY_AFTER_OBSERVE);
}

TEST(RunTest, ArgumentsStayOutOfTheDiagnosis) {
  const auto result = release::Run(Shell("sleep 1000; : hunter2"), absl::Milliseconds(10), 1000);
  EXPECT_EQ(result.status().ToString().find("hunter2"), std::string::npos);
}

TEST(RunTest, ABackgroundProcessDoesNotHoldTheResult) {
  const auto result =
      release::Run(Shell("echo done; sleep 1000 &"), absl::InfiniteDuration(), 1000);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->out, "done\n");
  EXPECT_TRUE(result->exit.Success());
}

TEST(RunTest, AnEndlessFloodIsEndedInTime) {
  const auto result = release::Run(Shell("yes"), absl::Milliseconds(50), 1000);
  EXPECT_EQ(DiagnosisOf(result.status()).code(), "PROCESS-TIMEOUT");
}

TEST(RunTest, AFloodFromTheBackgroundDoesNotHoldTheResult) {
  const auto result = release::Run(Shell("yes & exit 4"), absl::InfiniteDuration(), 1000);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->exit.code_or_signal, 4);
}

TEST(RunTest, AFloodFromAnotherSessionDoesNotHoldTheResult) {
  // It is in no group of ours; it ends when nobody reads it any more.
  const auto result = release::Run(Shell("setsid yes & exit 4"), absl::InfiniteDuration(), 1000);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->exit.code_or_signal, 4);
}

TEST(RunTest, InputIsEmpty) {
  Command command;
  command.argv = {"/bin/cat"};
  EXPECT_EQ(release::Run(command, absl::Minutes(1), 1000)->out, "");
  command.in = Stdio::kPipe;
  EXPECT_EQ(release::Run(command, absl::Minutes(1), 1000)->out, "");
}

}  // namespace
}  // namespace release
