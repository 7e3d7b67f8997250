// Whether the migrations still are what was released.
#ifndef RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_CHECK_H_
#define RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_CHECK_H_

#include <string>
#include <vector>

#include "proto/release/v1/diagnosis.pb.h"
#include "tools/base/digest.h"
#include "tools/migrations/lock/lock_file.h"

namespace release::migrations {

struct LockedFile {
  std::string path;  // for people
  std::string file_name;
  std::string version;  // empty for a name that is none
  Digest digest;
};

// Appends what no longer fits: MIGRATION-LOCK-EDITED, -RENAMED, -DELETED, and -INSERTED for a file
// that is not in the lock but older than its last entry.
void CompareWithLock(const LockFile& lock, const std::vector<LockedFile>& files,
                     std::vector<v1::Diagnosis>& errors);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_LOCK_LOCK_CHECK_H_
