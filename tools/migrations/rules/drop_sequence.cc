#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportDroppedRelations(context, "OBJECT_SEQUENCE", "sequence"); }

}  // namespace

extern const Rule kDropSequence = {
    .code = "MIGRATION-DROP-SEQUENCE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before still takes numbers from it, and the last one is forgotten",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
