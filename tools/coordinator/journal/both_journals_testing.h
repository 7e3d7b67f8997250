// One test for the journal in a file and the journal in a database.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_BOTH_JOURNALS_TESTING_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_BOTH_JOURNALS_TESTING_H_

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/support/postgres.h"
#include "tools/base/files.h"
#include "tools/base/process.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/postgres/address.h"

namespace release {

// A PostgreSQL for a whole suite, and a database of its own for each test.
class StateDatabases {
 public:
  static void Start();
  static void Stop();
  static TestPostgres& server();

  // Makes a database and returns its name.
  static std::string New();
  static postgres_state::Address AddressOf(const std::string& database);
};

// Opens what journal_writer and the tests are given: a path, or `postgres:VARIABLE` whose value is
// the URL.
absl::StatusOr<std::unique_ptr<Journal>> OpenJournalAt(const std::string& where);

enum class JournalKind { kFile, kDatabase };

class BothJournalsTest : public testing::TestWithParam<JournalKind> {
 protected:
  static void SetUpTestSuite() { StateDatabases::Start(); }
  static void TearDownTestSuite() { StateDatabases::Stop(); }
  void SetUp() override;

  // Opens the test's journal, which has to succeed.
  std::unique_ptr<Journal> Open() const;

  // Another one, that nobody has written to.
  std::unique_ptr<Journal> OpenOther() const;

  // Makes a journal with one release of `steps` steps, and closes it.
  void WriteRelease(const std::string& release_id, int steps) const;

  // journal_writer on the test's journal, whose output is ours to read.
  Process Writer(const std::vector<std::string>& arguments) const;

 private:
  static std::unique_ptr<Journal> OpenDatabase(const std::string& name);

  TempDirectory directory_ = *TempDirectory::Create();
  const std::string path_ = directory_.path() + "/journal.db";
  std::string database_;
};

std::string JournalKindName(const testing::TestParamInfo<JournalKind>& info);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_BOTH_JOURNALS_TESTING_H_
