// The table in which the Supabase CLI and this step record what was applied.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_HISTORY_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_HISTORY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugins/lib/migrations/migration.h"
#include "plugins/lib/postgres/connection.h"

namespace release::migrate {

struct HistoryRow {
  std::string version;
  std::string name;
  std::optional<std::vector<std::string>> statements;  // absent where an old tool wrote none
};

struct History {
  bool complete_table = false;   // the table exists with all three columns
  std::vector<HistoryRow> rows;  // by version, as text
};

// Reads supabase_migrations.schema_migrations; a database without it has an empty history.
absl::StatusOr<History> ReadHistory(postgres::Connection& session,
                                    const postgres::WaitLimits& limits);

// Makes the schema and the table as the CLI would: version text primary key, statements text[],
// name text. Nothing happens when they are there. MIGRATE-HISTORY-TABLE on failure.
absl::Status CreateHistoryTable(postgres::Connection& session, const postgres::WaitLimits& limits);

// Adds the file's row, in the session's current transaction if there is one.
absl::Status RecordInHistory(postgres::Connection& session, const Migration& migration,
                             const postgres::WaitLimits& limits);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_HISTORY_H_
