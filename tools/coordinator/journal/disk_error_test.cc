// A disk that fails. Below SQLite stands the real file system with one fault that is switched on:
// the next sync, or the next write, of the log gives an error once.
#include <sqlite3.h>

#include <string>

#include "gtest/gtest.h"
#include "tools/coordinator/journal/journal.h"
#include "tools/coordinator/journal/journal_testing.h"

namespace release {
namespace {

enum class Fault { kNone, kSync, kWrite };

Fault next_fault = Fault::kNone;
sqlite3_io_methods real_methods;
sqlite3_io_methods faulty_methods;

bool Strikes(Fault fault) {
  if (next_fault != fault) return false;
  next_fault = Fault::kNone;  // the disk is fine again, as far as it says
  return true;
}

int Sync(sqlite3_file* file, int flags) {
  return Strikes(Fault::kSync) ? SQLITE_IOERR_FSYNC : real_methods.xSync(file, flags);
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  return Strikes(Fault::kWrite) ? SQLITE_IOERR_WRITE
                                : real_methods.xWrite(file, bytes, size, offset);
}

sqlite3_vfs* real_vfs = nullptr;

int OpenFaulty(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  const int result = real_vfs->xOpen(real_vfs, name, file, flags, out);
  if (result == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
    real_methods = faulty_methods = *file->pMethods;
    faulty_methods.xSync = Sync;
    faulty_methods.xWrite = Write;
    file->pMethods = &faulty_methods;
  }
  return result;
}

class DiskErrorTest : public JournalTest, public testing::WithParamInterface<Fault> {
 protected:
  static void SetUpTestSuite() {
    static sqlite3_vfs faulty = *sqlite3_vfs_find(nullptr);
    real_vfs = sqlite3_vfs_find(nullptr);
    faulty.zName = "faulty";
    faulty.xOpen = OpenFaulty;
    ASSERT_EQ(sqlite3_vfs_register(&faulty, /*makeDflt=*/1), SQLITE_OK);
  }
  static void TearDownTestSuite() { sqlite3_vfs_register(real_vfs, /*makeDflt=*/1); }
};

TEST_P(DiskErrorTest, OneErrorEndsWritingUntilTheFileIsOpenedAgain) {
  {
    const auto journal = Open();
    MustAppend(*journal, Started("a"));
    next_fault = GetParam();
    EXPECT_EQ(CodeOf(journal->Append(StepStarted("a"))), "JOURNAL-WRITE");
    ASSERT_EQ(next_fault, Fault::kNone);
    EXPECT_EQ(CodeOf(journal->Append(StepFinished("a"))), "JOURNAL-WRITE");
    EXPECT_EQ(CodeOf(journal->AllocateGeneration("rehearsal", 0)), "JOURNAL-WRITE");
    EXPECT_EQ(journal->EventsOf("a", 1)->size(), 1u);
  }
  const auto journal = Open();
  const size_t kept = journal->EventsOf("a", 1)->size();
  EXPECT_GE(kept, 1u);  // acknowledged
  EXPECT_LE(kept, 2u);  // in doubt: it may have reached the disk
  EXPECT_EQ(MustAppend(*journal, StepStarted("a")), kept + 1);
}

INSTANTIATE_TEST_SUITE_P(Faults, DiskErrorTest, testing::Values(Fault::kSync, Fault::kWrite),
                         [](const testing::TestParamInfo<Fault>& fault) {
                           return fault.param == Fault::kSync ? "Sync" : "Write";
                         });

}  // namespace
}  // namespace release
