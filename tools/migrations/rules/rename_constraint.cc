#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt")) return;
  const std::string_view type = context.statement["renameType"].text();
  if (type != "OBJECT_TABCONSTRAINT" || !context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("the constraint ", context.statement["subname"].text(), " of ",
                        context.Table().text(), " is renamed"));
}

}  // namespace

extern const Rule kRenameConstraint = {
    .code = "MIGRATION-RENAME-CONSTRAINT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before may name it, in ON CONFLICT ON CONSTRAINT or where it tells "
        "errors apart",
    .fix = "stop naming it in one release, rename it in a later one",
    .check = Check,
};

}  // namespace release::migrations
