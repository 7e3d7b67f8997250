// What only the journal in a database has: connections that break, a pooler, damage by SQL.
#include "tools/coordinator/journal/postgres_journal.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "plugins/lib/postgres/pgbouncer.h"
#include "tests/support/postgres.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_testing.h"
#include "tools/coordinator/lease/postgres_lease.h"

namespace release {
namespace {

constexpr char kUnlock[] = "ALTER TABLE release.records DISABLE TRIGGER records_stay; ";

class PostgresJournalTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = TestPostgres::Start();
    ASSERT_NE(server_, nullptr);
  }

  static postgres_state::Address AddressOf(const std::string& url) {
    auto address = postgres_state::ParseAddress("STATE_URL", Secret::Of(std::string(url)));
    EXPECT_TRUE(address.ok()) << address.status();
    return *std::move(address);
  }

  absl::StatusOr<std::unique_ptr<Journal>> Open(PostgresJournalOptions options = {}) const {
    return OpenPostgresJournal(AddressOf(server_->Dsn()), std::move(options));
  }

  void WriteThree() const {
    auto journal = Open();
    ASSERT_TRUE(journal.ok()) << journal.status();
    MustAppend(**journal, Started("a"));
    MustAppend(**journal, StepStarted("a"));
    MustAppend(**journal, StepFinished("a"));
  }

  // Why the journal is damaged after `sql`.
  std::string DamageBy(const std::string& sql) const {
    EXPECT_EQ(server_->Execute("postgres", sql), "");
    const auto journal = Open();
    EXPECT_EQ(CodeOf(journal), "JOURNAL-DAMAGED");
    return WhyOf(journal.status());
  }

  std::unique_ptr<TestPostgres> server_;
};

TEST_F(PostgresJournalTest, BrokenConnectionIsMadeAgainWithoutGapOrDouble) {
  auto journal = Open();
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_EQ(MustAppend(**journal, Started("a")), 1u);
  server_->Stop();
  ASSERT_EQ(server_->Restart(), "");
  EXPECT_EQ(MustAppend(**journal, StepStarted("a")), 2u);
  server_->Stop(TestPostgres::StopMode::kKill);
  ASSERT_EQ(server_->Restart(), "");
  EXPECT_EQ((*journal)->EventsOf("a", 1)->size(), 2u);
  EXPECT_EQ(MustAppend(**journal, StepFinished("a")), 3u);
  EXPECT_TRUE(Open().ok());
}

TEST_F(PostgresJournalTest, WithoutADatabaseNothingMoreIsSaidToBeStored) {
  auto journal = Open();
  ASSERT_TRUE(journal.ok()) << journal.status();
  MustAppend(**journal, Started("a"));
  server_->Stop();
  EXPECT_EQ(CodeOf((*journal)->Append(StepStarted("a"))), "STATE-CONNECT-REFUSED");
  ASSERT_EQ(server_->Restart(), "");
  EXPECT_EQ(CodeOf((*journal)->Append(StepStarted("a"))), "STATE-CONNECT-REFUSED");
  auto next = Open();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ((*next)->Unfinished("rehearsal", ThePipeline())->value().str(), "a");
  EXPECT_EQ(MustAppend(**next, Resumed("a")), 2u);
}

TEST_F(PostgresJournalTest, LookingMakesNothing) {
  auto journal = Open({.look_only = true});
  ASSERT_TRUE(journal.ok()) << journal.status();
  EXPECT_TRUE((*journal)->Releases("", 10)->empty());
  EXPECT_TRUE((*journal)->EventsOf("a", 1)->empty());
  EXPECT_FALSE((*journal)->Unfinished("production", ThePipeline())->has_value());
  EXPECT_EQ((*journal)->FingerprintKey()->size(), 32u);
  EXPECT_EQ(CodeOf((*journal)->Append(Started("a"))), "JOURNAL-LOOK-ONLY");
  EXPECT_EQ(server_->Value("postgres", "SELECT to_regnamespace('release')"), "");
  WriteThree();
  EXPECT_EQ((*Open({.look_only = true}))->EventsOf("a", 1)->size(), 3u);
}

TEST_F(PostgresJournalTest, EveryDamageIsFoundAndNamed) {
  WriteThree();
  ASSERT_EQ(server_->Execute("postgres",
                             Concat(kUnlock, "CREATE TABLE kept AS SELECT * FROM release.records")),
            "");
  const std::string restore =
      "DELETE FROM release.records; INSERT INTO release.records SELECT * FROM kept; ";
  EXPECT_EQ(DamageBy("UPDATE release.records SET record = record || '\\x00' WHERE position = 2"),
            "at record 2: its bytes are not those that were written");
  EXPECT_EQ(DamageBy(restore + "DELETE FROM release.records WHERE position = 2"),
            "at record 3: record 2 is missing");
  EXPECT_EQ(DamageBy(restore + "DELETE FROM release.records WHERE position = 3"),
            "the chain does not end at record 2, which is the last one that is there");
  EXPECT_EQ(DamageBy(restore + "UPDATE release.records SET fact = 99 WHERE position = 2"),
            "at record 2: it is filed under another kind of event");
  EXPECT_EQ(DamageBy(restore + "UPDATE release.releases SET environment = 'production'"),
            "the list of releases names `a`, the records tell otherwise");
  EXPECT_EQ(DamageBy("UPDATE release.releases SET environment = 'rehearsal'; "
                     "DELETE FROM release.generations"),
            "a release of `rehearsal` has generation 1, which by its list of generations was never "
            "given out");
}

TEST_F(PostgresJournalTest, PoolerInBetweenChangesNothing) {
  for (const char* mode : {"session", "transaction"}) {
    ASSERT_EQ(server_->CreateDatabase(Concat("pooled_", mode)), "");
    const auto pooler = postgres::PgBouncer::Start(*server_, Concat("pooled_", mode), mode);
    ASSERT_NE(pooler, nullptr);
    auto lease = PostgresLease::Acquire({.address = AddressOf(pooler->dsn()),
                                         .environment = "production",
                                         .surfaces = {"app", "pages"},
                                         .by = "bob@laptop",
                                         .term = absl::Seconds(60)});
    ASSERT_TRUE(lease.ok()) << lease.status() << WhyOf(lease.status());
    auto journal = OpenPostgresJournal(AddressOf(pooler->dsn()), {.fence = (*lease)->fence()});
    ASSERT_TRUE(journal.ok()) << journal.status() << WhyOf(journal.status());
    auto reader = OpenPostgresJournal(AddressOf(pooler->dsn()), {.look_only = true});
    ASSERT_TRUE(reader.ok()) << reader.status();
    EXPECT_EQ(MustAppend(**journal, Started("a", "production")), 1u);
    EXPECT_TRUE((*lease)->Describe("a", "planning").ok());
    EXPECT_EQ(MustAppend(**journal, StepStarted("a")), 2u);
    EXPECT_EQ((*reader)->EventsOf("a", 1)->size(), 2u);
    EXPECT_EQ(*(*journal)->AllocateGeneration("production", 5), 5u);
    EXPECT_EQ(CodeOf(PostgresLease::Acquire({.address = AddressOf(pooler->dsn()),
                                             .environment = "production",
                                             .surfaces = {"app"},
                                             .by = "eve@ci",
                                             .term = absl::Seconds(60)})),
              "LEASE-HELD");
  }
}

}  // namespace
}  // namespace release
