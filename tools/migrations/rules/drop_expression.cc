#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_DropExpression", "the expression of a generated column");
}

}  // namespace

extern const Rule kDropExpression = {
    .code = "MIGRATION-DROP-EXPRESSION",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before does not write the column, so its rows would have no value",
    .fix = "ship code that writes the column first; drop the expression in a later release",
    .check = Check,
};

}  // namespace release::migrations
