// What a person may type wrong at a launcher, and what is not touched then.
#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"

namespace release::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kRehearsal[] = "release/rehearsal";

class RehearsalRefusalTest : public testing::Test {
 protected:
  // No release was begun, and the database has what it had.
  void ExpectNothingTouched() {
    EXPECT_EQ(home_.QueryAtRest("select to_regnamespace('supabase_migrations') is null"), "t");
    EXPECT_THAT(home_.Leaks(), IsEmpty());
    const RehearsalEnd green = home_.Run(kRehearsal);
    EXPECT_EQ(green.code, 0) << green.all();
    EXPECT_THAT(green.out, HasSubstr("Released rehearsal, generation 1.\n"));
  }

  RehearsalHome home_;
};

TEST_F(RehearsalRefusalTest, AnUnknownFlagIsNamed) {
  const RehearsalEnd end = home_.Run(kRehearsal, {"--nonsense"});
  EXPECT_EQ(end.code, 2) << end.all();
  EXPECT_THAT(end.err, HasSubstr("--nonsense"));
  EXPECT_THAT(end.out, IsEmpty());
  ExpectNothingTouched();
}

TEST_F(RehearsalRefusalTest, AnOverrideWithoutAValueIsShownHowItIsWritten) {
  const RehearsalEnd end = home_.Run(kRehearsal, {"--set=hosts.api"});
  EXPECT_EQ(end.code, 2) << end.all();
  EXPECT_THAT(end.err, AllOf(HasSubstr("hosts.api"), HasSubstr("fix: ")));
  EXPECT_THAT(end.err, HasSubstr("Nothing was changed."));
  ExpectNothingTouched();
}

TEST_F(RehearsalRefusalTest, HelpStartsNoCloud) {
  const RehearsalEnd end = home_.Run(kRehearsal, {"--help"});
  EXPECT_EQ(end.code, 0) << end.all();
  EXPECT_THAT(end.out, HasSubstr("--resume"));
  EXPECT_FALSE(std::filesystem::exists(home_.CloudFile("")));
}

TEST_F(RehearsalRefusalTest, NothingToResumeIsSaid) {
  const RehearsalEnd end = home_.Run(kRehearsal, {"--resume"});
  EXPECT_EQ(end.code, 3) << end.all();
  EXPECT_THAT(end.err, HasSubstr("error[RELEASE-NOTHING-TO-RESUME]"));
  EXPECT_THAT(end.err, HasSubstr("Nothing was changed."));
  ExpectNothingTouched();
}

TEST_F(RehearsalRefusalTest, APlanShowsWhatWouldChangeAndTouchesNothing) {
  for (const char* flag : {"--plan", "--dry-run"}) {
    const RehearsalEnd end = home_.Run(kRehearsal, {flag});
    EXPECT_EQ(end.code, 0) << end.all();
    EXPECT_THAT(end.out, HasSubstr("changes. Nothing was changed yet."));
    EXPECT_THAT(end.out, Not(HasSubstr("Released")));
  }
  ExpectNothingTouched();
}

TEST_F(RehearsalRefusalTest, ProductionWithoutItsSecretsIsRefusedAndMakesNoCloud) {
  const RehearsalEnd end = home_.Run("release/production");
  EXPECT_EQ(end.code, 3) << end.all();
  EXPECT_THAT(end.err, AllOf(HasSubstr(" problems:\n"), HasSubstr("DATABASE_URL"),
                             HasSubstr("CLOUDFLARE_API_TOKEN")));
  // Each problem is there once, with its cure.
  const auto count = [&](const std::string& word) {
    size_t times = 0;
    for (size_t at = 0; (at = end.err.find(word, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  EXPECT_GE(count("error[SECRET-"), 2U);
  EXPECT_EQ(count("error["), count("fix: "));
  EXPECT_EQ(count("the secret DATABASE_URL has no value"), 1U);
  EXPECT_THAT(end.out, HasSubstr("Refused."));
  EXPECT_FALSE(std::filesystem::exists(home_.CloudFile("")));
}

TEST_F(RehearsalRefusalTest, ProductionRefusesWhatOnlyARehearsalMay) {
  const RehearsalEnd end = home_.Run("release/production", {"--set=hosts.api=127.0.0.1:8080"});
  EXPECT_EQ(end.code, 2) << end.all();
  EXPECT_THAT(end.err, AllOf(HasSubstr("allow_local"), HasSubstr("Nothing was changed.")));
}

}  // namespace
}  // namespace release::e2e
