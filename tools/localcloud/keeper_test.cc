#include "tools/localcloud/keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

namespace release {
namespace {

using testing::HasSubstr;

const std::optional<Exit> kKilled = Exit{.signalled = true, .code_or_signal = SIGKILL};

TEST(KeeperTest, AServerThatRunsIsLeftAlone) {
  Keeper keeper("nginx", "nginx.log");
  EXPECT_EQ(keeper.Tend(absl::Seconds(1), std::nullopt,
                        [] { return absl::InternalError("was started"); }),
            "");
  EXPECT_TRUE(keeper.up());
}

TEST(KeeperTest, OneThatEndedIsStartedAgainAtOnceAndBothAreTold) {
  Keeper keeper("nginx", "nginx.log");
  const std::string news =
      keeper.Tend(absl::Seconds(100), kKilled, [] { return absl::OkStatus(); });
  EXPECT_THAT(news, HasSubstr("nginx ended (killed by SIGKILL"));
  EXPECT_THAT(news, HasSubstr("see nginx.log"));
  EXPECT_THAT(news, HasSubstr("nginx runs again"));
  EXPECT_TRUE(keeper.up());
}

TEST(KeeperTest, OneThatDoesNotStartIsTriedLessAndLessOftenAndToldOnce) {
  Keeper keeper("nginx", "nginx.log");
  int attempts = 0;
  const auto start = [&] {
    ++attempts;
    return absl::Status(absl::StatusCode::kInternal, "no");
  };
  int told = 0;
  for (absl::Duration now = absl::Seconds(100); now < absl::Seconds(200);
       now += absl::Milliseconds(100)) {
    told += keeper.Tend(now, kKilled, start).empty() ? 0 : 1;
  }
  // At 0, 0.2, 0.6, 1.4, 3, 6.2, 12.6 s and then every 10 s.
  EXPECT_EQ(attempts, 15);
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(keeper.up());
  EXPECT_THAT(keeper.Tend(absl::Seconds(300), kKilled, [] { return absl::OkStatus(); }),
              HasSubstr("runs again"));
}

TEST(KeeperTest, OneThatDoesNotLastWaitsOneThatLastedDoesNot) {
  Keeper keeper("nginx", "nginx.log");
  int starts = 0;
  const auto start = [&] {
    ++starts;
    return absl::OkStatus();
  };
  keeper.Tend(absl::Seconds(100), kKilled, start);
  keeper.Tend(absl::Seconds(101), kKilled, start);
  EXPECT_EQ(starts, 1);
  keeper.Tend(absl::Seconds(101.2), kKilled, start);
  EXPECT_EQ(starts, 2);
  keeper.Tend(absl::Seconds(140), kKilled, start);
  EXPECT_EQ(starts, 3);
}

}  // namespace
}  // namespace release
