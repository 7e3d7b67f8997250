#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt")) return;
  const std::string_view type = context.statement["renameType"].text();
  if (type != "OBJECT_TYPE" && type != "OBJECT_DOMAIN") return;
  const QualifiedName name = context.NameOfList(context.statement["object"]);
  if (!context.IsOldObject(ObjectKind::kType, name)) return;
  context.Report(
      {}, Concat("the type ", name.text(), " is renamed to ", context.statement["newname"].text()));
}

}  // namespace

extern const Rule kRenameType = {
    .code = "MIGRATION-RENAME-TYPE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may cast to it by its old name",
    .fix = "create a type or domain with the new name; drop the old one in a later release",
    .check = Check,
};

}  // namespace release::migrations
