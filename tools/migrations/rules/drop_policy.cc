#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedOfTable(context, "OBJECT_POLICY", ObjectKind::kPolicy, "policy");
}

}  // namespace

extern const Rule kDropPolicy = {
    .code = "MIGRATION-DROP-POLICY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "rows that it let pass vanish for the generation before; a restrictive one guarded "
        "rows that now show",
    .fix = "create the policy that replaces it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
