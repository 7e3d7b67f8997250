// Files that are not a whole journal of ours: each is told apart and left as it was.
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

class OpenCheckTest : public JournalTest {
 protected:
  // Runs SQL on the file as a person with the sqlite3 shell would.
  void Sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* message = nullptr;
    ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << message;
    ASSERT_EQ(sqlite3_close(database), SQLITE_OK);
  }

  // Opens the file; it must be refused and must not change.
  absl::Status Refused() const {
    const std::string before = Bytes(path_);
    const absl::Status status = Journal::Open(path_).status();
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(Bytes(path_), before);
    EXPECT_NE(status.message().find(path_), absl::string_view::npos) << status;
    return status;
  }
};

TEST_F(OpenCheckTest, FilesOfOthersAreToldApart) {
  WriteRelease("a", 1);
  const std::string good = Bytes(path_);
  struct Case {
    const char* name;
    std::string bytes;
    const char* code;
  };
  const std::vector<Case> cases = {
      {"text", "{\"version\": 1}\n", "JOURNAL-NOT-A-JOURNAL"},
      {"long text", std::string(10000, 'x'), "JOURNAL-NOT-A-JOURNAL"},
      {"zeros", std::string(8192, '\0'), "JOURNAL-NOT-A-JOURNAL"},
      {"almost SQLite", "SQLite format 2" + good.substr(15), "JOURNAL-NOT-A-JOURNAL"},
      {"empty", "", "JOURNAL-DAMAGED"},
      {"cut in its magic", good.substr(0, 10), "JOURNAL-DAMAGED"},
      {"cut in its header", good.substr(0, 64), "JOURNAL-DAMAGED"},
      {"cut after its header", good.substr(0, 100), "JOURNAL-DAMAGED"},
      {"cut after a page", good.substr(0, 4096), "JOURNAL-DAMAGED"},
      {"cut in the last page", good.substr(0, good.size() - 1), "JOURNAL-DAMAGED"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Put(path_, c.bytes);
    EXPECT_EQ(CodeOf(Refused()), c.code);
    unlink((path_ + "-wal").c_str());
    unlink((path_ + "-shm").c_str());
  }
}

TEST_F(OpenCheckTest, DatabaseOfAnotherProgramIsForeign) {
  Sql("CREATE TABLE bookmarks (url TEXT); PRAGMA application_id=0x0f055112;");
  const absl::Status status = Refused();
  EXPECT_EQ(CodeOf(status), "JOURNAL-FOREIGN");
  EXPECT_NE(WhyOf(status).find("0f055112"), std::string::npos);
}

TEST_F(OpenCheckTest, NewerFormatIsNotTouched) {
  WriteRelease("a", 1);
  Sql("PRAGMA user_version=2");
  const absl::Status status = Refused();
  EXPECT_EQ(CodeOf(status), "JOURNAL-NEWER");
  EXPECT_NE(WhyOf(status).find("format 2"), std::string::npos);
}

TEST_F(OpenCheckTest, NewerFormatIsSeenInTheLogToo) {
  WriteRelease("a", 1);
  sqlite3* later = nullptr;  // stays open, so that its change is in the log only
  ASSERT_EQ(sqlite3_open(path_.c_str(), &later), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(later, "PRAGMA user_version=2", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(CodeOf(Refused()), "JOURNAL-NEWER");
  sqlite3_close(later);
}

TEST_F(OpenCheckTest, EditsAreNamedByTheirRecord) {
  WriteRelease("a", 3);
  const std::string good = Bytes(path_);
  struct Case {
    const char* sql;
    const char* why;
  };
  for (const Case& c : std::vector<Case>{
           {"UPDATE records SET record = x'0801' WHERE position = 3", "at record 3"},
           {"UPDATE records SET record = CAST(record || x'00' AS BLOB) WHERE position = 8",
            "at record 8"},
           {"DELETE FROM records WHERE position = 4", "record 4 is missing"},
           {"DELETE FROM records WHERE position = 1", "record 1 is missing"},
           {"UPDATE records SET sha256 = zeroblob(32) WHERE position = 5", "at record 5"},
           {"UPDATE records SET sequence = 99 WHERE position = 6", "at record 6"},
           {"UPDATE records SET position = 100 WHERE position = 8", "record 8 is missing"},
           {"UPDATE releases SET environment = 'production'", "list of releases names `a`"},
           {"UPDATE releases SET first_position = 2", "list of releases names `a`"},
           {"INSERT INTO releases VALUES ('b', 'rehearsal', 1)", "list of releases names `b`"},
           {"UPDATE generations SET newest = 0", "generation 1"},
           {"DELETE FROM generations", "generation 1"},
           {"DELETE FROM releases", "list of releases lacks `a`"}}) {
    SCOPED_TRACE(c.sql);
    Put(path_, good);
    Sql(c.sql);
    const absl::Status status = Refused();
    EXPECT_EQ(CodeOf(status), "JOURNAL-DAMAGED");
    EXPECT_NE(WhyOf(status).find(c.why), std::string::npos) << WhyOf(status);
    unlink((path_ + "-wal").c_str());
    unlink((path_ + "-shm").c_str());
  }
}

TEST_F(OpenCheckTest, FlippedByteIsFoundOrMeansNothing) {
  WriteRelease("a", 3);
  const std::string good = Bytes(path_);
  const auto events = *Open()->EventsOf("a", 1);
  const std::string key = *Open()->FingerprintKey();
  int refused = 0;
  for (size_t at = 16; at < good.size(); at += 97) {
    SCOPED_TRACE(at);
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    Put(path_, bad);
    absl::StatusOr<std::unique_ptr<Journal>> journal = Journal::Open(path_);
    if (!journal.ok()) {
      ++refused;
      EXPECT_EQ(Bytes(path_), bad);
      unlink((path_ + "-wal").c_str());
      unlink((path_ + "-shm").c_str());
      continue;
    }
    const auto read = (*journal)->EventsOf("a", 1);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read->size(), events.size());
    for (size_t i = 0; i < events.size(); ++i) {
      ASSERT_EQ((*read)[i].SerializeAsString(), events[i].SerializeAsString());
    }
  }
  EXPECT_GT(refused, 20);
}

TEST_F(OpenCheckTest, StrayNeighboursAreNotMergedIn) {
  WriteRelease("a", 1);
  Put(path_ + "-journal", std::string(4096, 'j'));
  EXPECT_EQ(CodeOf(Refused()), "JOURNAL-DAMAGED");
  unlink((path_ + "-journal").c_str());

  Put(path_ + "-wal", std::string(4096, 'w'));
  EXPECT_EQ(CodeOf(Refused()), "JOURNAL-DAMAGED");
  EXPECT_EQ(Bytes(path_ + "-wal"), std::string(4096, 'w'));
}

TEST_F(OpenCheckTest, LogWithoutItsFileIsKept) {
  Put(path_ + "-wal", std::string(4096, 'w'));
  EXPECT_EQ(CodeOf(Journal::Open(path_)), "JOURNAL-DAMAGED");
  EXPECT_EQ(Bytes(path_ + "-wal"), std::string(4096, 'w'));
  EXPECT_NE(access(path_.c_str(), F_OK), 0);
}

TEST_F(OpenCheckTest, DirectoriesAndPipesAreNoJournals) {
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  EXPECT_EQ(CodeOf(Journal::Open(path_)), "JOURNAL-NOT-A-JOURNAL");
  ASSERT_EQ(rmdir(path_.c_str()), 0);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(CodeOf(Journal::Open(path_)), "JOURNAL-NOT-A-JOURNAL");
}

}  // namespace
}  // namespace release
