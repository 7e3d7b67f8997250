// Pauses on a clock that stands still until the test moves it.
#include "plugins/lib/http/pacing.h"

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"

namespace release::http {
namespace {

constexpr Rate kRate{.interval = absl::Seconds(1), .burst = 3};

TEST(PacingTest, ABurstGoesAtOnceAndTheRestInTurn) {
  FakeClock clock;
  Pacer pacer(clock, kRate);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pacer.Claim(), absl::ZeroDuration()) << i;
  EXPECT_EQ(pacer.Claim(), absl::Seconds(1));
  EXPECT_EQ(pacer.Claim(), absl::Seconds(2));
}

TEST(PacingTest, ARestGivesTheBurstBackAndNoMore) {
  FakeClock clock;
  Pacer pacer(clock, kRate);
  for (int i = 0; i < 3; ++i) pacer.Claim();
  clock.Advance(absl::Seconds(100));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pacer.Claim(), absl::ZeroDuration()) << i;
  EXPECT_EQ(pacer.Claim(), absl::Seconds(1));
}

TEST(PacingTest, APauseOfTheHostIsKeptByAllUntilItsEnd) {
  FakeClock clock;
  Pacer pacer(clock, kRate);
  EXPECT_EQ(pacer.Held(), absl::ZeroDuration());
  pacer.Hold(absl::Seconds(30));
  pacer.Hold(absl::Seconds(5));
  clock.Advance(absl::Seconds(10));
  EXPECT_EQ(pacer.Held(), absl::Seconds(20));
  clock.Advance(absl::Seconds(20));
  EXPECT_EQ(pacer.Held(), absl::ZeroDuration());
}

TEST(PacingTest, OneHostHasOnePacer) {
  Pacer& api = PacerFor("https://api.example.com/client/v4/zones");
  EXPECT_EQ(&api, &PacerFor("https://api.example.com?x"));
  EXPECT_NE(&api, &PacerFor("https://api.example.com:8443/client/v4"));
}

TEST(PacingTest, RetryAfterIsSecondsOrADate) {
  const absl::Time now = absl::FromUnixSeconds(1792929600);  // Sun, 25 Oct 2026 12:00:00 GMT
  EXPECT_EQ(RetryAfter("7", now), absl::Seconds(7));
  EXPECT_EQ(RetryAfter("0", now), absl::ZeroDuration());
  EXPECT_EQ(RetryAfter("Sun, 25 Oct 2026 12:01:30 GMT", now), absl::Seconds(90));
  EXPECT_EQ(RetryAfter("Sun, 25 Oct 2026 11:00:00 GMT", now), absl::ZeroDuration());
  for (const char* wrong : {"", "soon", "-1", "7s", "Sun, 25 Oct"}) {
    EXPECT_FALSE(RetryAfter(wrong, now)) << wrong;
  }
}

}  // namespace
}  // namespace release::http
