// The outbox on the product's real schema.
#include "apps/api/outbox.h"

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "supabase/product_schema.h"
#include "tests/support/postgres.h"

namespace spectral {
namespace {

using namespace std::chrono_literals;  // NOLINT: literals only

class OutboxTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    postgres_ = release::TestPostgres::Start();
    ASSERT_NE(postgres_, nullptr);
    ASSERT_EQ(CreateProject(*postgres_, "product"), "");
    ASSERT_EQ(ApplyMigrations(*postgres_, "product"), "");
  }
  static void TearDownTestSuite() { postgres_.reset(); }

  void SetUp() override {
    ASSERT_EQ(postgres_->Execute("product", "truncate spectral.outbox"), "");
    ASSERT_FALSE(session_.Connect());
    settings_.generation = 5;
    settings_.worker = "first";
    settings_.retry = 0ms;
  }

  void Add(int64_t generation, int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(EnqueueOutboxRow(session_, generation, "test.topic", "{}").ok());
    }
  }

  std::vector<OutboxRow> Claim(const OutboxSettings& settings) {
    std::vector<OutboxRow> rows;
    const auto error = ClaimOutboxRows(session_, settings, &rows);
    EXPECT_FALSE(error) << error->message;
    return rows;
  }

  OutboxOutcome Handle(const OutboxSettings& settings, const OutboxRow& row,
                       std::optional<std::string> failure = std::nullopt) {
    OutboxOutcome outcome{};
    const auto error = HandleOutboxRow(
        session_, settings, row,
        [&](DbSession&, const OutboxRow&) {
          ++effects_;
          return failure;
        },
        &outcome);
    EXPECT_FALSE(error) << error->message;
    return outcome;
  }

  static std::string Count(const std::string& where) {
    return postgres_->Value("product", "select count(*) from spectral.outbox where " + where);
  }
  // As if all claims had been made an hour ago.
  static void AgeClaims() {
    ASSERT_EQ(postgres_->Execute(
                  "product", "update spectral.outbox set claimed_at = claimed_at - interval '1 h'"),
              "");
  }

  static std::unique_ptr<release::TestPostgres> postgres_;
  DbSession session_{DbTarget{.url = postgres_->Dsn("product")}};
  OutboxSettings settings_;
  int effects_ = 0;
};

std::unique_ptr<release::TestPostgres> OutboxTest::postgres_;

TEST_F(OutboxTest, OnlyRowsOfTheOwnGenerationAreClaimed) {
  Add(4, 1);
  Add(5, 2);
  Add(6, 1);
  EXPECT_EQ(Claim(settings_).size(), 2u);
  EXPECT_EQ(Count("generation = 5 and claimed_by = 'first' and attempts = 1"), "2");
  EXPECT_EQ(Count("generation <> 5 and claimed_by is null and attempts = 0"), "2");
}

TEST_F(OutboxTest, BatchesAreBoundedAndTwoWorkersDoNotShare) {
  Add(5, 3);
  settings_.batch = 2;
  OutboxSettings second = settings_;
  second.worker = "second";
  EXPECT_EQ(Claim(settings_).size(), 2u);
  EXPECT_EQ(Claim(second).size(), 1u);
  EXPECT_EQ(Claim(second).size(), 0u);
}

TEST_F(OutboxTest, RowsThatAnotherTransactionHoldsAreSkippedNotAwaited) {
  Add(5, 2);
  DbSession other(DbTarget{.url = postgres_->Dsn("product")});
  ASSERT_FALSE(other.Connect());
  DbTransaction transaction(other);
  ASSERT_TRUE(other.Execute("select from spectral.outbox order by id limit 1 for update").ok());
  EXPECT_EQ(Claim(settings_).size(), 1u);
}

TEST_F(OutboxTest, AHandledRowIsNeverClaimedAgain) {
  Add(5, 1);
  const auto rows = Claim(settings_);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(Handle(settings_, rows[0]), OutboxOutcome::kHandled);
  AgeClaims();
  EXPECT_TRUE(Claim(settings_).empty());
  EXPECT_EQ(Handle(settings_, rows[0]), OutboxOutcome::kClaimLost);
  EXPECT_EQ(effects_, 1);
}

TEST_F(OutboxTest, AnOldClaimIsTakenOverAndItsFirstOwnerCannotHandleIt) {
  Add(5, 1);
  const auto rows = Claim(settings_);
  OutboxSettings second = settings_;
  second.worker = "second";
  EXPECT_TRUE(Claim(second).empty());
  AgeClaims();
  const auto taken = Claim(second);
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].attempts, 2);
  EXPECT_EQ(Handle(settings_, rows[0]), OutboxOutcome::kClaimLost);
  EXPECT_EQ(effects_, 0);
  EXPECT_EQ(Handle(second, taken[0]), OutboxOutcome::kHandled);
}

TEST_F(OutboxTest, AFailureIsRecordedAndTriedAgainUntilTheAttemptsAreUsedUp) {
  Add(5, 1);
  settings_.attempts = 2;
  const std::string reason = "no " + std::string(600, 'o') + "\xc3\xa4";
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const auto rows = Claim(settings_);
    ASSERT_EQ(rows.size(), 1u) << attempt;
    EXPECT_EQ(Handle(settings_, rows[0], reason), OutboxOutcome::kFailed);
    EXPECT_EQ(Count("left(last_error, 5) = 'no oo' and length(last_error) = 500"), "1");
  }
  EXPECT_EQ(Count("failed_at is not null and handled_at is null"), "1");
  EXPECT_TRUE(Claim(settings_).empty());
}

TEST_F(OutboxTest, AFailedRowWaitsBeforeItIsTriedAgain) {
  Add(5, 1);
  settings_.retry = 3600 * 1000ms;
  const auto rows = Claim(settings_);
  EXPECT_EQ(Handle(settings_, rows[0], "not now"), OutboxOutcome::kFailed);
  EXPECT_TRUE(Claim(settings_).empty());
  EXPECT_EQ(Count("available_at > now() + interval '59 min' and failed_at is null"), "1");
}

TEST_F(OutboxTest, ARowThatKillsItsWorkerIsGivenUpInTheEnd) {
  Add(5, 1);
  settings_.attempts = 2;
  EXPECT_EQ(Claim(settings_).size(), 1u);  // and the worker dies
  AgeClaims();
  EXPECT_EQ(Claim(settings_).size(), 1u);  // again
  AgeClaims();
  EXPECT_TRUE(Claim(settings_).empty());
  EXPECT_EQ(Count("failed_at is not null and last_error like '%ended without a result'"), "1");
}

TEST_F(OutboxTest, AnEffectOfAFailedHandlerIsRolledBack) {
  Add(5, 1);
  const auto rows = Claim(settings_);
  OutboxOutcome outcome{};
  const auto error = HandleOutboxRow(
      session_, settings_, rows[0],
      [](DbSession& session, const OutboxRow&) -> std::optional<std::string> {
        EXPECT_TRUE(EnqueueOutboxRow(session, 5, "test.effect", "{}").ok());
        return session.Execute("select 1/0").error().message;
      },
      &outcome);
  EXPECT_FALSE(error);
  EXPECT_EQ(outcome, OutboxOutcome::kFailed);
  EXPECT_EQ(Count("topic = 'test.effect'"), "0");
  EXPECT_EQ(Count("last_error = 'ERROR:  division by zero'"), "1");
}

TEST_F(OutboxTest, ReleasedRowsAreAsIfTheyHadNotBeenClaimed) {
  Add(5, 2);
  const auto rows = Claim(settings_);
  EXPECT_EQ(Handle(settings_, rows[0]), OutboxOutcome::kHandled);
  EXPECT_FALSE(ReleaseOutboxRows(session_, settings_));
  EXPECT_EQ(Count("claimed_by is null and attempts = 0 and handled_at is null"), "1");
  EXPECT_EQ(Claim(settings_).size(), 1u);
}

}  // namespace
}  // namespace spectral
