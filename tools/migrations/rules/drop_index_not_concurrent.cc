#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (context.statement["concurrent"].flag()) return;
  ReportDroppedRelations(context, "OBJECT_INDEX", "index");
}

}  // namespace

extern const Rule kDropIndexNotConcurrent = {
    .code = "MIGRATION-DROP-INDEX-NOT-CONCURRENT",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "require-concurrent-index-deletion",
    .why = "it takes an exclusive lock on the table, behind the longest query that runs",
    .fix = "write DROP INDEX CONCURRENTLY IF EXISTS, alone in its file",
    .check = Check,
};

}  // namespace release::migrations
