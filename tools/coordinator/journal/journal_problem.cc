#include "tools/coordinator/journal/journal_problem.h"

#include <sqlite3.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "tools/base/diagnosis.h"
#include "tools/base/text.h"

namespace release {
namespace {

// The way on that every unusable file has: it is kept, and a new one is made beside it.
std::string SetAside(const std::string& path) {
  return Concat("nothing was changed in it. To start with an empty journal, keep it for later: mv ",
                path, " ", path, ".kept");
}

bool MeansFull(int extended_code, int error_number) {
  return (extended_code & 0xff) == SQLITE_FULL ||
         ((extended_code & 0xff) == SQLITE_IOERR && extended_code != SQLITE_IOERR_FSYNC &&
          (error_number == ENOSPC || error_number == EDQUOT));
}

bool IsWrite(int extended_code) {
  switch (extended_code) {
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_FSYNC:
    case SQLITE_IOERR_DIR_FSYNC:
    case SQLITE_IOERR_TRUNCATE:
    case SQLITE_IOERR_DELETE:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMMAP:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status JournalOpenFailed(const std::string& path, int error_number, std::string_view why) {
  if (error_number == ENOSPC || error_number == EDQUOT) return JournalDiskFull(path);
  DiagnosisText text = {.code = "JOURNAL-OPEN",
                        .what = Concat("the journal ", path, " cannot be opened"),
                        .why = std::string(why),
                        .fix =
                            "give this user a directory of its own to write to, and see that the "
                            "file in it is a plain file of this user"};
  if (error_number != 0) return DiagnoseErrno(error_number, std::move(text));
  return Diagnose(absl::StatusCode::kFailedPrecondition, std::move(text));
}

absl::Status JournalNotAJournal(const std::string& path, std::string_view why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "JOURNAL-NOT-A-JOURNAL",
                   .what = Concat(path, " is not a release journal"),
                   .why = std::string(why),
                   .fix = SetAside(path)});
}

absl::Status JournalForeign(const std::string& path, uint32_t application_id) {
  return Diagnose(absl::StatusCode::kFailedPrecondition,
                  {.code = "JOURNAL-FOREIGN",
                   .what = Concat(path, " is the database of another program"),
                   .why = absl::StrFormat("it is a SQLite database, but its application id is %08x",
                                          application_id),
                   .fix = SetAside(path)});
}

absl::Status JournalNewer(const std::string& path, uint32_t version, uint32_t known) {
  return Diagnose(
      absl::StatusCode::kFailedPrecondition,
      {.code = "JOURNAL-NEWER",
       .what = Concat("the journal ", path, " was written by a newer version of this program"),
       .why = Concat("the file has format ", version, ", this program knows up to ", known),
       .fix = "use the version of this repository that wrote it, or a later one; nothing was "
              "changed in the file"});
}

absl::Status JournalDamaged(const std::string& path, std::string_view why) {
  return Diagnose(absl::StatusCode::kDataLoss,
                  {.code = "JOURNAL-DAMAGED",
                   .what = Concat("the journal ", path, " is damaged"),
                   .why = std::string(why),
                   .fix = Concat("put the file back from a backup, together with ", path,
                                 "-wal. Without one: ", SetAside(path),
                                 "; the next release then asks every step what is already done")});
}

absl::Status JournalDiskFull(const std::string& path) {
  return Diagnose(
      absl::StatusCode::kResourceExhausted,
      {.code = "JOURNAL-DISK-FULL",
       .what = Concat("there is no space to write the journal ", path),
       .why = "an event has to be on disk before its effect starts, so nothing was started",
       .fix = "make space on that file system, 1 MiB is enough, and run the same command again"});
}

absl::Status JournalWrongEvent(std::string_view release_id, std::string_view why) {
  return Diagnose(absl::StatusCode::kInvalidArgument,
                  {.code = "JOURNAL-EVENT",
                   .what = Concat("an event of release `", release_id, "` cannot be stored"),
                   .why = std::string(why),
                   .fix = "this is a defect of the coordinator; please report it"});
}

absl::Status JournalSqliteError(const std::string& path, int extended_code, int error_number,
                                std::string_view message) {
  const std::string why = Concat("SQLite says: ", message, " (", extended_code, ")",
                                 error_number == 0 ? "" : Concat(", system error ", error_number));
  if (MeansFull(extended_code, error_number)) return JournalDiskFull(path);
  switch (extended_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Diagnose(absl::StatusCode::kUnavailable,
                      {.code = "JOURNAL-BUSY",
                       .what = Concat("another process keeps the journal ", path, " locked"),
                       .why = why,
                       .fix = Concat("find it with: fuser -v ", path),
                       .retry = v1::RETRY_BACKOFF});
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return JournalDamaged(path, why);
    case SQLITE_IOERR:
      if (IsWrite(extended_code)) {
        return Diagnose(absl::StatusCode::kDataLoss,
                        {.code = "JOURNAL-WRITE",
                         .what = Concat("the disk failed while the journal ", path, " was written"),
                         .why = why,
                         .fix = "look for the disk's error with `dmesg`, then run the same command "
                                "again: it checks the file and goes on"});
      }
      return Diagnose(absl::StatusCode::kDataLoss,
                      {.code = "JOURNAL-READ",
                       .what = Concat("the disk failed while the journal ", path, " was read"),
                       .why = why,
                       .fix = "look for the disk's error with `dmesg`; copy the file away while it "
                              "can be read"});
    case SQLITE_CANTOPEN:
      return JournalOpenFailed(path, error_number, why);
    default:
      return Diagnose(absl::StatusCode::kInternal,
                      {.code = "JOURNAL-SQLITE",
                       .what = Concat("SQLite refused an operation on the journal ", path),
                       .why = why,
                       .fix = "this is a defect of the coordinator; please report it"});
  }
}

std::string JournalCode(const absl::Status& status) {
  const std::optional<v1::Diagnosis> diagnosis = DiagnosisIn(status);
  return diagnosis.has_value() ? diagnosis->code() : std::string();
}

}  // namespace release
