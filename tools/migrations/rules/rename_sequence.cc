#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) { ReportRenamedRelation(context, "OBJECT_SEQUENCE", "sequence"); }

}  // namespace

extern const Rule kRenameSequence = {
    .code = "MIGRATION-RENAME-SEQUENCE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before takes numbers from it by its old name",
    .fix =
        "leave the name, or use the column default instead of the name in one release and "
        "rename later",
    .check = Check,
};

}  // namespace release::migrations
