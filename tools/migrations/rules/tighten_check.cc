#include "tools/base/text.h"
#include "tools/migrations/rules/columns.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AddConstraint")) {
    const Node constraint = command["def"];
    if (constraint["contype"].text() != "CONSTR_CHECK") continue;
    if (!AnyOldColumn(context, table, ColumnsIn(constraint["raw_expr"]))) continue;
    context.Report(constraint,
                   Concat("a check is laid on columns of ", table.text(), " that are in use"));
  }
}

}  // namespace

extern const Rule kTightenCheck = {
    .code = "MIGRATION-TIGHTEN-CHECK",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "NOT VALID or not, from now on each insert and update must obey it, also those of the "
        "generation before",
    .fix = "ship code that obeys it first; add the check in a later release",
    .check = Check,
};

}  // namespace release::migrations
