// The launcher of //release:rehearsal, as a person starts it.
#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/e2e/rehearsal/local_database.h"
#include "tests/e2e/rehearsal/rehearsal_home.h"
#include "tools/base/files.h"

namespace release::e2e {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kRehearsal[] = "release/rehearsal";
constexpr char kWaiting[] = "tests/e2e/rehearsal/waiting/rehearsal";

class RehearsalTest : public testing::Test {
 protected:
  void TearDown() override { EXPECT_THAT(home_.Leaks(), IsEmpty()); }

  RehearsalHome home_;
};

TEST_F(RehearsalTest, TheFirstRunIsGreenAndTheSecondChangesNothing) {
  const RehearsalEnd first = home_.Run(kRehearsal);
  EXPECT_EQ(first.code, 0) << first.all();
  EXPECT_THAT(first.out, HasSubstr("Plan for rehearsal\n"));
  EXPECT_THAT(first.out, HasSubstr("+ migration 20260105090000: not applied -> applied"));
  EXPECT_THAT(first.out, HasSubstr("+ migration 20260216090000: not applied -> applied"));
  EXPECT_THAT(first.out, HasSubstr("Nothing was changed yet.\n"));
  EXPECT_THAT(first.out, HasSubstr("Released rehearsal, generation 1.\n"));

  const RehearsalEnd second = home_.Run(kRehearsal);
  EXPECT_EQ(second.code, 0) << second.all();
  EXPECT_THAT(second.out, Not(HasSubstr("+ migration")));
  EXPECT_THAT(second.out, HasSubstr("Plan: no changes. Nothing was changed yet."));
  for (const char* step :
       {"migrate", "deploy_app", "reconcile", "deploy_pages", "reconcile_sites"}) {
    EXPECT_THAT(second.out, ContainsRegex(std::string("\n  ") + step + " += no changes\n"));
  }
  EXPECT_THAT(second.out, HasSubstr("Released rehearsal, generation 2.\n"));
  EXPECT_EQ(home_.QueryAtRest("select count(*) || ' of ' || count(distinct version) from "
                              "supabase_migrations.schema_migrations"),
            "12 of 12");
}

TEST_F(RehearsalTest, TwoAtOnceOnOneMachineAreBothGreen) {
  RehearsalHome other;
  const auto here = home_.Start(kRehearsal);
  const auto there = other.Start(kRehearsal);
  const RehearsalEnd first = here->End(), second = there->End();
  EXPECT_EQ(first.code, 0) << first.all();
  EXPECT_EQ(second.code, 0) << second.all();
  EXPECT_THAT(first.out, HasSubstr("Released rehearsal, generation 1.\n"));
  EXPECT_THAT(second.out, HasSubstr("Released rehearsal, generation 1.\n"));
  EXPECT_THAT(other.Leaks(), IsEmpty());
}

TEST_F(RehearsalTest, ASecondOneInTheSameHomeIsToldWhoIsThereAndDisturbsNothing) {
  const auto first = home_.Start(kWaiting);
  first->AwaitWaiting();
  const RehearsalEnd second = home_.Run(kWaiting);
  EXPECT_EQ(second.code, 6) << second.all();
  EXPECT_THAT(second.err, HasSubstr("CLOUD-IN-USE"));
  EXPECT_THAT(second.err, HasSubstr("by pid " + std::to_string(first->process().pid())));
  EXPECT_THAT(second.out, IsEmpty());

  EXPECT_EQ(Query(first->cloud(), kLetGo), "");
  const RehearsalEnd end = first->End();
  EXPECT_EQ(end.code, 0) << end.all();
  const RehearsalEnd third = home_.Run(kWaiting);
  EXPECT_EQ(third.code, 0) << third.all();
  EXPECT_THAT(third.out, HasSubstr("Released trial, generation 2.\n"));
  EXPECT_EQ(home_.QueryAtRest(kHistory), "1, 2, 3");
}

TEST_F(RehearsalTest, AFailingStatementInTheThirdOfFiveFilesIsMendedInTheSameRelease) {
  const RehearsalEnd broken = home_.Run("tests/e2e/rehearsal/broken/rehearsal");
  EXPECT_EQ(broken.code, 1) << broken.all();
  EXPECT_THAT(broken.err, HasSubstr("error[MIGRATE-STATEMENT-FAILED]"));
  EXPECT_THAT(broken.err, HasSubstr("20260101000003_third.sql:3:13"));
  EXPECT_THAT(broken.err, HasSubstr("42P01"));
  EXPECT_THAT(broken.out, HasSubstr("To go on: tools/bazel run //tests/e2e/rehearsal/broken"));
  EXPECT_EQ(home_.QueryAtRest(kHistory), "1, 2");
  EXPECT_EQ(home_.QueryAtRest("select to_regclass('third_part') is null"), "t");

  const RehearsalEnd mended = home_.Run("tests/e2e/rehearsal/mended/rehearsal");
  EXPECT_EQ(mended.code, 0) << mended.all();
  EXPECT_THAT(mended.err, HasSubstr("Continuing release"));
  // What the release said before is told again; the plan of this run is the last one.
  const std::string plan = mended.out.substr(mended.out.rfind("Plan for trial"));
  EXPECT_THAT(plan, HasSubstr("+ migration 20260101000003"));
  EXPECT_THAT(plan, Not(HasSubstr("+ migration 20260101000002")));
  EXPECT_THAT(mended.out, HasSubstr("Released trial, generation 1.\n"));
  EXPECT_EQ(home_.QueryAtRest(kHistory), "1, 2, 3, 4, 5");
  EXPECT_EQ(home_.QueryAtRest("select sum(id) from third_part"), "3");
}

// Or the other tests would say nothing about leaks.
TEST_F(RehearsalTest, APasswordInAFileIsFound) {
  EXPECT_EQ(home_.Run("tests/e2e/rehearsal/mended/rehearsal").code, 0);
  ASSERT_THAT(home_.Leaks(), IsEmpty());
  const std::string leak = home_.CloudFile("logs/leak");
  ASSERT_TRUE(WriteFileAtomically(
                  leak, "x" + ReadFile(home_.CloudFile("postgres-password"), 100).value_or(""))
                  .ok());
  EXPECT_THAT(home_.Leaks(), ElementsAre(leak));
  ASSERT_EQ(unlink(leak.c_str()), 0);
}

}  // namespace
}  // namespace release::e2e
