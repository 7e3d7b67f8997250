#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterPolicyStmt")) return;
  const QualifiedName table = context.NameOf(context.statement["table"]);
  const std::string policy(context.statement["policy_name"].text());
  if (!context.IsOld(table) || !context.IsOldObject(ObjectKind::kPolicy, table, policy)) return;
  context.Report(context.statement["table"],
                 Concat("the policy ", policy, " of ", table.text(), " changes"));
}

}  // namespace

extern const Rule kAlterPolicy = {
    .code = "MIGRATION-ALTER-POLICY",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before sees other rows at once",
    .fix =
        "create a second policy and drop the first in a later release; or allow it with the "
        "reason why no row is missed or shown",
    .check = Check,
};

}  // namespace release::migrations
