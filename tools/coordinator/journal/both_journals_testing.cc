#include "tools/coordinator/journal/both_journals_testing.h"

#include <cstdlib>
#include <utility>

#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_testing.h"
#include "tools/coordinator/journal/postgres_journal.h"

namespace release {
namespace {

constexpr char kVariable[] = "STATE_URL";

TestPostgres* shared_server = nullptr;
int databases = 0;

}  // namespace

void StateDatabases::Start() {
  shared_server = TestPostgres::Start().release();
  ASSERT_NE(shared_server, nullptr);
}

void StateDatabases::Stop() { delete std::exchange(shared_server, nullptr); }

TestPostgres& StateDatabases::server() { return *shared_server; }

std::string StateDatabases::New() {
  std::string name = Concat("state", ++databases);
  EXPECT_EQ(shared_server->CreateDatabase(name), "");
  return name;
}

postgres_state::Address StateDatabases::AddressOf(const std::string& database) {
  auto address = postgres_state::ParseAddress(kVariable, Secret::Of(shared_server->Dsn(database)));
  EXPECT_TRUE(address.ok()) << address.status();
  return *std::move(address);
}

absl::StatusOr<std::unique_ptr<Journal>> OpenJournalAt(const std::string& where) {
  constexpr std::string_view kDatabase = "postgres:";
  if (!where.starts_with(kDatabase)) return Journal::Open(where);
  const std::string variable = where.substr(kDatabase.size());
  const char* url = getenv(variable.c_str());
  auto address = postgres_state::ParseAddress(variable, Secret::Of(url == nullptr ? "" : url));
  if (!address.ok()) return address.status();
  return OpenPostgresJournal(*std::move(address));
}

void BothJournalsTest::SetUp() {
  if (GetParam() == JournalKind::kDatabase) database_ = StateDatabases::New();
}

std::unique_ptr<Journal> BothJournalsTest::OpenDatabase(const std::string& name) {
  auto journal = OpenPostgresJournal(StateDatabases::AddressOf(name));
  EXPECT_TRUE(journal.ok()) << journal.status() << "\n" << WhyOf(journal.status());
  return journal.ok() ? *std::move(journal) : nullptr;
}

std::unique_ptr<Journal> BothJournalsTest::Open() const {
  if (GetParam() == JournalKind::kDatabase) return OpenDatabase(database_);
  auto journal = Journal::Open(path_);
  EXPECT_TRUE(journal.ok()) << journal.status() << "\n" << WhyOf(journal.status());
  return journal.ok() ? *std::move(journal) : nullptr;
}

std::unique_ptr<Journal> BothJournalsTest::OpenOther() const {
  if (GetParam() == JournalKind::kDatabase) return OpenDatabase(StateDatabases::New());
  return *Journal::Open(directory_.path() + "/other.db");
}

void BothJournalsTest::WriteRelease(const std::string& release_id, int steps) const {
  const std::unique_ptr<Journal> journal = Open();
  ASSERT_NE(journal, nullptr);
  MustAppend(*journal, Started(release_id));
  for (int i = 0; i < steps; ++i) {
    MustAppend(*journal, StepStarted(release_id, Concat("step", i)));
    MustAppend(*journal, StepFinished(release_id, Concat("step", i)));
  }
  MustAppend(*journal, Finished(release_id, v1::RELEASE_OUTCOME_SUCCEEDED));
}

Process BothJournalsTest::Writer(const std::vector<std::string>& arguments) const {
  Command command;
  command.argv = {getenv("JOURNAL_WRITER"), path_};
  if (GetParam() == JournalKind::kDatabase) {
    command.argv.back() = Concat("postgres:", kVariable);
    command.env = {{kVariable, StateDatabases::server().Dsn(database_)}};
  }
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.out = Stdio::kPipe;
  absl::StatusOr<Process> process = Process::Start(command);
  EXPECT_TRUE(process.ok()) << process.status();
  return *std::move(process);
}

std::string JournalKindName(const testing::TestParamInfo<JournalKind>& info) {
  return info.param == JournalKind::kFile ? "File" : "Database";
}

}  // namespace release
