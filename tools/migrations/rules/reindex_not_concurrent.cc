#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("ReindexStmt")) return;
  for (Node option : context.statement["params"]) {
    if (option["defname"].text() == "concurrently") return;
  }
  const Node relation = context.statement["relation"];
  if (relation && !context.IsOld(context.NameOf(relation))) return;
  context.Report(relation, "indexes are built anew under a lock");
}

}  // namespace

extern const Rule kReindexNotConcurrent = {
    .code = "MIGRATION-REINDEX-NOT-CONCURRENT",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "require-concurrent-reindex",
    .why =
        "writers wait for as long as the index is built, and readers that would use it wait "
        "too",
    .fix = "write REINDEX ... CONCURRENTLY, alone in its file",
    .check = Check,
};

}  // namespace release::migrations
