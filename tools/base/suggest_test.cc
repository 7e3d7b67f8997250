#include "tools/base/suggest.h"

#include <gtest/gtest.h>

namespace release {
namespace {

TEST(SuggestTest, ASwapOfNeighboursIsOneSlip) {
  EXPECT_EQ(EditDistance("deplyo", "deploy"), 1u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("ABC", "abc"), 0u);
}

TEST(SuggestTest, TheNearestNameIsSuggested) {
  EXPECT_EQ(NearestName("inherit", {"description", "inherits", "hosts"}), "inherits");
  EXPECT_EQ(NearestName("DATABSE_URL", {"DATABASE_URL", "API_URL"}), "DATABASE_URL");
  EXPECT_EQ(DidYouMean("migrat", {"migrate"}), "; did you mean `migrate`?");
}

TEST(SuggestTest, NothingIsSuggestedForANameThatIsFarFromAll) {
  EXPECT_EQ(NearestName("kubernetes", {"hosts", "secrets"}), std::nullopt);
  EXPECT_EQ(NearestName("a", {"b"}), std::nullopt);
  EXPECT_EQ(NearestName("", {"b"}), std::nullopt);
  EXPECT_EQ(DidYouMean("kubernetes", {"hosts"}), "");
}

TEST(SuggestTest, AHugeNameIsNotCompared) {
  EXPECT_EQ(NearestName(std::string(1 << 20, 'x'), {std::string(1 << 20, 'x')}), std::nullopt);
}

}  // namespace
}  // namespace release
