#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AddColumn")) {
    const Node generated = ConstraintOf(command["def"], "CONSTR_GENERATED");
    if (!generated || !context.IsOld(table)) continue;
    context.Report(generated, Concat("the generated column ", command["def"]["colname"].text(),
                                     " is computed for every row of ", table.text()));
  }
}

}  // namespace

extern const Rule kAddColumnGenerated = {
    .code = "MIGRATION-ADD-COLUMN-GENERATED",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-field-with-default",
    .why = "a stored generated column writes the whole table anew while nobody may read it",
    .fix =
        "add an ordinary column that a trigger keeps for new rows, and fill old rows in "
        "batches",
    .check = Check,
};

}  // namespace release::migrations
