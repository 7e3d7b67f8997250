// Against a real PostgreSQL: what the other end does when it is slow, away or unwilling.
#include "apps/api/db_session.h"

#include <chrono>
#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/postgres.h"

namespace spectral {
namespace {

class DbSessionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgres_ = release::TestPostgres::Start();
    ASSERT_NE(postgres_, nullptr);
    ASSERT_EQ(postgres_->Execute("postgres", "create role app nologin"), "");
  }
  static void TearDownTestSuite() { postgres_.reset(); }

  static DbTarget Target() {
    return {.url = postgres_->Dsn(), .role = "app", .deadline = std::chrono::seconds(20)};
  }

  static std::unique_ptr<release::TestPostgres> postgres_;
};

std::unique_ptr<release::TestPostgres> DbSessionTest::postgres_;

TEST_F(DbSessionTest, SpeaksAsTheAppsRole) {
  DbSession session(Target());
  ASSERT_FALSE(session.Connect());
  const DbResult result = session.Execute("select current_user, $1::text, $2::text",
                                          {DbValue("it's \"quoted\""), std::nullopt});
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result.Get(0, 0), "app");
  EXPECT_EQ(result.Get(0, 1), "it's \"quoted\"");
  EXPECT_EQ(result.Get(0, 2), "");
}

TEST_F(DbSessionTest, WithoutTheRoleThereIsNoSession) {
  DbTarget target = Target();
  target.role = "nobody_made_this";
  DbSession session(target);
  const auto error = session.Connect();
  ASSERT_TRUE(error);
  EXPECT_NE(error->message.find("role \"nobody_made_this\" does not exist"), std::string::npos)
      << error->message;
  EXPECT_FALSE(session.connected());
}

TEST_F(DbSessionTest, AServerErrorLeavesTheSessionOpen) {
  DbSession session(Target());
  ASSERT_FALSE(session.Connect());
  const DbResult result = session.Execute("select 1/0");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().sqlstate, "22012");
  EXPECT_EQ(result.error().message, "ERROR:  division by zero");
  EXPECT_TRUE(session.Execute("select 1").ok());
}

TEST_F(DbSessionTest, ALargeStatementAndALargeAnswerPass) {
  DbSession session(Target());
  ASSERT_FALSE(session.Connect());
  const std::string large(8 << 20, 'x');
  const DbResult result = session.Execute("select $1::text", {large});
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result.Get(0, 0) == large);
}

TEST_F(DbSessionTest, AnAnswerThatDoesNotComeCostsTheDeadlineOnly) {
  DbTarget target = Target();
  target.deadline = std::chrono::milliseconds(500);
  DbSession session(target);
  ASSERT_FALSE(session.Connect());
  const auto begin = std::chrono::steady_clock::now();
  const DbResult result = session.Execute("select pg_sleep(30)");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "the database did not answer in time");
  EXPECT_FALSE(session.connected());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST_F(DbSessionTest, ALostConnectionIsNoticedBeforeItIsUsedAgain) {
  DbSession session(Target());
  ASSERT_FALSE(session.Connect());
  postgres_->Stop();
  EXPECT_TRUE(session.Connect()) << "connected to a server that is not there";
  ASSERT_EQ(postgres_->Restart(), "");
  EXPECT_FALSE(session.Connect());
  EXPECT_TRUE(session.Execute("select 1").ok());
}

TEST_F(DbSessionTest, AnAbandonedTransactionLeavesNothing) {
  ASSERT_EQ(postgres_->Execute("postgres", "create table t (i int); grant all on t to app"), "");
  DbSession session(Target());
  ASSERT_FALSE(session.Connect());
  {
    DbTransaction transaction(session);
    ASSERT_TRUE(session.Execute("insert into t values (1)").ok());
  }
  EXPECT_EQ(session.Execute("select count(*) from t").Get(0, 0), "0");
  {
    DbTransaction transaction(session);
    ASSERT_TRUE(session.Execute("insert into t values (1)").ok());
    ASSERT_TRUE(transaction.Commit().ok());
  }
  EXPECT_EQ(session.Execute("select count(*) from t").Get(0, 0), "1");
}

TEST_F(DbSessionTest, ErrorsDoNotContainThePassword) {
  DbTarget target = Target();
  const std::string wrong = "wr0ng-" + postgres_->password();
  target.url.replace(target.url.find(postgres_->password()), postgres_->password().size(), wrong);
  DbSession session(target);
  const auto error = session.Connect();
  ASSERT_TRUE(error);
  EXPECT_NE(error->message.find("password authentication failed"), std::string::npos);
  EXPECT_EQ(error->message.find(wrong), std::string::npos);
}

}  // namespace
}  // namespace spectral
