// What of a pending file's findings its directives account for.
#ifndef RELEASE_TOOLS_MIGRATIONS_BUNDLE_VERDICT_H_
#define RELEASE_TOOLS_MIGRATIONS_BUNDLE_VERDICT_H_

#include "tools/migrations/bundle/analysis.h"

namespace release::migrations {

// Marks what the file allows, and appends the rest to `problems`.
//
// A contract finding is accounted for by `completes VERSION`, where VERSION is in the lock; any
// other by `allow CODE: REASON`. A directive that accounts for nothing is a problem too.
void JudgeFile(FileReport& report, const LockFile& lock, Problems& problems);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_BUNDLE_VERDICT_H_
