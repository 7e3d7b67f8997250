#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/locks.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const std::string table = LockedTable(context);
  if (table.empty() || context.HasSet("lock_timeout")) return;
  context.Report(context.statement["relation"],
                 Concat(table, " is locked, and nothing limits the wait for the lock"));
}

}  // namespace

extern const Rule kNoLockTimeout = {
    .code = "MIGRATION-NO-LOCK-TIMEOUT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "require-lock-timeout",
    .why =
        "while the statement waits for its lock, everyone queues behind it; the migrate step "
        "sets lock_timeout by itself, the Supabase CLI and psql do not",
    .fix = "begin the file with SET lock_timeout = '5s'",
    .check = Check,
};

}  // namespace release::migrations
