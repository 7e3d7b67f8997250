#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportDroppedRelations(context, "OBJECT_INDEX", "index"); }

}  // namespace

extern const Rule kDropIndex = {
    .code = "MIGRATION-DROP-INDEX",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why =
        "queries of the generation before may need it to be fast, and ON CONFLICT may need it "
        "to work",
    .fix = "look at pg_stat_user_indexes.idx_scan before",
    .check = Check,
};

}  // namespace release::migrations
