#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_DropInherit", "rows are taken out of a parent: those");
}

}  // namespace

extern const Rule kDropInherit = {
    .code = "MIGRATION-DROP-INHERIT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "its rows vanish from the table that the generation before reads",
    .fix = "stop reading them in one release, part the tables in a later one",
    .check = Check,
};

}  // namespace release::migrations
