// Runs every rule over the statements of a file.
#ifndef RELEASE_TOOLS_MIGRATIONS_BUNDLE_CLASSIFY_H_
#define RELEASE_TOOLS_MIGRATIONS_BUNDLE_CLASSIFY_H_

#include <vector>

#include "tools/migrations/bundle/analysis.h"
#include "tools/migrations/catalog/catalog.h"

namespace release::migrations {

// One report a statement, in order; `catalog` takes in what the file makes. Catalog::BeginFile()
// has been called. Statements in the body of a DO block are judged as part of the block.
std::vector<StatementReport> Classify(const MigrationFile& file, Catalog& catalog);

}  // namespace release::migrations

#endif  // RELEASE_TOOLS_MIGRATIONS_BUNDLE_CLASSIFY_H_
