#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportRenamedRelation(context, "OBJECT_TABLE", "table");
  ReportRenamedRelation(context, "OBJECT_FOREIGN_TABLE", "foreign table");
}

}  // namespace

extern const Rule kRenameTable = {
    .code = "MIGRATION-RENAME-TABLE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "renaming-table",
    .why = "the generation before knows it by its old name only",
    .fix =
        "make a view with the new name, use it in one release, and drop the old name in a "
        "later one",
    .check = Check,
};

}  // namespace release::migrations
