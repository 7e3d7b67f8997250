#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt")) return;
  const std::string_view type = context.statement["renameType"].text();
  if (type != "OBJECT_FUNCTION" && type != "OBJECT_PROCEDURE" && type != "OBJECT_ROUTINE" &&
      type != "OBJECT_AGGREGATE") {
    return;
  }
  const QualifiedName name = context.NameOfList(context.statement["object"]);
  if (!context.IsOldObject(ObjectKind::kRoutine, name)) return;
  context.Report({}, Concat("the function ", name.text(), " is renamed to ",
                            context.statement["newname"].text()));
}

}  // namespace

extern const Rule kRenameFunction = {
    .code = "MIGRATION-RENAME-FUNCTION",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before calls it by its old name",
    .fix = "create a function with the new name; drop the old one in a later release",
    .check = Check,
};

}  // namespace release::migrations
