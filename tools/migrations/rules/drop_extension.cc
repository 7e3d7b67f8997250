#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedObjects(context, "OBJECT_EXTENSION", ObjectKind::kExtension, "extension");
}

}  // namespace

extern const Rule kDropExtension = {
    .code = "MIGRATION-DROP-EXTENSION",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may use its functions, types and operators",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
