#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportCommand(context, "AT_SetAccessMethod", "the access method"); }

}  // namespace

extern const Rule kSetAccessMethod = {
    .code = "MIGRATION-SET-ACCESS-METHOD",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the whole table is written anew under an exclusive lock",
    .fix = "make a new table with the access method and move the rows",
    .check = Check,
};

}  // namespace release::migrations
