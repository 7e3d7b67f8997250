// Is this file a journal, whole, and ours to write? Asked before a byte of it changes.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_OPEN_CHECK_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_OPEN_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/coordinator/journal/database.h"

namespace release {

// What can be seen without opening the file. True: it is there. False: there is none, and nothing
// lies beside it that belongs to one. A log without its file, a rollback journal or something that
// is not a plain file is an error.
absl::StatusOr<bool> JournalFileExists(const std::string& path);

// Checks the open file: its marks, the write-ahead log, SQLite's structures, the chain of records.
// Neither the file nor its log is changed, also when the check fails; a log that a crash has torn
// is in order. Writers are not kept waiting, unless something looks wrong.
absl::Status CheckJournal(Database& database);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_OPEN_CHECK_H_
