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
    if (constraint["contype"].text() != "CONSTR_FOREIGN") continue;
    if (!AllOldColumns(context, table, StringsOf(constraint["fk_attrs"]))) continue;
    context.Report(constraint, Concat("a foreign key is laid on columns of ", table.text(),
                                      " that are in use"));
  }
}

}  // namespace

extern const Rule kTightenForeignKey = {
    .code = "MIGRATION-TIGHTEN-FOREIGN-KEY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "NOT VALID or not, from now on each insert and update must obey it, also those of the "
        "generation before",
    .fix = "ship code that obeys it first; add the constraint in a later release",
    .check = Check,
};

}  // namespace release::migrations
