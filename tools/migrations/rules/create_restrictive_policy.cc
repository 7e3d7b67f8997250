#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreatePolicyStmt") || context.statement["permissive"].flag()) return;
  const QualifiedName table = context.NameOf(context.statement["table"]);
  if (!context.IsOld(table)) return;
  context.Report(context.statement["table"],
                 Concat("fewer rows of ", table.text(), " are visible"));
}

}  // namespace

extern const Rule kCreateRestrictivePolicy = {
    .code = "MIGRATION-CREATE-RESTRICTIVE-POLICY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "every row must pass it as well, so rows vanish for the generation before",
    .fix = "ship code that stands it first; create the policy in a later release",
    .check = Check,
};

}  // namespace release::migrations
