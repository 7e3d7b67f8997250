// The product's database, for tests: what a release would have made, on a throw-away PostgreSQL.
//
// The test needs //supabase:migrations and //supabase:prelude as data.
#ifndef RELEASE_SUPABASE_PRODUCT_SCHEMA_H_
#define RELEASE_SUPABASE_PRODUCT_SCHEMA_H_

#include <string>
#include <string_view>

#include "tests/support/postgres.h"

namespace spectral {

// Creates a database as a new Supabase project would be: the prelude, nothing else. "" or the
// reason.
std::string CreateProject(release::TestPostgres& postgres, std::string_view name);

// Applies every migration, each file in one implicit transaction. "" or the file and the reason.
std::string ApplyMigrations(release::TestPostgres& postgres, std::string_view name);

}  // namespace spectral

#endif  // RELEASE_SUPABASE_PRODUCT_SCHEMA_H_
