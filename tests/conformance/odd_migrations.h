// Migration files in which two ways of splitting SQL could differ.
#ifndef RELEASE_TESTS_CONFORMANCE_ODD_MIGRATIONS_H_
#define RELEASE_TESTS_CONFORMANCE_ODD_MIGRATIONS_H_

#include <cstdint>

#include "tests/conformance/supabase_cli.h"

namespace release {

// One file for each oddity that is known.
MigrationFiles OddMigrations();

// `count` files, put together at random from statements, separators and comments; the same for the
// same seed. All are valid SQL.
MigrationFiles RandomMigrations(int count, uint32_t seed);

}  // namespace release

#endif  // RELEASE_TESTS_CONFORMANCE_ODD_MIGRATIONS_H_
