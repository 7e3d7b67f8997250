#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterEnumStmt") || context.statement["oldVal"]) return;
  if (context.statement["newValNeighbor"]) return;
  context.Report({}, Concat("the place of ", context.statement["newVal"].text(), " is left open"));
}

}  // namespace

extern const Rule kEnumValueOrder = {
    .code = "MIGRATION-ENUM-VALUE-ORDER",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "require-enum-value-ordering",
    .why = "without BEFORE or AFTER the value comes last, and the order cannot be changed later",
    .fix = "say BEFORE or AFTER which value it comes",
    .check = Check,
};

}  // namespace release::migrations
