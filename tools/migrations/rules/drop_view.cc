#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportDroppedRelations(context, "OBJECT_VIEW", "view"); }

}  // namespace

extern const Rule kDropView = {
    .code = "MIGRATION-DROP-VIEW",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before still reads it",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
