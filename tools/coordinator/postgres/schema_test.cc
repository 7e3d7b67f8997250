// How schema `release` comes to be, and who may look into it.
#include "tools/coordinator/postgres/schema.h"

#include <array>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/postgres.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release::postgres_state {
namespace {

class SchemaTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = TestPostgres::Start().release(); }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }

  void SetUp() override {
    ASSERT_NE(server_, nullptr);
    database_ = Concat("d", ++number_);
    ASSERT_EQ(server_->CreateDatabase(database_), "");
  }

  std::unique_ptr<Session> Open() const {
    auto address = ParseAddress("STATE_URL", Secret::Of(server_->Dsn(database_)));
    EXPECT_TRUE(address.ok()) << address.status();
    auto session = Session::Open(*address);
    EXPECT_TRUE(session.ok()) << session.status();
    return *std::move(session);
  }

  static std::string CodeOf(const absl::Status& status) { return DiagnosisOf(status).code(); }

  static TestPostgres* server_;
  static int number_;
  std::string database_;
};

TestPostgres* SchemaTest::server_ = nullptr;
int SchemaTest::number_ = 0;

TEST_F(SchemaTest, IsMadeOnceAndLookingMakesNothing) {
  const auto session = Open();
  EXPECT_EQ(*SchemaVersion(*session), 0u);
  EXPECT_EQ(server_->Value(database_, "SELECT count(*) FROM pg_namespace WHERE nspname='release'"),
            "0");
  ASSERT_TRUE(EnsureSchema(*session).ok());
  EXPECT_EQ(*SchemaVersion(*session), SchemaSteps().size());
  ASSERT_TRUE(EnsureSchema(*session).ok());
  EXPECT_EQ(server_->Value(database_, "SELECT count(*) FROM release.schema_steps"), "1");
  EXPECT_EQ(server_->Value(database_, "SELECT length(key) FROM release.keys"), "32");
}

TEST_F(SchemaTest, ProgramsThatMakeItAtOnceAgree) {
  std::vector<std::thread> threads;
  std::array<absl::Status, 4> made;
  for (absl::Status& mine : made) {
    threads.emplace_back([this, &mine] { mine = EnsureSchema(*Open()); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& mine : made) EXPECT_TRUE(mine.ok()) << mine;
  EXPECT_EQ(server_->Value(database_, "SELECT count(*) FROM release.keys"), "1");
}

TEST_F(SchemaTest, LaterStepsAreTakenAllOrNone) {
  const auto session = Open();
  ASSERT_TRUE(EnsureSchema(*session).ok());
  const std::array<std::string_view, 3> broken = {
      SchemaSteps()[0], "ALTER TABLE release.keys ADD COLUMN note text", "SELECT nonsense"};
  EXPECT_EQ(CodeOf(EnsureSchema(*session, broken)), "STATE-STATEMENT");
  EXPECT_EQ(*SchemaVersion(*session), 1u);
  const std::span<const std::string_view> two(broken.data(), 2);
  ASSERT_TRUE(EnsureSchema(*session, two).ok());
  EXPECT_EQ(server_->Value(database_, "SELECT count(note) FROM release.keys"), "0");
  EXPECT_EQ(CodeOf(SchemaVersion(*session).status()), "STATE-NEWER");
  EXPECT_EQ(CodeOf(EnsureSchema(*session)), "STATE-NEWER");
}

TEST_F(SchemaTest, SomebodyElsesSchemaIsLeftAlone) {
  ASSERT_EQ(server_->Execute(database_, "CREATE SCHEMA release; CREATE TABLE release.notes ()"),
            "");
  EXPECT_EQ(CodeOf(EnsureSchema(*Open())), "STATE-FOREIGN");
  EXPECT_EQ(server_->Value(database_, "SELECT to_regclass('release.records')"), "");
}

TEST_F(SchemaTest, OnlyTheOwnerReadsIt) {
  // As where everything new in the database is given to the roles of an HTTP API.
  ASSERT_EQ(server_->Execute(
                database_,
                Concat("CREATE ROLE anon_", database_, "; CREATE ROLE authenticated_", database_,
                       "; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO ", "anon_", database_,
                       ", authenticated_", database_,
                       "; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO anon_", database_)),
            "");
  ASSERT_TRUE(EnsureSchema(*Open()).ok());
  for (const char* role : {"anon_", "authenticated_"}) {
    for (const char* table : {"records", "leases", "keys", "head"}) {
      EXPECT_EQ(server_->Value(database_, Concat("SELECT has_table_privilege('", role, database_,
                                                 "', 'release.", table, "', 'SELECT, UPDATE')")),
                "f");
    }
    EXPECT_EQ(server_->Value(database_, Concat("SELECT has_schema_privilege('", role, database_,
                                               "', 'release', 'USAGE, CREATE')")),
              "f");
  }
}

TEST_F(SchemaTest, RoleWithoutTheRightIsToldSo) {
  ASSERT_EQ(server_->Execute(database_,
                             Concat("CREATE ROLE guest_", database_, " LOGIN PASSWORD 'guest'")),
            "");
  auto address = ParseAddress("STATE_URL", Secret::Of(Concat("postgresql://guest_", database_,
                                                             ":guest@127.0.0.1:", server_->port(),
                                                             "/", database_, "?sslmode=disable")));
  ASSERT_TRUE(address.ok()) << address.status();
  auto session = Session::Open(*address);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(CodeOf(EnsureSchema(**session)), "STATE-PERMISSION");
}

TEST_F(SchemaTest, RecordsAreOnlyEverAdded) {
  ASSERT_TRUE(EnsureSchema(*Open()).ok());
  for (const char* sql : {"DELETE FROM release.records", "UPDATE release.records SET fact = 1",
                          "TRUNCATE release.records"}) {
    EXPECT_NE(server_->Execute(database_, sql).find("only ever added"), std::string::npos) << sql;
  }
}

}  // namespace
}  // namespace release::postgres_state
