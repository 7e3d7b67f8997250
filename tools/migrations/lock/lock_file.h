// The list of released migrations, which is committed beside them:
//
//   # Released migrations. Written by `tools/bazel run //supabase:migrations.lock`; do not edit.
//   20260105090000_app_role.sql 5d1f...e0 opaque 1
//
// A line is the file's name, the SHA-256 of its bytes, its class and the release in which it was
// locked: four words with one space between. Versions rise from line to line, releases (from 1) do
// not fall. `#` begins a comment line; empty lines are allowed.
#ifndef RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_FILE_H_
#define RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/digest.h"
#include "tools/migrations/text/migration_name.h"
#include "tools/migrations/text/statement_class.h"

namespace release::migrations {

inline constexpr size_t kLargestLock = 4 << 20;  // bytes; some 30,000 migrations
inline constexpr int kMaxRelease = 1'000'000;

struct LockEntry {
  std::string file_name;
  MigrationName name;
  Digest digest;
  StatementClass highest = StatementClass::kExpand;
  int release = 0;
  size_t offset = 0;  // of its line in the file
  size_t length = 0;
};

struct LockFile {
  std::string path;  // for people
  std::string text;
  std::vector<LockEntry> entries;  // by version

  int last_release() const { return entries.empty() ? 0 : entries.back().release; }
  // nullptr for a version that is not released.
  const LockEntry* Find(std::string_view version) const;
};

// Reads `text`. Every line that is wrong is appended to `errors` with its place:
// MIGRATION-LOCK-LINE (not four words, or one of them is wrong), -LOCK-ORDER (versions or
// releases), -LOCK-TEXT (no UTF-8, a NUL, too large). What could be read is returned.
LockFile ReadLock(std::string path, std::string text, std::vector<v1::Diagnosis>& errors);

// The line of an entry, with its newline.
std::string LockLine(const LockEntry& entry);

// `lock` with `added` behind what is there, byte for byte. `command` is how people write it.
std::string ExtendedLock(const LockFile& lock, const std::vector<LockEntry>& added,
                         std::string_view command);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_FILE_H_
