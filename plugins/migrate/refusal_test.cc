// Files and histories that are refused before anything runs.
#include <string>

#include "gmock/gmock.h"
#include "plugins/migrate/migrate_fixture.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

using kit::Recording;
using testing::HasSubstr;

class RefusalTest : public MigrateFixture {
 protected:
  // PLAN and APPLY refuse with this code, and no table t1 came to be.
  void ExpectRefused(const std::string& code, const std::string& about) {
    for (v1::Phase phase : {v1::PHASE_PLAN, v1::PHASE_APPLY}) {
      const Recording refused = Run(phase);
      EXPECT_EQ(refused.outcome(), v1::OUTCOME_FAILED) << about;
      EXPECT_EQ(refused.code(), code) << about;
      EXPECT_FALSE(refused.result->diagnosis().fix().empty()) << about;
      EXPECT_EQ(refused.result->diagnosis().retry(), v1::RETRY_NEVER) << about;
    }
    EXPECT_EQ(Value("select to_regclass('t1') is null"), "t") << about;
  }
};

TEST_F(RefusalTest, EveryUnfitFileIsNamedBeforeTheFirstOneRuns) {
  const struct {
    const char* sql;
    const char* code;
  } cases[] = {
      {"create table x(); commit; begin;", "MIGRATE-FILE-TRANSACTION-CONTROL"},
      {"begin; create table x(); end", "MIGRATE-FILE-TRANSACTION-CONTROL"},
      {"savepoint s", "MIGRATE-FILE-TRANSACTION-CONTROL"},
      {"copy t1 from stdin;\n1\n\\.\n", "MIGRATE-FILE-COPY"},
      {"\\connect other", "MIGRATE-FILE-META-COMMAND"},
      {"select 'abc", "MIGRATE-FILE-UNTERMINATED"},
      {"do $$ begin end", "MIGRATE-FILE-UNTERMINATED"},
      {"select '\xff'", "MIGRATE-FILE-ENCODING"},
      {"create index concurrently if not exists i on t1 (id); select 1", "MIGRATE-FILE-NOT-ALONE"},
      {"vacuum t1; vacuum t1", "MIGRATE-FILE-NOT-ALONE"},
      {"create index concurrently i on t1 (id)", "MIGRATE-FILE-NOT-RERUNNABLE"},
      {"drop index concurrently i", "MIGRATE-FILE-NOT-RERUNNABLE"},
      {"create index concurrently on t1 (id)", "MIGRATE-FILE-NOT-RERUNNABLE"},
  };
  for (const auto& [sql, code] : cases) {
    Files files = Tables(1);
    files.emplace_back("20260101000002_bad.sql", sql);
    Write(files);
    ExpectRefused(code, sql);
  }
  Files files = Tables(1);
  files.emplace_back("20260101000002_bad.sql", std::string("select 1;\0 select 2", 18));
  Write(files);
  ExpectRefused("MIGRATE-FILE-ENCODING", "NUL");
}

TEST_F(RefusalTest, NamesThatAreNoVersionAndVersionsUsedTwiceAreRefused) {
  for (const char* name : {"2026_short.sql", "20260101000002.sql", "20260101000002_Big.sql",
                           "20260101000002_a-b.sql", "20260101000002_a.sql.bak", "seed.sql"}) {
    Files files = Tables(1);
    files.emplace_back(name, "select 1");
    Write(files);
    ExpectRefused("MIGRATE-FILE-NAME", name);
  }
  Files files = Tables(1);
  files.emplace_back("20260101000001_again.sql", "select 1");
  Write(files);
  ExpectRefused("MIGRATE-FILE-DUPLICATE-VERSION", "twice");
}

TEST_F(RefusalTest, AllProblemsAreToldAtOnce) {
  Files files = Tables(1);
  files.emplace_back("20260101000002_bad.sql", "select 1;\ncommit;\nselect 2;\nrollback;");
  files.emplace_back("nonsense.sql", "select 1");
  Write(files);
  const Recording refused = Run(v1::PHASE_PLAN);
  EXPECT_EQ(refused.code(), "MIGRATE-FILE-NAME");
  ASSERT_EQ(refused.result->diagnosis().evidence_size(), 2);
  EXPECT_THAT(refused.result->diagnosis().evidence(0), HasSubstr("20260101000002_bad.sql:2"));
  EXPECT_THAT(refused.result->diagnosis().evidence(1), HasSubstr("20260101000002_bad.sql:4"));
}

TEST_F(RefusalTest, AnEditedAppliedFileIsRefusedButNewCommentsAreNot) {
  Write({{"20260101000000_base.sql", "create table base (id int);\n"}});
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  Files files = Tables(1);
  files.insert(files.begin(), {"20260101000000_base.sql", "create table base (id bigint);\n"});
  Write(files);
  ExpectRefused("MIGRATE-HISTORY-EDITED", "edited");

  files[0].second = "-- a remark\r\ncreate  table base (id int);\r\n";
  Write(files);
  const Recording plan = Run(v1::PHASE_PLAN);
  ASSERT_EQ(plan.warnings.size(), 1u) << plan;
  EXPECT_EQ(plan.warnings[0].code(), "MIGRATE-HISTORY-COMMENTS");
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(RefusalTest, AnAppliedVersionThatTheBundleLacksIsRefused) {
  Write({{"20260101000000_base.sql", "create table base (id int);\n"}});
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  Write(Tables(1));
  ExpectRefused("MIGRATE-HISTORY-MISSING", "missing");
}

TEST_F(RefusalTest, AFileOlderThanTheNewestAppliedOneIsRefused) {
  Write({{"20270101000000_newer.sql", "create table base (id int);\n"}});
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  Files files = Tables(1);
  files.emplace_back("20270101000000_newer.sql", "create table base (id int);\n");
  Write(files);
  ExpectRefused("MIGRATE-HISTORY-OUT-OF-ORDER", "older");
}

TEST_F(RefusalTest, ARoleWithoutRightsIsToldWhatItLacks) {
  ASSERT_EQ(Execute("create role weak_" + database_ + " login password 'weakweakweak'"), "");
  dsn_ = Concat("postgresql://weak_", database_, ":weakweakweak@127.0.0.1:", server_->port(), "/",
                database_, "?sslmode=disable");
  Write(Tables(1));
  const Recording refused = Run(v1::PHASE_APPLY);
  EXPECT_EQ(refused.code(), "MIGRATE-HISTORY-TABLE") << refused;
  EXPECT_THAT(refused.result->diagnosis().why(), HasSubstr("42501"));
}

TEST_F(RefusalTest, SettingsOutOfRangeAreRefusedWithoutANetwork) {
  dsn_ = "unused";
  config_.mutable_lock_timeout()->set_nanos(0);
  EXPECT_EQ(Run(v1::PHASE_DESCRIBE).code(), "MIGRATE-CONFIG");
}

}  // namespace
}  // namespace release::migrate
