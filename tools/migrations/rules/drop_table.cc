#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportDroppedRelations(context, "OBJECT_TABLE", "table");
  ReportDroppedRelations(context, "OBJECT_FOREIGN_TABLE", "foreign table");
}

}  // namespace

extern const Rule kDropTable = {
    .code = "MIGRATION-DROP-TABLE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-drop-table",
    .why = "the generation before still reads and writes it, and its rows are lost",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
