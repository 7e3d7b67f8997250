#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node constraint : context.AddedConstraints("CONSTR_FOREIGN")) {
    if (constraint["skip_validation"].flag() || !context.IsOld(table)) continue;
    context.Report(constraint, Concat("the new foreign key looks up every row of ", table.text()));
  }
}

}  // namespace

extern const Rule kAddForeignKeyValidating = {
    .code = "MIGRATION-ADD-FOREIGN-KEY-VALIDATING",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-foreign-key-constraint",
    .why = "every row is looked up while writers of both tables wait",
    .fix = "add the constraint NOT VALID, and VALIDATE it in a later file",
    .check = Check,
};

}  // namespace release::migrations
