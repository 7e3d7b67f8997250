// The Supabase CLI and our migrate step read and write one history: proven with the real CLI, in
// both directions, on the product's migrations and on the oddest files that both accept.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "plugins/migrate/config.pb.h"
#include "tests/conformance/odd_migrations.h"
#include "tests/conformance/supabase_cli.h"
#include "tests/support/postgres.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/sdk/testing/in_process_step.h"

namespace release {
namespace {

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string FirstWord(const std::string& text) { return text.substr(0, text.find(' ')); }

// The product's migrations, from the runfiles that MIGRATIONS lists.
MigrationFiles ProductMigrations() {
  MigrationFiles files;
  std::stringstream paths(std::getenv("MIGRATIONS"));
  for (std::string path; paths >> path;) {
    files.emplace_back(path.substr(path.rfind('/') + 1), Contents(path));
  }
  return files;
}

class HistoryTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    server_ = TestPostgres::Start().release();
    ASSERT_NE(server_, nullptr);
  }
  static void TearDownTestSuite() { delete server_; }

  void SetUp() override {
    static int count = 0;
    ours_ = Concat("ours", ++count);
    theirs_ = Concat("theirs", count);
    const std::string prelude = Contents(std::getenv("PRELUDE"));
    ASSERT_EQ(server_->CreateDatabase(ours_, prelude), "");
    ASSERT_EQ(server_->CreateDatabase(theirs_, prelude), "");
  }

  kit::Recording Step(v1::Phase phase, const MigrationFiles& files, const std::string& database) {
    const absl::StatusOr<TempDirectory> folder = TempDirectory::Create();
    v1::StepCall call = kit::CallOf(phase, migrate::Config());
    (*call.mutable_secrets())["DATABASE_URL"] = server_->Dsn(database);
    v1::Artifact& artifact = *call.add_artifacts();
    artifact.set_name("migrations");
    artifact.set_label("//supabase:migrations");
    for (const auto& [name, sql] : files) {
      std::ofstream(folder->path() + "/" + name, std::ios::binary) << sql;
      v1::ArtifactFile& file = *artifact.add_files();
      file.set_path(folder->path() + "/" + name);
      file.set_name(name);
    }
    kit::InProcessStep step;
    return step.Run(call);
  }

  // The history's bytes, and the shape of its table.
  std::string History(const std::string& database) {
    return server_->Value(database,
                          "select json_agg(json_build_array(version, name, statements) order by "
                          "version)::text from supabase_migrations.schema_migrations") +
           server_->Value(
               database,
               "select string_agg(concat_ws(' ', attname, atttypid::regtype, attnotnull, "
               "attnum), ', ' order by attnum) from pg_attribute where attnum > 0 and "
               "attrelid = 'supabase_migrations.schema_migrations'::regclass");
  }

  SupabaseCli cli_{FirstWord(std::getenv("SUPABASE_CLI")), *server_};
  static TestPostgres* server_;
  std::string ours_, theirs_;
};

TestPostgres* HistoryTest::server_ = nullptr;

TEST_F(HistoryTest, TheCliSeesOurHistoryAsItsOwn) {
  const MigrationFiles files = ProductMigrations();
  ASSERT_GE(files.size(), 8u);
  const kit::Recording applied = Step(v1::PHASE_APPLY, files, ours_);
  ASSERT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
  EXPECT_EQ(cli_.UpToDate(files, ours_), "");

  const SupabaseCli::Answer list =
      cli_.Run(files, ours_, {"migration", "list", "--output-format", "json"});
  ASSERT_TRUE(list.succeeded) << list.err;
  const nlohmann::json migrations = nlohmann::json::parse(list.out).at("migrations");
  ASSERT_EQ(migrations.size(), files.size());
  for (const auto& migration : migrations) {
    EXPECT_EQ(migration.at("local"), migration.at("remote")) << list.out;
  }
}

TEST_F(HistoryTest, OurRowsAreTheClisByteForByte) {
  for (const MigrationFiles& files :
       {ProductMigrations(), OddMigrations(), RandomMigrations(100, 20261124)}) {
    SetUp();
    const kit::Recording applied = Step(v1::PHASE_APPLY, files, ours_);
    ASSERT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
    ASSERT_EQ(cli_.Push(files, theirs_), "");
    EXPECT_EQ(History(ours_), History(theirs_));
    EXPECT_EQ(server_->Value(ours_, "select count(*) from supabase_migrations.schema_migrations"),
              std::to_string(files.size()));
  }
}

TEST_F(HistoryTest, WeSeeTheClisHistoryAsOurOwn) {
  for (const MigrationFiles& files : {ProductMigrations(), OddMigrations()}) {
    SetUp();
    ASSERT_EQ(cli_.Push(files, theirs_), "");
    const kit::Recording plan = Step(v1::PHASE_PLAN, files, theirs_);
    EXPECT_EQ(plan.outcome(), v1::OUTCOME_SUCCEEDED) << plan;
    EXPECT_TRUE(plan.changes.empty() && plan.warnings.empty()) << plan;
    EXPECT_EQ(Step(v1::PHASE_APPLY, files, theirs_).outcome(), v1::OUTCOME_UNCHANGED);
    EXPECT_EQ(Step(v1::PHASE_VERIFY, files, theirs_).outcome(), v1::OUTCOME_SUCCEEDED);
  }
}

TEST_F(HistoryTest, EachGoesOnWhereTheOtherStopped) {
  const MigrationFiles files = ProductMigrations();
  const MigrationFiles third(files.begin(), files.begin() + static_cast<long>(files.size() / 3));
  const MigrationFiles two_thirds(files.begin(),
                                  files.begin() + static_cast<long>(files.size() * 2 / 3));
  ASSERT_EQ(cli_.Push(third, ours_), "");
  const kit::Recording applied = Step(v1::PHASE_APPLY, two_thirds, ours_);
  ASSERT_EQ(applied.outcome(), v1::OUTCOME_SUCCEEDED) << applied;
  EXPECT_EQ(applied.changes.size(), two_thirds.size() - third.size());
  EXPECT_EQ(cli_.UpToDate(two_thirds, ours_), "");
  ASSERT_EQ(cli_.Push(files, ours_), "");
  const kit::Recording plan = Step(v1::PHASE_PLAN, files, ours_);
  EXPECT_EQ(plan.outcome(), v1::OUTCOME_SUCCEEDED) << plan;
  EXPECT_TRUE(plan.changes.empty()) << plan;

  ASSERT_EQ(cli_.Push(files, theirs_), "");
  EXPECT_EQ(History(ours_), History(theirs_));
}

}  // namespace
}  // namespace release
