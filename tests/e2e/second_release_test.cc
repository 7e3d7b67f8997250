// The release after the first one: what it touches, what it leaves alone, and what is refused.
#include <string>

#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"

namespace release::e2e {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kFirst[] = "release/rehearsal";
constexpr char kSecond[] = "tests/e2e/second_release/rehearsal";
constexpr char kContract[] = "tests/e2e/second_release/contract/rehearsal";
constexpr char kApplied[] = "select count(*) from supabase_migrations.schema_migrations";

class SecondReleaseTest : public testing::Test {
 protected:
  void SetUp() override {
    const RehearsalEnd first = home_.Run(kFirst);
    ASSERT_EQ(first.code, 0) << first.all();
  }
  void TearDown() override { EXPECT_THAT(home_.Leaks(), IsEmpty()); }

  RehearsalHome home_;
};

// The plan that was shown last: a continued release tells first what it said before.
std::string PlanOf(const RehearsalEnd& end) {
  const size_t begin = end.out.rfind("Plan for rehearsal\n");
  const size_t close = end.out.find("Nothing was changed yet.", begin);
  return begin == std::string::npos ? "" : end.out.substr(begin, close - begin);
}

TEST_F(SecondReleaseTest, TouchesOnlyWhatChangedAndTheThirdTouchesNothing) {
  const RehearsalEnd second = home_.Run(kSecond);
  EXPECT_EQ(second.code, 0) << second.all();
  const std::string plan = PlanOf(second);
  EXPECT_THAT(plan, HasSubstr("+ migration 20991231090000: not applied -> applied"));
  EXPECT_THAT(plan, Not(HasSubstr("migration 20260105090000")));
  EXPECT_THAT(plan, ContainsRegex("deploy_app +~ container spectral-apicontainer: sha256:"));
  EXPECT_THAT(plan, Not(HasSubstr("custom domain")));
  EXPECT_THAT(plan, ContainsRegex("deploy_pages +~ site spectral-docs: "));
  EXPECT_THAT(plan, Not(HasSubstr("site spectral-dashboard")));
  EXPECT_THAT(plan, ContainsRegex("\n  reconcile += no changes\n"));
  EXPECT_THAT(plan, ContainsRegex("\n  reconcile_sites += no changes\n"));
  // The generation before was proven to run on the new schema before that was migrated.
  EXPECT_THAT(second.out + second.err, HasSubstr("verdict = pass"));
  EXPECT_THAT(second.out + second.err, HasSubstr("release = generation 2, "));
  EXPECT_EQ(home_.QueryAtRest(kApplied), "13");

  const RehearsalEnd third = home_.Run(kSecond);
  EXPECT_EQ(third.code, 0) << third.all();
  EXPECT_THAT(PlanOf(third), HasSubstr("Plan: no changes."));
}

TEST_F(SecondReleaseTest, AMigrationThatWouldBreakTheGenerationBeforeIsRefusedAndFixedForward) {
  const RehearsalEnd broken = home_.Run(kContract);
  EXPECT_EQ(broken.code, 1) << broken.all();
  EXPECT_THAT(broken.err, HasSubstr("error[OVERLAP-BREAKS-PREVIOUS]"));
  EXPECT_THAT(broken.err, HasSubstr("20991230090000_worlds_without_a_name.sql"));
  EXPECT_EQ(home_.QueryAtRest(kApplied), "12");

  const RehearsalEnd fixed = home_.Run(kSecond);
  EXPECT_EQ(fixed.code, 0) << fixed.all();
  EXPECT_THAT(fixed.err, HasSubstr("Continuing release"));
  EXPECT_EQ(home_.QueryAtRest(kApplied), "13");
}

}  // namespace
}  // namespace release::e2e
