// One migration file of the bundle, read and split.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_MIGRATION_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_MIGRATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/release/v1/artifact.pb.h"
#include "proto/release/v1/diagnosis.pb.h"
#include "tools/migrations/text/splitter.h"

namespace release::migrate {

using migrations::Statement;

struct Migration {
  std::string version;    // 14 digits
  std::string name;       // between the first `_` and `.sql`
  std::string file_name;  // `20260105090000_organizations.sql`
  std::string path;       // for people: `supabase/migrations/20260105090000_organizations.sql`
  std::string text;
  std::vector<Statement> statements;
  bool outside = false;  // its one statement cannot run in a transaction

  // How many statements there are to execute.
  int executable() const;
};

// Reads every file of the bundle, in the order of versions. What is wrong with names is appended to
// `problems`, all at once: MIGRATE-FILE-NAME, MIGRATE-FILE-DUPLICATE-VERSION. The status is for
// files that cannot be read.
absl::StatusOr<std::vector<Migration>> ReadMigrations(const v1::Artifact& bundle,
                                                      std::vector<v1::Diagnosis>& problems);

// The version of a file name that follows the rule `<14 digits>_<a-z0-9_>.sql`, else empty.
std::string VersionOf(const std::string& file_name);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_MIGRATION_H_
