#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt") || context.statement["renameType"].text() != "OBJECT_SCHEMA")
    return;
  const std::string name(context.statement["subname"].text());
  if (!context.IsOldObject(ObjectKind::kSchema, {"", name})) return;
  context.Report(
      {}, Concat("the schema ", name, " is renamed to ", context.statement["newname"].text()));
}

}  // namespace

extern const Rule kRenameSchema = {
    .code = "MIGRATION-RENAME-SCHEMA",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before names what is in it with the old name",
    .fix = "leave the name; make views in a new schema if another name is needed",
    .check = Check,
};

}  // namespace release::migrations
