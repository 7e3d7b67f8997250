#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_DetachPartition")) {
    if (command["def"]["concurrent"].flag() || !context.IsOld(table)) continue;
    context.Report(command["def"]["name"], Concat("all of ", table.text(), " is locked"));
  }
}

}  // namespace

extern const Rule kDetachPartitionLock = {
    .code = "MIGRATION-DETACH-PARTITION-LOCK",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "require-concurrent-partition-detach",
    .why = "it takes an exclusive lock on the whole partitioned table",
    .fix = "write DETACH PARTITION ... CONCURRENTLY, alone in its file",
    .check = Check,
};

}  // namespace release::migrations
