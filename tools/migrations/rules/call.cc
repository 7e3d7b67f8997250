#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CallStmt")) return;
  const QualifiedName name = context.NameOfList(context.statement["funccall"]["funcname"]);
  context.Report(context.statement["funccall"], Concat("the procedure ", name.text(), " runs"));
}

}  // namespace

extern const Rule kCall = {
    .code = "MIGRATION-CALL",
    .effect = StatementClass::kOpaque,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why = "what the procedure does is not seen here",
    .fix = "make sure that the code in service stands it",
    .check = Check,
};

}  // namespace release::migrations
