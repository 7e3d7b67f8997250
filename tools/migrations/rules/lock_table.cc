#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("LockStmt")) return;
  for (Node relation : context.statement["relations"]) {
    if (!context.IsOld(context.NameOf(relation))) continue;
    context.Report(relation, Concat(context.NameOf(relation).text(), " is locked"));
  }
}

}  // namespace

extern const Rule kLockTable = {
    .code = "MIGRATION-LOCK-TABLE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the lock is held until the file ends, and everyone queues behind it while it waits; "
        "the Supabase CLI cannot run it",
    .fix = "leave the locks to the statements that need them",
    .check = Check,
};

}  // namespace release::migrations
