#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("ClusterStmt")) return;
  const Node relation = context.statement["relation"];
  if (relation && !context.IsOld(context.NameOf(relation))) return;
  context.Report(relation, "the table is written anew in another order");
}

}  // namespace

extern const Rule kCluster = {
    .code = "MIGRATION-CLUSTER",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "prefer-repack",
    .why = "the whole table is written anew under an exclusive lock",
    .fix = "use pg_repack outside of migrations",
    .check = Check,
};

}  // namespace release::migrations
