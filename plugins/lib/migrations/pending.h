// What is left to apply, and whether bundle and history fit together at all.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_PENDING_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_PENDING_H_

#include <vector>

#include "plugins/lib/migrations/history.h"
#include "plugins/lib/migrations/migration.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::migrate {

// The migrations whose version the history lacks, in order. `bundle` outlives the result.
std::vector<const Migration*> Pending(const std::vector<Migration>& bundle, const History& history);

// Appends what does not fit: MIGRATE-HISTORY-EDITED (an applied file now says something else),
// -MISSING (an applied version is not in the bundle), -OUT-OF-ORDER (a pending version is older
// than an applied one).
//
// Differences in comments and white space change nothing in the database; they go to `warnings`, as
// MIGRATE-HISTORY-COMMENTS.
void CompareWithHistory(const std::vector<Migration>& bundle, const History& history,
                        std::vector<v1::Diagnosis>& problems, std::vector<v1::Diagnosis>& warnings);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_PENDING_H_
