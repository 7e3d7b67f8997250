#include "tools/coordinator/lease/age.h"

#include "gtest/gtest.h"

namespace release {
namespace {

TEST(AgeTest, LargestUnitIsNamed) {
  EXPECT_EQ(AgeInWords(absl::Milliseconds(999)), "a moment");
  EXPECT_EQ(AgeInWords(absl::Seconds(-5)), "a moment");
  EXPECT_EQ(AgeInWords(absl::Seconds(1)), "1 second");
  EXPECT_EQ(AgeInWords(absl::Seconds(59)), "59 seconds");
  EXPECT_EQ(AgeInWords(absl::Seconds(119)), "1 minute");
  EXPECT_EQ(AgeInWords(absl::Minutes(179)), "2 hours");
  EXPECT_EQ(AgeInWords(absl::Hours(49)), "2 days");
}

}  // namespace
}  // namespace release
