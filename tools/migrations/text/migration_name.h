// Names of migration files: `20260105090000_organizations.sql`.
#ifndef RELEASE_TOOLS_MIGRATIONS_TEXT_MIGRATION_NAME_H_
#define RELEASE_TOOLS_MIGRATIONS_TEXT_MIGRATION_NAME_H_

#include <string>
#include <string_view>

namespace release::migrations {

inline constexpr size_t kVersionDigits = 14;

struct MigrationName {
  std::string version = {};  // `20260105090000`
  std::string words = {};    // `organizations`
  std::string problem = {};  // why it is no name of a migration; empty for a good one
};

// Fourteen digits that are a date and a time, `_`, words of `a-z0-9_` that begin with a letter or a
// digit, `.sql`. `file_name` has no folder.
MigrationName ReadMigrationName(std::string_view file_name);

// What is wrong with fourteen digits as YYYYMMDDHHMMSS; empty for a time that exists.
std::string VersionProblem(std::string_view version);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_TEXT_MIGRATION_NAME_H_
