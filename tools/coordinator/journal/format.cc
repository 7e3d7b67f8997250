#include "tools/coordinator/journal/format.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "tools/base/file_descriptor.h"
#include "tools/base/text.h"
#include "tools/coordinator/journal/journal_problem.h"

namespace release {
namespace {

constexpr char kTables[] = R"sql(
CREATE TABLE releases (
  release_id TEXT PRIMARY KEY,
  environment TEXT NOT NULL,
  first_position INTEGER NOT NULL
) STRICT;
CREATE INDEX releases_by_age ON releases (environment, first_position);

CREATE TABLE records (
  position INTEGER PRIMARY KEY,
  release_id TEXT NOT NULL REFERENCES releases (release_id),
  sequence INTEGER NOT NULL,
  record BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  UNIQUE (release_id, sequence)
) STRICT;

CREATE TABLE generations (
  environment TEXT PRIMARY KEY,
  newest INTEGER NOT NULL
) STRICT;

CREATE TABLE keys (
  name TEXT PRIMARY KEY,
  key BLOB NOT NULL
) STRICT;
)sql";

absl::Status WriteEmptyJournal(const std::string& path) {
  absl::StatusOr<Database> database = Database::Open(path, absl::ZeroDuration());
  if (!database.ok()) return database.status();
  std::array<char, 32> key;
  if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
    return JournalOpenFailed(path, errno, "the system gives no random bytes");
  }
  const std::string marks = absl::StrFormat("PRAGMA application_id=%u; PRAGMA user_version=%u;",
                                            kJournalApplicationId, kJournalVersion);
  for (const std::string& sql : {marks, std::string(kTables)}) {
    if (absl::Status made = database->Run(sql.c_str()); !made.ok()) return made;
  }
  Statement insert(*database, "INSERT INTO keys VALUES ('fingerprint', ?)");
  insert.BindBlob({key.data(), key.size()});
  if (absl::Status kept = insert.Finish(); !kept.ok()) return kept;
  return database->Run("PRAGMA journal_mode=WAL");
}

absl::Status SyncAt(const std::string& path, int flags) {
  absl::StatusOr<FileDescriptor> file = OpenFile(path, flags);
  if (!file.ok()) return file.status();
  if (fsync(file->get()) == 0) return absl::OkStatus();
  return JournalOpenFailed(path, errno, "it cannot be made durable");
}

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Removes the file at the end, with what SQLite may have left beside it.
class Unlinked {
 public:
  explicit Unlinked(std::string path) : path_(std::move(path)) {}
  Unlinked(const Unlinked&) = delete;
  Unlinked& operator=(const Unlinked&) = delete;
  ~Unlinked() {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      unlink(Concat(path_, suffix).c_str());
    }
  }

 private:
  const std::string path_;
};

}  // namespace

absl::Status CreateJournalFile(const std::string& path) {
  std::string draft = Concat(path, ".new-XXXXXX");
  FileDescriptor file(mkostemp(draft.data(), O_CLOEXEC));  // 0600
  if (!file.valid()) return JournalOpenFailed(path, errno, "no file can be made beside it");
  file.Close();
  const Unlinked unlinked(draft);
  if (absl::Status written = WriteEmptyJournal(draft); !written.ok()) return written;
  if (absl::Status synced = SyncAt(draft, O_RDONLY); !synced.ok()) return synced;
  if (link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    return JournalOpenFailed(path, errno, "the new file cannot get its name");
  }
  return SyncAt(DirectoryOf(path), O_RDONLY | O_DIRECTORY);
}

absl::Status ConfigureConnection(Database& database) {
  return database.Run(
      "PRAGMA synchronous=FULL;"
      "PRAGMA foreign_keys=ON;"
      "PRAGMA trusted_schema=OFF;"
      "PRAGMA cell_size_check=ON;");
}

}  // namespace release
