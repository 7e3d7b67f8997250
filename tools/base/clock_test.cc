#include "tools/base/clock.h"

#include <thread>

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"

namespace release {
namespace {

TEST(SystemClockTest, SleepTakesAtLeastItsDuration) {
  const absl::Duration start = SystemClock().Monotonic();
  EXPECT_TRUE(SystemClock().SleepFor(absl::Milliseconds(5), {}));
  EXPECT_GE(SystemClock().Monotonic() - start, absl::Milliseconds(5));
}

TEST(SystemClockTest, StopEndsASleepThatWouldLastForever) {
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(SystemClock().SleepFor(absl::InfiniteDuration(), stop.get_token()));
}

TEST(SystemClockTest, NegativeSleepReturnsAtOnce) {
  EXPECT_TRUE(SystemClock().SleepFor(-absl::InfiniteDuration(), {}));
}

TEST(FakeClockTest, JumpingSleepMovesBothClocks) {
  FakeClock clock;
  const absl::Time wall = clock.Now();
  const absl::Duration monotonic = clock.Monotonic();
  EXPECT_TRUE(clock.SleepFor(absl::Hours(8), {}));
  EXPECT_EQ(clock.Now() - wall, absl::Hours(8));
  EXPECT_EQ(clock.Monotonic() - monotonic, absl::Hours(8));
  EXPECT_EQ(clock.Sleeps(), std::vector<absl::Duration>{absl::Hours(8)});
}

TEST(FakeClockTest, WallClockJumpLeavesMonotonicTimeAlone) {
  FakeClock clock;
  const absl::Duration monotonic = clock.Monotonic();
  clock.JumpWallClock(-absl::Hours(24));
  EXPECT_EQ(clock.Monotonic(), monotonic);
}

TEST(FakeClockTest, WaitingSleeperWakesOnceItsTimeHasCome) {
  FakeClock clock(FakeClock::Sleep::kWait);
  bool slept = false;
  std::jthread sleeper([&] { slept = clock.SleepFor(absl::Seconds(10), {}); });
  clock.AwaitSleepers(1);
  clock.Advance(absl::Seconds(9));
  clock.AwaitSleepers(1);  // still asleep
  clock.Advance(absl::Seconds(1));
  sleeper.join();
  EXPECT_TRUE(slept);
}

TEST(FakeClockTest, WaitingSleeperCanBeStopped) {
  FakeClock clock(FakeClock::Sleep::kWait);
  bool slept = true;
  std::jthread sleeper(
      [&](std::stop_token stop) { slept = clock.SleepFor(absl::Seconds(10), stop); });
  clock.AwaitSleepers(1);
  sleeper.request_stop();
  sleeper.join();
  EXPECT_FALSE(slept);
}

}  // namespace
}  // namespace release
