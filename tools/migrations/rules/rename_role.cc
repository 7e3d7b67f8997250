#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt") || context.statement["renameType"].text() != "OBJECT_ROLE") return;
  const std::string name(context.statement["subname"].text());
  if (!context.IsOldObject(ObjectKind::kRole, {"", name})) return;
  context.Report({}, Concat("the role ", name, " is renamed"));
}

}  // namespace

extern const Rule kRenameRole = {
    .code = "MIGRATION-RENAME-ROLE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before connects as it or switches to it by its old name, and an MD5 "
        "password is lost",
    .fix = "create a role with the new name; drop the old one in a later release",
    .check = Check,
};

}  // namespace release::migrations
