#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AttachPartition")) {
    const Node partition = command["def"]["name"];
    if (!context.IsOld(context.NameOf(partition))) continue;
    context.Report(partition, Concat("every row of ", context.NameOf(partition).text(),
                                     " is read when it becomes a partition of ", table.text()));
  }
}

}  // namespace

extern const Rule kAttachPartition = {
    .code = "MIGRATION-ATTACH-PARTITION",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "without a valid CHECK that fits the bound, every row of the partition is read under "
        "an exclusive lock",
    .fix =
        "add such a CHECK as NOT VALID, validate it in a later file, then attach; allow it "
        "with that reason",
    .check = Check,
};

}  // namespace release::migrations
