// Indexes that a failed concurrent build left behind.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_INVALID_INDEX_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_INVALID_INDEX_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/postgres/connection.h"
#include "tools/sdk/context.h"

namespace release::migrate {

// All invalid indexes of the database, as `schema.index`, quoted where needed. One that another
// session is building right now is not among them, nor are partitioned indexes, which are invalid
// until each partition has its part.
absl::StatusOr<std::vector<std::string>> InvalidIndexes(postgres::Connection& session,
                                                        const postgres::WaitLimits& limits);

// The invalid index that stands where `migration`, a CREATE INDEX CONCURRENTLY, wants to build.
// With IF NOT EXISTS the server would skip the build and leave it invalid.
absl::StatusOr<std::optional<std::string>> LeftIndex(postgres::Connection& session,
                                                     const Migration& migration,
                                                     const postgres::WaitLimits& limits);

// OK without invalid indexes other than `excepted`; else FAILED_PRECONDITION MIGRATE-INDEX-INVALID.
absl::Status RequireValidIndexes(postgres::Connection& session,
                                 const std::vector<std::string>& excepted,
                                 const postgres::WaitLimits& limits);

// The change that drops an invalid index.
ChangeText DropOfIndex(const std::string& index);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_INVALID_INDEX_H_
