// The migrate step against a real server: what it applies, refuses and leaves behind.
#include <string>

#include "gmock/gmock.h"
#include "plugins/migrate/migrate_fixture.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/convergence.h"

namespace release::migrate {
namespace {

using kit::Recording;
using testing::ElementsAre;
using testing::HasSubstr;

class StepTest : public MigrateFixture {};

TEST_F(StepTest, Converges) {
  Write({{"20260101000001_a.sql", "create table a (id int);\ninsert into a values (1);\n"},
         {"20260101000002_b.sql", "create index concurrently if not exists a_i on a (id);"},
         {"20260101000003_c.sql", "lock table a; alter table a add b text; -- done"}});
  kit::InProcessStep step;
  EXPECT_TRUE(kit::Converges(step, Call(v1::PHASE_PLAN)));
  EXPECT_EQ(Applied(), "1,2,3");
  EXPECT_EQ(Value("select count(*) from a"), "1");
  EXPECT_EQ(Value("select string_agg(s, '|') from supabase_migrations.schema_migrations, "
                  "unnest(statements) s where name = 'c'"),
            "lock table a|alter table a add b text|-- done");
}

TEST_F(StepTest, ThePlanNamesEveryPendingFileAndTouchesNothing) {
  Write({{"20260101000001_a.sql", "create table a (id int); select 1"},
         {"20260101000002_b.sql", "drop table a"}});
  const Recording plan = Run(v1::PHASE_PLAN);
  ASSERT_EQ(plan.outcome(), v1::OUTCOME_SUCCEEDED) << plan;
  EXPECT_THAT(plan.ChangeIds(),
              ElementsAre("history-table", "migration/20260101000001", "migration/20260101000002"));
  EXPECT_EQ(plan.changes[1].note(), "a, 2 statements, one transaction");
  EXPECT_FALSE(plan.changes[1].destructive());
  EXPECT_TRUE(plan.changes[2].destructive());
  EXPECT_EQ(Value("select count(*) from pg_namespace where nspname = 'supabase_migrations'"), "0");
}

TEST_F(StepTest, ThePlanShowsWhatAFileAllowsAndCompletes) {
  Write({{"20260101000001_a.sql",
          "-- release: allow MIGRATION-TRUNCATE: a cache\n-- release: completes 20250101000000\n"
          "create table a (id int); truncate a;"}});
  const Recording plan = Run(v1::PHASE_PLAN);
  ASSERT_EQ(plan.outcome(), v1::OUTCOME_SUCCEEDED) << plan;
  EXPECT_THAT(plan.changes.back().note(),
              HasSubstr("; allows MIGRATION-TRUNCATE: a cache; completes 20250101000000"));
}

TEST_F(StepTest, AFailingStatementInFileThreeOfFiveKeepsTheFirstTwoAndGoesOnNextTime) {
  Files files = Tables(5);
  files[2].second =
      "create table t3 (id int);\n-- é\ninsert into t3 values (1);\n"
      "select 'é', nope from t3;\n";
  Write(files);
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.outcome(), v1::OUTCOME_FAILED);
  EXPECT_EQ(failed.code(), "MIGRATE-STATEMENT-FAILED") << failed;
  const v1::Diagnosis& diagnosis = failed.result->diagnosis();
  EXPECT_THAT(diagnosis.what(), HasSubstr("SQLSTATE 42703"));
  EXPECT_THAT(diagnosis.place().file(), HasSubstr("20260101000003_step3.sql"));
  EXPECT_EQ(diagnosis.place().line(), 4u);
  EXPECT_EQ(diagnosis.place().column(), 14u);  // bytes: é has two
  EXPECT_EQ(diagnosis.place().excerpt(), "select 'é', nope from t3;");
  EXPECT_EQ(Applied(), "1,2");
  EXPECT_EQ(Value("select to_regclass('t3') is null"), "t");
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  EXPECT_EQ(Run(v1::PHASE_VERIFY).code(), "MIGRATE-NOT-APPLIED");

  Write(Tables(5));
  const Recording next = Run(v1::PHASE_APPLY);
  ASSERT_EQ(next.outcome(), v1::OUTCOME_SUCCEEDED) << next;
  EXPECT_EQ(next.changes.size(), 3u);
  EXPECT_EQ(Applied(), "1,2,3,4,5");
}

TEST_F(StepTest, ADeferredConstraintThatFailsAtCommitLeavesNothing) {
  Write({{"20260101000001_a.sql",
          "create table p (id int primary key);\n"
          "create table c (p int references p deferrable initially deferred);\n"
          "insert into c values (7);"}});
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-STATEMENT-FAILED") << failed;
  EXPECT_EQ(Value("select to_regclass('c') is null"), "t");
  EXPECT_EQ(Applied(), "");
}

TEST_F(StepTest, SettingsAndRolesOfOneFileDoNotReachTheNext) {
  ASSERT_EQ(Execute("create schema s; create role narrow_" + database_), "");
  Write({{"20260101000001_a.sql",
          "set search_path = s; create table here (id int); set role narrow_" + database_},
         {"20260101000002_b.sql",
          "create table there as select current_setting('search_path') p, "
          "current_setting('lock_timeout') l"}});
  ASSERT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Value("select to_regclass('s.here') is not null"), "t");
  EXPECT_EQ(Value("select p || ' ' || l from public.there"), "\"$user\", public 200ms");
}

TEST_F(StepTest, WhatTheServerRefusesInATransactionRunsOutsideOfOne) {
  ASSERT_EQ(Execute("create table a (id int); create index a_i on a (id);"
                    "create table p (id int) partition by range (id);"
                    "create table p1 partition of p for values from (1) to (2)"),
            "");
  const std::string statements[] = {
      "create index concurrently if not exists a_j on a (id)",
      "reindex index concurrently a_i",
      "reindex (verbose, concurrently) table a",
      "reindex schema public",
      "drop index concurrently if exists a_j",
      "vacuum (analyze) a",
      "alter table p detach partition p1 concurrently",
      "alter system set deadlock_timeout = '1s'",
      "create database x" + database_,
      "drop database x" + database_,
  };
  Files files;
  for (const std::string& statement : statements) {
    EXPECT_THAT(Execute("begin; " + statement + "; commit"), HasSubstr("transaction block"));
    files.emplace_back(Concat(20260101000001 + static_cast<int64_t>(files.size()), "_a.sql"),
                       statement);
  }
  Write(files);
  const Recording plan = Run(v1::PHASE_PLAN);
  for (const v1::Change& change : plan.changes) {
    if (change.id() == "history-table") continue;
    EXPECT_EQ(change.note(), "a, 1 statement, outside of a transaction") << change.id();
  }
  const Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(StepTest, NoticesAreLogged) {
  Write({{"20260101000001_a.sql",
          "do $$ begin raise notice 'hello %', 1; raise warning 'mind'; end $$"}});
  const Recording applied = Run(v1::PHASE_APPLY);
  EXPECT_THAT(applied.LogText(), HasSubstr("NOTICE: hello 1"));
  EXPECT_THAT(applied.LogText(), HasSubstr("WARNING: mind"));
}

TEST_F(StepTest, AFailedConcurrentBuildIsDroppedAndBuiltAgain) {
  Write({{"20260101000001_a.sql", "create table a (id int); insert into a values (1), (1);"},
         {"20260101000002_b.sql",
          "-- unique\ncreate unique index concurrently if not exists a_u on a (id);"}});
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-STATEMENT-FAILED") << failed;
  EXPECT_EQ(failed.result->diagnosis().place().line(), 2u);
  EXPECT_EQ(Applied(), "1");
  EXPECT_EQ(Value("select indisvalid from pg_index where indexrelid = 'a_u'::regclass"), "f");

  ASSERT_EQ(Execute("delete from a where ctid = (select min(ctid) from a)"), "");
  EXPECT_THAT(Run(v1::PHASE_PLAN).ChangeIds(),
              ElementsAre("invalid-index/public.a_u", "migration/20260101000002"));
  kit::InProcessStep step;
  EXPECT_TRUE(kit::Converges(step, Call(v1::PHASE_PLAN)));
  EXPECT_EQ(Value("select indisvalid from pg_index where indexrelid = 'a_u'::regclass"), "t");
  EXPECT_EQ(Applied(), "1,2");
}

TEST_F(StepTest, AnInvalidIndexOfSomebodyElseStopsThePlan) {
  Write(Tables(1));
  ASSERT_EQ(Execute("create table other (id int); create unique index other_i on other (id)"), "");
  ASSERT_EQ(
      Execute("update pg_index set indisvalid = false where indexrelid = 'other_i'::regclass"), "");
  const Recording plan = Run(v1::PHASE_PLAN);
  EXPECT_EQ(plan.code(), "MIGRATE-INDEX-INVALID") << plan;
  EXPECT_THAT(plan.result->diagnosis().what(), HasSubstr("public.other_i"));
}

TEST_F(StepTest, ALostPasswordOrServerIsTheGatesDiagnosis) {
  Write(Tables(1));
  dsn_ = server_->Dsn("nodb");
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "MIGRATE-CONNECT-NO-DATABASE");
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_INCONCLUSIVE);
  dsn_ = "postgresql://postgres:" + server_->password() + "#@h/d";
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "MIGRATE-DSN-RESERVED-CHARACTER");
  dsn_ = "postgresql://postgres:" + server_->password() + "@h.example:6543/d";
  const Recording refused = Run(v1::PHASE_APPLY);
  EXPECT_EQ(refused.code(), "MIGRATE-DSN-TRANSACTION-POOLER");
  EXPECT_THAT(refused.result->diagnosis().evidence(0), HasSubstr("MIGRATE-DSN-NO-SSLMODE"));
}

TEST_F(StepTest, ProductionRefusesALoopbackDatabase) {
  Write(Tables(1));
  v1::StepCall call = Call(v1::PHASE_APPLY);
  call.mutable_release()->mutable_rules()->set_allow_local(false);
  kit::InProcessStep step;
  const Recording refused = step.Run(call);
  EXPECT_EQ(refused.code(), "MIGRATE-DSN-LOCAL");
  ExpectNoPassword(refused);
  EXPECT_EQ(Value("select to_regclass('t1') is null"), "t");
}

}  // namespace
}  // namespace release::migrate
