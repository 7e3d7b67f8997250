#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/expressions.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AddColumn")) {
    const Node value = ConstraintOf(command["def"], "CONSTR_DEFAULT");
    if (!value || !context.IsOld(table) || !IsVolatile(value["raw_expr"])) continue;
    context.Report(value, Concat("the default of ", table.text(), ".",
                                 command["def"]["colname"].text(), " differs from row to row"));
  }
}

}  // namespace

extern const Rule kAddColumnDefaultVolatile = {
    .code = "MIGRATION-ADD-COLUMN-DEFAULT-VOLATILE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-field-with-default",
    .why =
        "each row needs a value of its own, so the whole table is written anew while nobody "
        "may read it",
    .fix =
        "add the column without a default, set the default for new rows, and fill old rows in "
        "batches",
    .check = Check,
};

}  // namespace release::migrations
