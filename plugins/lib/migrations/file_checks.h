// What makes a pending file unfit to be run, told before anything runs.
#ifndef RELEASE_PLUGINS_LIB_MIGRATIONS_FILE_CHECKS_H_
#define RELEASE_PLUGINS_LIB_MIGRATIONS_FILE_CHECKS_H_

#include <vector>

#include "plugins/lib/migrations/migration.h"
#include "proto/release/v1/diagnosis.pb.h"

namespace release::migrate {

// Appends what is wrong with the file's content: MIGRATE-FILE-ENCODING (NUL bytes, no UTF-8),
// -UNTERMINATED (a quote or comment without end), -TRANSACTION-CONTROL, -COPY, -META-COMMAND,
// -NOT-ALONE (a statement that cannot run in a transaction has company), -NOT-RERUNNABLE (one that
// fails when it is run again after a lost answer).
//
// Only for files that are still to be applied: what is applied cannot be corrected any more.
void CheckFile(const Migration& migration, std::vector<v1::Diagnosis>& problems);

}  // namespace release::migrate

#endif  // RELEASE_PLUGINS_LIB_MIGRATIONS_FILE_CHECKS_H_
