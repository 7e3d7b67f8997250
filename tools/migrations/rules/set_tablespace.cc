#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportCommand(context, "AT_SetTableSpace", "the tablespace"); }

}  // namespace

extern const Rule kSetTablespace = {
    .code = "MIGRATION-SET-TABLESPACE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the whole table or index is copied under an exclusive lock",
    .fix = "move it outside of a release, at a quiet hour",
    .check = Check,
};

}  // namespace release::migrations
