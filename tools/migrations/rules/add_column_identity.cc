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
    const bool numbered =
        IsSerial(TypeOf(column["typeName"]).name) || ConstraintOf(column, "CONSTR_IDENTITY");
    if (!numbered || !context.IsOld(table)) continue;
    context.Report(column, Concat("the column ", column["colname"].text(), " numbers every row of ",
                                  table.text()));
  }
}

}  // namespace

extern const Rule kAddColumnIdentity = {
    .code = "MIGRATION-ADD-COLUMN-IDENTITY",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "each row needs a number of its own, so the whole table is written anew while nobody "
        "may read it",
    .fix = "add the column without a default, number old rows in batches, then give it a sequence",
    .check = Check,
};

}  // namespace release::migrations
