#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("SelectStmt")) return;
  for (Node target : context.statement["targetList"]) {
    const Node call = target["val"];
    if (!call.Is("FuncCall")) continue;
    const QualifiedName name = context.NameOfList(call["funcname"]);
    if (name.name == "set_config" || name.name == "setval") continue;
    context.Report(call, Concat("the function ", name.name, " runs"));
  }
}

}  // namespace

extern const Rule kSelectCall = {
    .code = "MIGRATION-SELECT-CALL",
    .effect = StatementClass::kOpaque,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why = "what the function does is not seen here",
    .fix = "make sure that the code in service stands it",
    .check = Check,
};

}  // namespace release::migrations
