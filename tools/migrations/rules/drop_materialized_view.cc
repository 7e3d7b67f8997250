#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedRelations(context, "OBJECT_MATVIEW", "materialized view");
}

}  // namespace

extern const Rule kDropMaterializedView = {
    .code = "MIGRATION-DROP-MATERIALIZED-VIEW",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before still reads it",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
