#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/locks.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("VariableSetStmt")) return;
  if (context.statement["name"].text() != "statement_timeout") return;
  const bool reset = context.statement["kind"].text() != "VAR_SET_VALUE";
  const Node value = context.statement["args"].front();
  if (reset || IsZero(value)) context.Report(value, "statement_timeout is switched off");
}

}  // namespace

extern const Rule kStatementTimeoutOff = {
    .code = "MIGRATION-STATEMENT-TIMEOUT-OFF",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "zero means that a statement holds its locks without a limit",
    .fix = "give statement_timeout a value that the code in service can wait",
    .check = Check,
};

}  // namespace release::migrations
