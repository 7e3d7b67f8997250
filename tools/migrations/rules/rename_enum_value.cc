#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterEnumStmt") || !context.statement["oldVal"]) return;
  const QualifiedName name = context.NameOfList(context.statement["typeName"]);
  if (!context.IsOldObject(ObjectKind::kType, name)) return;
  context.Report({}, Concat("the value ", context.statement["oldVal"].text(), " of ", name.text(),
                            " is renamed"));
}

}  // namespace

extern const Rule kRenameEnumValue = {
    .code = "MIGRATION-RENAME-ENUM-VALUE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before writes and expects the old value",
    .fix = "add the new value, write it in one release; leave the old one where it is",
    .check = Check,
};

}  // namespace release::migrations
