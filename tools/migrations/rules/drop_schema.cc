#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedObjects(context, "OBJECT_SCHEMA", ObjectKind::kSchema, "schema");
}

}  // namespace

extern const Rule kDropSchema = {
    .code = "MIGRATION-DROP-SCHEMA",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may use anything in it",
    .fix = "stop using what is in it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
