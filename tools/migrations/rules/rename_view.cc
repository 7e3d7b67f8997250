#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportRenamedRelation(context, "OBJECT_VIEW", "view");
  ReportRenamedRelation(context, "OBJECT_MATVIEW", "materialized view");
}

}  // namespace

extern const Rule kRenameView = {
    .code = "MIGRATION-RENAME-VIEW",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before knows it by its old name only",
    .fix = "create a view with the new name; drop the old one in a later release",
    .check = Check,
};

}  // namespace release::migrations
