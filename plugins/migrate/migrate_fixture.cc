#include "plugins/migrate/migrate_fixture.h"

#include <algorithm>
#include <fstream>

#include "tools/base/text.h"

namespace release::migrate {

TestPostgres* MigrateFixture::server_ = nullptr;

void MigrateFixture::SetUpTestSuite() {
  server_ = TestPostgres::Start().release();
  ASSERT_NE(server_, nullptr);
}

void MigrateFixture::TearDownTestSuite() {
  delete server_;
  server_ = nullptr;
}

void MigrateFixture::SetUp() {
  static int count = 0;
  database_ = Concat("db", ++count);
  ASSERT_EQ(server_->CreateDatabase(database_), "");
  dsn_ = server_->Dsn(database_);
  absl::StatusOr<TempDirectory> folder = TempDirectory::Create();
  ASSERT_TRUE(folder.ok()) << folder.status();
  folder_ = std::make_unique<TempDirectory>(*std::move(folder));
  config_.mutable_lock_timeout()->set_nanos(200'000'000);
  config_.set_lock_attempts(3);
}

void MigrateFixture::Write(const Files& files) {
  names_.clear();
  for (const auto& [name, sql] : files) {
    std::ofstream(folder_->path() + "/" + name, std::ios::binary) << sql;
    names_.push_back(name);
  }
}

MigrateFixture::Files MigrateFixture::Tables(int count) {
  Files files;
  for (int i = 1; i <= count; ++i) {
    files.emplace_back(Concat("2026010100000", i, "_step", i, ".sql"),
                       Concat("create table t", i, " (id int primary key, v text);\n"));
  }
  return files;
}

v1::StepCall MigrateFixture::Call(v1::Phase phase) const {
  v1::StepCall call = kit::CallOf(phase, config_);
  (*call.mutable_secrets())["DATABASE_URL"] = dsn_;
  v1::Artifact& artifact = *call.add_artifacts();
  artifact.set_name("migrations");
  artifact.set_label("//supabase:migrations");
  for (const std::string& name : names_) {
    v1::ArtifactFile& file = *artifact.add_files();
    file.set_path(folder_->path() + "/" + name);
    file.set_name(name);
  }
  return call;
}

void MigrateFixture::ExpectNoPassword(const kit::Recording& recording) {
  std::ostringstream all;
  all << recording;
  if (recording.result) all << recording.result->DebugString();
  for (const auto& warning : recording.warnings) all << warning.DebugString();
  for (const auto& progress : recording.progress) all << progress.DebugString();
  EXPECT_EQ(all.str().find(server_->password()), std::string::npos) << all.str();
}

kit::Recording MigrateFixture::Run(kit::InProcessStep& step, v1::Phase phase) {
  kit::Recording recording = step.Run(Call(phase));
  ExpectNoPassword(recording);
  return recording;
}

kit::Recording MigrateFixture::Run(v1::Phase phase) {
  kit::InProcessStep step;
  return Run(step, phase);
}

std::string MigrateFixture::Applied() {
  return Value(
      "select coalesce(string_agg(ltrim(right(version, 6), '0'), ',' order by version), '') "
      "from supabase_migrations.schema_migrations");
}

bool MigrateFixture::IsRunning(const std::string& text) {
  return Value(Concat("select count(*) > 0 from pg_stat_activity where state = 'active' and query "
                      "like '%",
                      text, "%' and application_name like 'release-migrate%'")) == "t";
}

}  // namespace release::migrate
