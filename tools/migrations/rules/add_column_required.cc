#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/expressions.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AddColumn")) {
    const Node column = command["def"];
    const Node required = ConstraintOf(column, "CONSTR_NOTNULL");
    const bool filled =
        ConstraintOf(column, "CONSTR_DEFAULT") || ConstraintOf(column, "CONSTR_GENERATED") ||
        ConstraintOf(column, "CONSTR_IDENTITY") || IsSerial(TypeOf(column["typeName"]).name);
    if (!required || filled || !context.IsOld(table)) continue;
    context.Report(column, Concat("every row of ", table.text(), " must have a value for ",
                                  column["colname"].text(), ", which has no default"));
  }
}

}  // namespace

extern const Rule kAddColumnRequired = {
    .code = "MIGRATION-ADD-COLUMN-REQUIRED",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-required-field",
    .why = "old rows have no value for it, and the generation before inserts rows without it",
    .fix = "add it nullable or with a constant default now; require it in a later release",
    .check = Check,
};

}  // namespace release::migrations
