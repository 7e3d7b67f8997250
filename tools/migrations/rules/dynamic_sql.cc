#include "tools/migrations/rules/blocks.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("DoStmt")) return;
  for (const DynamicSql& found : DynamicSqlIn(context.statement)) {
    if (!found.literal) context.Report({}, "EXECUTE runs a text that is not known here");
  }
}

}  // namespace

extern const Rule kDynamicSql = {
    .code = "MIGRATION-DYNAMIC-SQL",
    .effect = StatementClass::kOpaque,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the statement is put together while it runs, so it cannot be judged",
    .fix =
        "write the statement out; or allow it with the reason why the code in service stands "
        "it",
    .check = Check,
};

}  // namespace release::migrations
