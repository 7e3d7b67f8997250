#include "tools/coordinator/step_client/call_watch.h"

#include "gtest/gtest.h"

namespace release {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr CallWatch::Time kStart{seconds(1000)};

CallLimits Limits() {
  return {
      .timeout = absl::Minutes(10), .stall_timeout = absl::Seconds(60), .grace = absl::Seconds(5)};
}

class CallWatchTest : public testing::Test {
 protected:
  // Keeps the host alive without the plugin doing anything.
  void BeatUntil(CallWatch::Time end) {
    for (auto now = kStart; now <= end; now += seconds(1)) watch_.OnHeartbeat(0, now);
  }

  CallWatch watch_{Limits(), absl::Milliseconds(500), kStart};
};

TEST_F(CallWatchTest, ABusyPluginIsLeftAloneUntilItsTimeout) {
  for (int second = 0; second < 600; ++second) {
    const auto now = kStart + seconds(second);
    watch_.OnHeartbeat(static_cast<uint64_t>(second + 1), now);
    ASSERT_EQ(watch_.Due(false, false, now), StopAction::kWait) << second;
  }
  EXPECT_EQ(watch_.Due(false, false, kStart + seconds(600)), StopAction::kCancel);
  EXPECT_EQ(watch_.reason(), StopReason::kTimeout);
}

TEST_F(CallWatchTest, AHostThatBeatsForAPluginWithoutActivityIsStalled) {
  BeatUntil(kStart + seconds(60));
  EXPECT_EQ(watch_.Due(false, false, kStart + milliseconds(59'999)), StopAction::kWait);
  EXPECT_EQ(watch_.Due(false, false, kStart + seconds(60)), StopAction::kCancel);
  EXPECT_EQ(watch_.reason(), StopReason::kStalled);
}

TEST_F(CallWatchTest, AMessageOfTheCallIsASignOfLife) {
  BeatUntil(kStart + seconds(59));
  watch_.OnMessage(kStart + seconds(59));
  watch_.OnHeartbeat(0, kStart + seconds(66));
  EXPECT_EQ(watch_.Due(false, false, kStart + seconds(70)), StopAction::kWait);
}

TEST_F(CallWatchTest, AHostWithoutHeartbeatsIsSilent) {
  EXPECT_EQ(watch_.Due(false, false, kStart + milliseconds(9'999)), StopAction::kWait);
  EXPECT_EQ(watch_.Due(false, false, kStart + seconds(10)), StopAction::kCancel);
  EXPECT_EQ(watch_.reason(), StopReason::kSilent);
}

TEST_F(CallWatchTest, TheLadderIsAskThenAbortThenKillEachOnce) {
  EXPECT_EQ(watch_.Due(true, false, kStart), StopAction::kCancel);
  EXPECT_EQ(watch_.Due(true, false, kStart), StopAction::kWait);
  EXPECT_EQ(watch_.Next(), kStart + seconds(5));
  EXPECT_EQ(watch_.Due(true, false, kStart + seconds(5)), StopAction::kAbort);
  EXPECT_EQ(watch_.Due(true, false, kStart + seconds(5)), StopAction::kWait);
  EXPECT_EQ(watch_.Due(true, false, watch_.Next()), StopAction::kKill);
  EXPECT_EQ(watch_.Next(), CallWatch::Time::max());
  EXPECT_EQ(watch_.Due(true, true, kStart + seconds(60)), StopAction::kWait);
  EXPECT_EQ(watch_.reason(), StopReason::kInterrupted);
}

TEST_F(CallWatchTest, WhoInsistsSkipsTheLadder) {
  EXPECT_EQ(watch_.Due(true, false, kStart), StopAction::kCancel);
  EXPECT_EQ(watch_.Due(true, true, kStart), StopAction::kKill);
}

}  // namespace
}  // namespace release
