#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedObjects(context, "OBJECT_TYPE", ObjectKind::kType, "type");
  ReportDroppedObjects(context, "OBJECT_DOMAIN", ObjectKind::kType, "domain");
}

}  // namespace

extern const Rule kDropType = {
    .code = "MIGRATION-DROP-TYPE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may still cast to it or use it in a function",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
