#include "tools/base/names.h"

#include <set>

#include "gtest/gtest.h"
#include "tools/base/diagnosis.h"

namespace release {
namespace {

TEST(NamesTest, GoodNamesAreTaken) {
  for (const std::string& name :
       {std::string("a"), std::string("deploy-app"), std::string("step_2"), std::string(63, 'x')}) {
    EXPECT_EQ(StepName::Parse(name)->str(), name);
    EXPECT_EQ(EnvironmentName::Parse(name)->str(), name);
  }
  EXPECT_EQ(ReleaseId::Parse("7f3a")->str(), "7f3a");
}

TEST(NamesTest, BadNamesAreRefusedInWords) {
  const std::string too_long(64, 'x');
  for (const std::string_view name :
       {"", "-a", "_a", "1a", "A", "a.b", "a b", "a\n", "../x", "\xc3\xa9"}) {
    EXPECT_EQ(DiagnosisOf(StepName::Parse(name).status()).code(), "NAME-STEP") << name;
    EXPECT_EQ(DiagnosisOf(EnvironmentName::Parse(name).status()).code(), "NAME-ENVIRONMENT")
        << name;
  }
  EXPECT_FALSE(StepName::Parse(too_long).ok());
  EXPECT_EQ(DiagnosisOf(ReleaseId::Parse("a_b").status()).code(), "NAME-RELEASE");
  EXPECT_EQ(DiagnosisOf(ReleaseId::Parse("-a").status()).code(), "NAME-RELEASE");
}

TEST(NamesTest, ABadNameIsShownEscaped) {
  EXPECT_EQ(DiagnosisOf(StepName::Parse("a\x1b[2J").status()).what(),
            "`a\\x1b[2J` is not a step name");
}

TEST(NamesTest, RandomIdsAreValidAndDiffer) {
  std::set<ReleaseId> seen;
  for (int i = 0; i < 100; ++i) seen.insert(ReleaseId::Random());
  EXPECT_EQ(seen.size(), 100u);
  EXPECT_TRUE(ReleaseId::Parse(seen.begin()->str()).ok());
}

TEST(NamesTest, NamesOrderAndCompareAsTheirText) {
  EXPECT_LT(*StepName::Parse("a"), *StepName::Parse("b"));
  EXPECT_EQ(*StepName::Parse("a"), *StepName::Parse("a"));
}

}  // namespace
}  // namespace release
