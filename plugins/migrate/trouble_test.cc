// Others in the way, and ends in the middle.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "plugins/lib/postgres/connection.h"
#include "plugins/lib/postgres/dsn.h"
#include "plugins/lib/postgres/pgbouncer.h"
#include "plugins/migrate/migrate_fixture.h"
#include "tools/base/text.h"

namespace release::migrate {
namespace {

using kit::Recording;
using testing::HasSubstr;

class TroubleTest : public MigrateFixture {
 protected:
  std::unique_ptr<postgres::Connection> Connect(std::string application_name) {
    const auto dsn = postgres::ParseDsn("D", dsn_);
    auto connection =
        postgres::Connection::Open(*dsn, {.application_name = std::move(application_name)}, {});
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }

  // A file 2 whose statement runs until it is ended.
  static Files LongFiles() {
    Files files = Tables(3);
    files[1].second = "create table t2 (id int);\nselect pg_sleep(600);\n";
    return files;
  }
};

// Calls `act` once, from another thread, as soon as a migration's statement runs.
class WhenRunning {
 public:
  WhenRunning(std::function<bool()> is_running, std::function<void()> act)
      : thread_([this, is_running = std::move(is_running), act = std::move(act)] {
          while (!ended_ && !is_running()) std::this_thread::yield();
          if (!ended_) act();
        }) {}
  ~WhenRunning() {
    ended_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

TEST_F(TroubleTest, CancelEndsTheStatementOnTheServer) {
  Write(LongFiles());
  kit::InProcessStep step;
  Recording cancelled;
  {
    WhenRunning when([&] { return IsRunning("pg_sleep(600)"); }, [&] { step.Cancel(); });
    cancelled = Run(step, v1::PHASE_APPLY);
  }
  EXPECT_EQ(cancelled.outcome(), v1::OUTCOME_CANCELLED) << cancelled;
  EXPECT_FALSE(IsRunning("pg_sleep(600)"));
  EXPECT_EQ(Applied(), "1");
  EXPECT_EQ(Value("select to_regclass('t2') is null"), "t");
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
}

TEST_F(TroubleTest, TheDatabaseGoingAwayInTheMiddleMustBeObserved) {
  Write(LongFiles());
  Recording lost;
  {
    WhenRunning when([&] { return IsRunning("pg_sleep(600)"); },
                     [&] {
                       Execute(
                           "select pg_terminate_backend(pid) from pg_stat_activity where query "
                           "like '%pg_sleep(600)%' and pid <> pg_backend_pid()");
                     });
    lost = Run(v1::PHASE_APPLY);
  }
  EXPECT_EQ(lost.code(), "MIGRATE-CONNECTION-LOST") << lost;
  EXPECT_EQ(lost.result->diagnosis().retry(), v1::RETRY_AFTER_OBSERVE);
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  EXPECT_EQ(Applied(), "1");
  Write(Tables(3));
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Applied(), "1,2,3");
}

TEST_F(TroubleTest, AServerThatCrashesInTheMiddleKeepsWhatWasCommitted) {
  Write(LongFiles());
  Recording lost;
  std::thread runner([&] { lost = Run(v1::PHASE_APPLY); });
  while (!IsRunning("pg_sleep(600)")) std::this_thread::yield();
  server_->Stop(TestPostgres::StopMode::kImmediate);
  runner.join();
  EXPECT_EQ(lost.code(), "MIGRATE-CONNECTION-LOST") << lost;
  EXPECT_EQ(lost.result->diagnosis().retry(), v1::RETRY_AFTER_OBSERVE);
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).code(), "MIGRATE-CONNECT-REFUSED");
  EXPECT_EQ(Run(v1::PHASE_VERIFY).outcome(), v1::OUTCOME_INCONCLUSIVE);
  ASSERT_EQ(server_->Restart(), "");
  EXPECT_EQ(Run(v1::PHASE_OBSERVE).result->observation(), v1::OBSERVATION_PARTLY);
  EXPECT_EQ(Applied(), "1");
  Write(Tables(3));
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Applied(), "1,2,3");
}

TEST_F(TroubleTest, ARunThatLosesItsLockCommitsNothingMore) {
  Files files = Tables(2);
  files[1].second =
      "create table t2 (id int);\n"
      "do $$ begin perform pg_sleep(600); exception when query_canceled then null; "
      "end $$;";
  Write(files);
  Recording lost;
  {
    // The statement is ended well, but the session that holds the lock is gone by then.
    WhenRunning when([&] { return IsRunning("pg_sleep(600)"); },
                     [&] {
                       Execute(
                           "select pg_terminate_backend(pid) from pg_stat_activity where "
                           "application_name like 'release-migrate-lock%'");
                       Execute(
                           "select pg_cancel_backend(pid) from pg_stat_activity where query "
                           "like '%pg_sleep(600)%' and pid <> pg_backend_pid()");
                     });
    lost = Run(v1::PHASE_APPLY);
  }
  EXPECT_EQ(lost.code(), "MIGRATE-CONNECTION-LOST") << lost;
  EXPECT_EQ(Applied(), "1");
  EXPECT_EQ(Value("select to_regclass('t2') is null"), "t");
}

TEST_F(TroubleTest, ASessionPoolerIsGoodEnoughAndATransactionPoolerIsNot) {
  Write(Tables(2));
  const auto transaction = postgres::PgBouncer::Start(*server_, database_, "transaction");
  ASSERT_NE(transaction, nullptr);
  dsn_ = transaction->dsn();
  EXPECT_EQ(Run(v1::PHASE_PLAN).code(), "MIGRATE-POOLER-TRANSACTION");
  EXPECT_EQ(Run(v1::PHASE_APPLY).code(), "MIGRATE-POOLER-TRANSACTION");
  const auto session = postgres::PgBouncer::Start(*server_, database_, "session");
  ASSERT_NE(session, nullptr);
  dsn_ = session->dsn();
  EXPECT_EQ(Run(v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Applied(), "1,2");
}

TEST_F(TroubleTest, AHeldLockIsRetriedWithItsHolderNamedAndThenGivenUp) {
  ASSERT_EQ(Execute("create table busy (id int)"), "");
  auto holder = Connect("a-long-report");
  ASSERT_TRUE(holder->Script("begin; lock table busy", {}).ok());
  Write({{"20260101000001_a.sql", "create table t1 (id int);\nalter table busy add c int;\n"}});
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-LOCK-TIMEOUT") << failed;
  EXPECT_EQ(failed.result->diagnosis().retry(), v1::RETRY_BACKOFF);
  EXPECT_EQ(failed.result->diagnosis().place().line(), 2u);
  EXPECT_THAT(failed.result->diagnosis().why(),
              HasSubstr(Concat("pid ", holder->backend_pid(), " (a-long-report")));
  EXPECT_THAT(failed.LogText(), HasSubstr("attempt 2 of 3"));
  EXPECT_EQ(Value("select to_regclass('t1') is null"), "t");

  // Let go once the first attempt has failed: a later one gets the lock.
  kit::InProcessStep step;
  config_.set_lock_attempts(50);
  step.on_message = [&](const v1::HostMessage& message) {
    for (const v1::LogLine& line : message.log().lines()) {
      if (line.text().find("attempt 1 of") == std::string::npos) continue;
      EXPECT_TRUE(holder->Script("rollback", {}).ok());
    }
  };
  EXPECT_EQ(Run(step, v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(Applied(), "1");
}

TEST_F(TroubleTest, ARunnerWaitsForAnotherAndSaysWhoItIs) {
  Write(Tables(3));
  kit::InProcessStep step;
  auto holder = Connect("release-migrate-lock of elsewhere 1");
  ASSERT_TRUE(holder->Script("select pg_advisory_lock(5928228379328729665)", {}).ok());
  config_.mutable_runner_wait()->set_seconds(60);
  step.on_message = [&](const v1::HostMessage& message) {
    if (message.progress().text().find("another migration run") == std::string::npos) return;
    EXPECT_THAT(message.progress().text(), HasSubstr("release-migrate-lock of elsewhere 1"));
    if (holder == nullptr) return;
    EXPECT_EQ(Value("select to_regclass('t1') is null"), "t");
    holder.reset();
  };
  EXPECT_EQ(Run(step, v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
  EXPECT_EQ(holder, nullptr) << "the step did not wait";
  EXPECT_EQ(Applied(), "1,2,3");
}

TEST_F(TroubleTest, ARunnerThatDoesNotLetGoIsNamed) {
  auto holder = Connect("release-migrate-lock of elsewhere 2");
  ASSERT_TRUE(holder->Script("select pg_advisory_lock(5928228379328729665)", {}).ok());
  config_.mutable_runner_wait()->set_nanos(50'000'000);
  Write(Tables(1));
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-LOCK-HELD") << failed;
  EXPECT_THAT(failed.result->diagnosis().why(), HasSubstr("elsewhere 2"));
  EXPECT_EQ(failed.result->diagnosis().retry(), v1::RETRY_BACKOFF);
  EXPECT_EQ(Run(v1::PHASE_PLAN).outcome(), v1::OUTCOME_SUCCEEDED) << "a plan needs no lock";
}

TEST_F(TroubleTest, ABackendThatAKilledCliLeftIsWaitedForAndThenNamed) {
  auto orphan = Connect("@effect/sql-pg");
  ASSERT_TRUE(orphan->Script("begin; create table half (id int)", {}).ok());
  config_.mutable_leftover_wait()->set_nanos(50'000'000);
  Write(Tables(1));
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-LEFTOVER-BACKEND") << failed;
  EXPECT_THAT(failed.result->diagnosis().why(), HasSubstr(Concat("pid ", orphan->backend_pid())));

  config_.mutable_leftover_wait()->set_seconds(60);
  kit::InProcessStep step;
  step.on_message = [&](const v1::HostMessage& message) {
    if (message.progress().text().find("still running") != std::string::npos) orphan.reset();
  };
  EXPECT_EQ(Run(step, v1::PHASE_APPLY).outcome(), v1::OUTCOME_SUCCEEDED);
}

TEST_F(TroubleTest, AStatementThatRunsTooLongIsEndedByItsTimeout) {
  config_.mutable_statement_timeout()->set_nanos(50'000'000);
  Write(LongFiles());
  const Recording failed = Run(v1::PHASE_APPLY);
  EXPECT_EQ(failed.code(), "MIGRATE-STATEMENT-TIMEOUT") << failed;
  EXPECT_EQ(failed.result->diagnosis().place().line(), 2u);
}

}  // namespace
}  // namespace release::migrate
