#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportRenamedRelation(context, "OBJECT_INDEX", "index"); }

}  // namespace

extern const Rule kRenameIndex = {
    .code = "MIGRATION-RENAME-INDEX",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why = "messages and hints that name the index change; the index itself works on",
    .fix = "make sure that no code looks for its name",
    .check = Check,
};

}  // namespace release::migrations
