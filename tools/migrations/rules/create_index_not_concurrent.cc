#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("IndexStmt") || context.statement["concurrent"].flag()) return;
  const QualifiedName table = context.Table();
  if (!context.IsOld(table)) return;
  context.Report(context.statement["relation"],
                 Concat("nobody can write to ", table.text(), " while the index is built"));
}

}  // namespace

extern const Rule kCreateIndexNotConcurrent = {
    .code = "MIGRATION-CREATE-INDEX-NOT-CONCURRENT",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "require-concurrent-index-creation",
    .why = "writers wait for as long as the index is built",
    .fix = "write CREATE INDEX CONCURRENTLY IF NOT EXISTS, alone in its file",
    .check = Check,
};

}  // namespace release::migrations
