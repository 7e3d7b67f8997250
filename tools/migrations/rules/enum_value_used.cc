#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  for (Node before : context.earlier) {
    if (!before.Is("AlterEnumStmt") || before["oldVal"]) continue;
    const std::string value(before["newVal"].text());
    const QualifiedName type = context.NameOfList(before["typeName"]);
    // A type of the same transaction may be used at once.
    if (!context.IsOldObject(ObjectKind::kType, type)) continue;
    ForEachNode(context.statement, [&](Node node) {
      if (!node.Is("A_Const") || node["sval"]["sval"].text() != value) return;
      context.Report(node, Concat("the new value ", value, " of ", type.text(), " is used"));
    });
  }
}

}  // namespace

extern const Rule kEnumValueUsed = {
    .code = "MIGRATION-ENUM-VALUE-USED",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "a value that ALTER TYPE adds cannot be used before its transaction, the file, has "
        "ended",
    .fix = "use the value in a later file",
    .check = Check,
};

}  // namespace release::migrations
