#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node constraint : context.AddedConstraints("CONSTR_CHECK")) {
    if (constraint["skip_validation"].flag() || !context.IsOld(table)) continue;
    context.Report(constraint, Concat("the new check reads every row of ", table.text()));
  }
}

}  // namespace

extern const Rule kAddCheckValidating = {
    .code = "MIGRATION-ADD-CHECK-VALIDATING",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "constraint-missing-not-valid",
    .why = "every row is checked while readers and writers wait",
    .fix = "add the constraint NOT VALID, and VALIDATE it in a later file",
    .check = Check,
};

}  // namespace release::migrations
