#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/locks.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const std::string table = LockedTable(context);
  if (table.empty() || context.HasSet("statement_timeout")) return;
  context.Report(context.statement["relation"],
                 Concat(table, " is locked, and nothing limits for how long"));
}

}  // namespace

extern const Rule kNoStatementTimeout = {
    .code = "MIGRATION-NO-STATEMENT-TIMEOUT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "require-statement-timeout",
    .why = "a statement that takes longer than expected holds its lock for all of that time",
    .fix = "begin the file with SET statement_timeout = '1min'",
    .check = Check,
};

}  // namespace release::migrations
