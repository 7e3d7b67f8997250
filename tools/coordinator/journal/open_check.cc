#include "tools/coordinator/journal/open_check.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "tools/base/files.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/chain_check.h"
#include "tools/coordinator/journal/format.h"
#include "tools/coordinator/journal/journal_problem.h"
#include "tools/coordinator/journal/wal_scan.h"

namespace release {
namespace {

// https://www.sqlite.org/fileformat2.html#the_database_header
constexpr int kHeaderSize = 100;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr size_t kPageSize = 16;
constexpr size_t kWriteFormat = 18;
constexpr size_t kUserVersion = 60;
constexpr size_t kApplicationId = 68;
constexpr char kWalFormat = 2;

// A log grows past SQLite's 4 MiB only while a reader stays in it.
constexpr size_t kLargestLog = size_t{1} << 30;

absl::Status CheckMarkValues(const std::string& path, uint32_t application_id, uint32_t version) {
  if (application_id != kJournalApplicationId) return JournalForeign(path, application_id);
  if (version > kJournalVersion) return JournalNewer(path, version, kJournalVersion);
  if (version == 0) return JournalDamaged(path, "its header has no format version");
  return absl::OkStatus();
}

// What the marks are with the log laid over the file; the header alone may be older.
absl::StatusOr<uint32_t> Mark(Database& database, const char* pragma) {
  Statement mark(database, pragma);
  if (absl::StatusOr<bool> row = mark.Step(); !row.ok()) return row.status();
  return static_cast<uint32_t>(mark.Number(0));
}

absl::Status CheckMarks(Database& database) {
  absl::StatusOr<uint32_t> application_id = Mark(database, "PRAGMA application_id");
  if (!application_id.ok()) return application_id.status();
  absl::StatusOr<uint32_t> version = Mark(database, "PRAGMA user_version");
  if (!version.ok()) return version.status();
  return CheckMarkValues(database.path(), *application_id, *version);
}

uint32_t BigEndian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

bool IsThere(const std::string& path) {
  struct stat there = {};
  return lstat(path.c_str(), &there) == 0;
}

absl::Status CheckHeader(Database& database) {
  absl::StatusOr<std::string> header = database.RawBytes(0, kHeaderSize);
  if (!header.ok()) return header.status();
  const std::string& path = database.path();
  if (header->empty()) {
    // A new journal gets its name when it is complete, so this is not one that was never begun.
    return JournalDamaged(path, "it is empty: its content was cut off");
  }
  if (!std::string_view(*header).starts_with(kMagic.substr(0, header->size()))) {
    return JournalNotAJournal(path, "it does not begin like a SQLite database");
  }
  if (header->size() < kHeaderSize) {
    return JournalDamaged(path, Concat("it was cut off after ", header->size(), " bytes"));
  }
  absl::Status marks =
      CheckMarkValues(path, BigEndian(*header, kApplicationId), BigEndian(*header, kUserVersion));
  if (!marks.ok()) return marks;
  if ((*header)[kWriteFormat] != kWalFormat || (*header)[kWriteFormat + 1] != kWalFormat) {
    return JournalDamaged(path, "its header does not say that it has a write-ahead log");
  }
  return absl::OkStatus();
}

// SQLite reads a page that was cut off as if zeros followed.
absl::Status CheckWholePages(Database& database) {
  absl::StatusOr<int64_t> size = database.RawSize();
  if (!size.ok()) return size.status();
  absl::StatusOr<std::string> header = database.RawBytes(0, kHeaderSize);
  if (!header.ok()) return header.status();
  const uint32_t stored = BigEndian(*header, kPageSize) >> 16;
  const int64_t page = stored == 1 ? 65536 : stored;
  if (page > 0 && *size % page == 0) return absl::OkStatus();
  return JournalDamaged(database.path(), Concat("its ", *size, " bytes end within a page"));
}

absl::Status ReadLog(Database& database) {
  absl::StatusOr<std::string> log = ReadFile(Concat(database.path(), "-wal"), kLargestLog);
  if (!log.ok() && !absl::IsNotFound(log.status())) return log.status();
  if (!log.ok() || log->empty()) return CheckWholePages(database);
  const WalScan scan = ScanWal(*log);
  if (!scan.Damaged()) return absl::OkStatus();
  const std::string where = Concat("in its write-ahead log ", database.path(), "-wal ");
  return JournalDamaged(database.path(),
                        scan.header_lost
                            ? Concat(where, "the header is not the one that was written")
                            : Concat(where, "frame ", scan.good_frames + 1, " is wrong and ",
                                     scan.lost_commits, " commits follow it"));
}

absl::Status CheckLog(Database& database) {
  if (ReadLog(database).ok()) return absl::OkStatus();
  // A writer may have been at it. It is kept away for the second look, which counts.
  absl::StatusOr<Transaction> alone = Transaction::Begin(database, Transaction::kWrite);
  if (!alone.ok()) return alone.status();
  return ReadLog(database);
}

absl::Status CheckStructure(Database& database) {
  Statement check(database, "PRAGMA integrity_check(1)");
  absl::StatusOr<bool> row = check.Step();
  if (!row.ok()) return row.status();
  if (*row && check.Bytes(0) == "ok") return absl::OkStatus();
  return JournalDamaged(database.path(), Concat("SQLite's check says: ", check.Bytes(0)));
}

}  // namespace

absl::StatusOr<bool> JournalFileExists(const std::string& path) {
  if (IsThere(Concat(path, "-journal"))) {
    return JournalDamaged(path, Concat("beside it lies ", path,
                                       "-journal, which a release journal never has and which "
                                       "would be written into it"));
  }
  struct stat there = {};
  if (stat(path.c_str(), &there) != 0) {
    if (errno != ENOENT) return JournalOpenFailed(path, errno, "it cannot be looked at");
    struct stat log = {};
    if (stat(Concat(path, "-wal").c_str(), &log) != 0 || log.st_size == 0) return false;
    return JournalDamaged(
        path, Concat("the file is gone, but its write-ahead log ", path, "-wal is there"));
  }
  if (!S_ISREG(there.st_mode)) return JournalNotAJournal(path, "it is not a plain file");
  return true;
}

absl::Status CheckJournal(Database& database) {
  if (absl::Status header = CheckHeader(database); !header.ok()) return header;
  if (absl::Status log = CheckLog(database); !log.ok()) return log;
  absl::StatusOr<Transaction> view = Transaction::Begin(database, Transaction::kRead);
  if (!view.ok()) return view.status();
  if (absl::Status marks = CheckMarks(database); !marks.ok()) return marks;
  if (absl::Status structure = CheckStructure(database); !structure.ok()) return structure;
  return CheckChain(database);
}

}  // namespace release
