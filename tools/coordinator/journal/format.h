// The file's format: its marks, its tables, and how a new one comes to be. README.md tells it in
// prose.
#ifndef RELEASE_TOOLS_COORDINATOR_JOURNAL_FORMAT_H_
#define RELEASE_TOOLS_COORDINATOR_JOURNAL_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/coordinator/journal/database.h"

namespace release {

// "RLJ1" in the header of the file: this database is a release journal.
inline constexpr uint32_t kJournalApplicationId = 0x524c4a31;

// Format of the file. A program opens its own and none that is higher.
inline constexpr uint32_t kJournalVersion = 1;

// Makes an empty journal at `path`, complete or not at all: it is written and synced under another
// name and then gets this one. When another process has made one in the meantime, that one stays
// and the call succeeds. Errors: JOURNAL-OPEN, JOURNAL-DISK-FULL, JOURNAL-WRITE.
absl::Status CreateJournalFile(const std::string& path);

// What every connection says first: how durable, how strict.
absl::Status ConfigureConnection(Database& database);

}  // namespace release

#endif  // RELEASE_TOOLS_COORDINATOR_JOURNAL_FORMAT_H_
