// Adds what is not released yet to the lock file.
#ifndef RELEASE_TOOLS_MIGRATIONS_CLI_LOCK_COMMAND_H_
#define RELEASE_TOOLS_MIGRATIONS_CLI_LOCK_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/lock/lock_file.h"

namespace release::migrations {

// The entries of the bundle's pending files, for release `release`; 0 means the one after the
// lock's last. The last one again is for files that belong to a release that is not out yet.
//
// MIGRATION-LOCK-RELEASE for a release that is neither; MIGRATION-COMPLETES-SAME-RELEASE when a
// file completes what the same release began.
absl::StatusOr<std::vector<LockEntry>> NewEntries(const BundleReport& bundle, const LockFile& lock,
                                                  int release);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_CLI_LOCK_COMMAND_H_
