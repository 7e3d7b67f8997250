// Everything that can be wrong with a journal, in words and with a cure.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_PROBLEM_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_PROBLEM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace release {

// JOURNAL-OPEN. `error_number` is the system's, 0 when it has no part in it.
absl::Status JournalOpenFailed(const std::string& path, int error_number, std::string_view why);

// JOURNAL-NOT-A-JOURNAL, JOURNAL-FOREIGN, JOURNAL-NEWER, JOURNAL-DAMAGED. The file was not changed.
absl::Status JournalNotAJournal(const std::string& path, std::string_view why);
absl::Status JournalForeign(const std::string& path, uint32_t application_id);
absl::Status JournalNewer(const std::string& path, uint32_t version, uint32_t known);
absl::Status JournalDamaged(const std::string& path, std::string_view why);

// JOURNAL-DISK-FULL: nothing of the event was stored.
absl::Status JournalDiskFull(const std::string& path);

// JOURNAL-EVENT: the caller's event does not belong in a journal.
absl::Status JournalWrongEvent(std::string_view release_id, std::string_view why);

// For SQLite's extended result code: JOURNAL-DISK-FULL, JOURNAL-BUSY, JOURNAL-DAMAGED,
// JOURNAL-WRITE, JOURNAL-READ, JOURNAL-OPEN. `message` is SQLite's.
absl::Status JournalSqliteError(const std::string& path, int extended_code, int error_number,
                                std::string_view message);

// The code of the diagnosis in `status`; empty when there is none.
std::string JournalCode(const absl::Status& status);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_JOURNAL_PROBLEM_H_
