// Pauses on a clock that stands still until the test moves it.
#include "plugins/lib/http/pacing.h"

#include "gtest/gtest.h"
#include "tools/base/clock_fake.h"
#include "tools/base/files.h"
#include "tools/base/text.h"

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

TEST(PacingTest, PacersOfOneFileShareTheirRowAndTheirPauses) {
  FakeClock clock;
  const TempDirectory directory = *TempDirectory::Create();
  const std::string file = Concat(directory.path(), "/pace");
  Pacer one(clock, kRate, file);
  Pacer other(clock, kRate, file);
  EXPECT_EQ(one.Claim(), absl::ZeroDuration());
  EXPECT_EQ(other.Claim(), absl::ZeroDuration());
  EXPECT_EQ(one.Claim(), absl::ZeroDuration());
  EXPECT_EQ(other.Claim(), absl::Seconds(1));
  one.Hold(absl::Seconds(30));
  EXPECT_EQ(other.Held(), absl::Seconds(30));
}

TEST(PacingTest, AFileThatIsNoPaceIsAnEmptyRow) {
  FakeClock clock;
  const TempDirectory directory = *TempDirectory::Create();
  const std::string file = Concat(directory.path(), "/pace");
  for (const std::string& junk : {std::string("x"), std::string(200, 'x')}) {
    ASSERT_TRUE(WriteFileAtomically(file, junk, 0600).ok());
    Pacer pacer(clock, kRate, file);
    EXPECT_EQ(pacer.Held(), absl::ZeroDuration());
    pacer.Hold(absl::Seconds(2));
    EXPECT_EQ(Pacer(clock, kRate, file).Held(), absl::Seconds(2)) << "it is written anew";
  }
}

TEST(PacingTest, WithoutItsFolderAPacerKeepsItsOwnRow) {
  FakeClock clock;
  Pacer pacer(clock, kRate, "/no/such/folder/pace");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(pacer.Claim(), absl::ZeroDuration()) << i;
  EXPECT_EQ(pacer.Claim(), absl::Seconds(1));
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
