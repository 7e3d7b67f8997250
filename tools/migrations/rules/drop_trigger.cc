#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedOfTable(context, "OBJECT_TRIGGER", ObjectKind::kTrigger, "trigger");
}

}  // namespace

extern const Rule kDropTrigger = {
    .code = "MIGRATION-DROP-TRIGGER",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before relies on what the trigger does",
    .fix = "stop relying on it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
