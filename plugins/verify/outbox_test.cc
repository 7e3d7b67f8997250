// The count of rows left behind, in a real PostgreSQL.
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "plugins/lib/health/test_server.h"
#include "plugins/verify/outbox_rows.h"
#include "plugins/verify/verify_fixture.h"
#include "tests/support/postgres.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release::verify {
namespace {

using kit::Recording;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The columns of the product's outbox that say how a row is.
constexpr char kOutbox[] = R"(
    create schema spectral;
    create table spectral.outbox (
      id bigint generated always as identity primary key,
      generation bigint not null,
      claimed_by text, claimed_at timestamptz, handled_at timestamptz, failed_at timestamptz))";

class OutboxTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { postgres_ = TestPostgres::Start().release(); }
  static void TearDownTestSuite() {
    delete postgres_;
    postgres_ = nullptr;
  }

  void SetUp() override {
    ASSERT_NE(postgres_, nullptr);
    const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
    database_ = Concat("d", std::hash<std::string>()(test));
    ASSERT_EQ(postgres_->CreateDatabase(database_), "");
  }

  void Run(const std::string& sql) { ASSERT_EQ(postgres_->Execute(database_, sql), ""); }

  Recording Verify(const std::string& url) {
    Config config = ContractConfig(server_.port());
    config.set_database_secret("DATABASE_URL");
    v1::StepCall call = CallFor(v1::PHASE_VERIFY, config);
    (*call.mutable_secrets())["DATABASE_URL"] = url;
    kit::InProcessStep step;
    return step.Run(call);
  }

  static TestPostgres* postgres_;
  std::string database_;
  health::TestServer server_{Always(Health())};
};

TestPostgres* OutboxTest::postgres_ = nullptr;

TEST_F(OutboxTest, RowsOfEarlierGenerationsAreCountedAndFailNothing) {
  Run(kOutbox);
  Run(R"(
      insert into spectral.outbox (generation) values (3), (3), (4), (5), (5);
      insert into spectral.outbox (generation, claimed_by, claimed_at) values (4, 'w', now());
      insert into spectral.outbox (generation, handled_at) values (4, now()), (2, now());
      insert into spectral.outbox (generation, failed_at) values (4, now()))");
  const Recording verified = Verify(postgres_->Dsn(database_));
  EXPECT_EQ(verified.outcome(), v1::OUTCOME_SUCCEEDED) << verified;
  EXPECT_EQ(verified.outputs.at("rows_left_behind"),
            "3 (generation 4: 1 unclaimed, 1 claimed and not finished; generation 3: 2 unclaimed)");
  EXPECT_THAT(verified.warnings, IsEmpty());
  EXPECT_EQ(postgres_->Value(database_, "select count(*) from spectral.outbox"), "9")
      << "nothing is moved";
}

TEST_F(OutboxTest, NoneIsLeftBehindWhenOnlyTheLiveGenerationHasWork) {
  Run(kOutbox);
  Run("insert into spectral.outbox (generation) values (5), (6)");
  EXPECT_EQ(Verify(postgres_->Dsn(database_)).outputs.at("rows_left_behind"), "0");
}

TEST_F(OutboxTest, WhatCannotBeCountedIsAWarning) {
  const Recording missing = Verify(postgres_->Dsn(database_));
  EXPECT_EQ(missing.outcome(), v1::OUTCOME_SUCCEEDED);
  ASSERT_THAT(missing.warnings, SizeIs(1));
  EXPECT_EQ(missing.warnings[0].code(), "VERIFY-NO-OUTBOX");

  const health::ClosedPort closed;
  const Recording refused =
      Verify(Concat("postgres://u:hunter2marker@127.0.0.1:", closed.port(), "/x"));
  EXPECT_EQ(refused.outcome(), v1::OUTCOME_SUCCEEDED);
  ASSERT_THAT(refused.warnings, SizeIs(1));
  EXPECT_EQ(refused.warnings[0].code(), "MIGRATE-CONNECT-REFUSED");
  EXPECT_THAT(refused.warnings[0].DebugString(), Not(HasSubstr("hunter2marker")));
  EXPECT_EQ(Verify("nonsense").warnings[0].code(), "MIGRATE-DSN-SCHEME");
}

TEST(LeftBehindTest, LaterGenerationsAreNotLeftBehind) {
  EXPECT_EQ(LeftBehind({{6, 1, 0}, {5, 2, 0}, {4, 0, 2}}, 5),
            "0 (generation 4: 0 unclaimed, 2 claimed and not finished)");
}

}  // namespace
}  // namespace release::verify
