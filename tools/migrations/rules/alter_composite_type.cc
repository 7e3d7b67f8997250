#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterTableStmt")) return;
  if (context.statement["objtype"].text() != "OBJECT_TYPE") return;
  if (!context.IsOldObject(ObjectKind::kType, context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("the type ", context.Table().text(), " gets another shape"));
}

}  // namespace

extern const Rule kAlterCompositeType = {
    .code = "MIGRATION-ALTER-COMPOSITE-TYPE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before reads and writes values of the old shape, and tables of the "
        "type are written anew",
    .fix = "create a type with another name",
    .check = Check,
};

}  // namespace release::migrations
