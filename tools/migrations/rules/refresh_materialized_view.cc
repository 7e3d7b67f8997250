#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RefreshMatViewStmt") || context.statement["concurrent"].flag()) return;
  if (!context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("nobody can read ", context.Table().text(), " while it is computed"));
}

}  // namespace

extern const Rule kRefreshMaterializedView = {
    .code = "MIGRATION-REFRESH-MATERIALIZED-VIEW",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "readers of the view wait for as long as its query takes",
    .fix = "write REFRESH MATERIALIZED VIEW CONCURRENTLY; the view needs a unique index for it",
    .check = Check,
};

}  // namespace release::migrations
