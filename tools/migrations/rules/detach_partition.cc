#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_DetachPartition")) {
    const QualifiedName partition = context.NameOf(command["def"]["name"]);
    if (!context.IsOld(table) || !context.IsOld(partition)) continue;
    context.Report(command["def"]["name"],
                   Concat("the rows of ", partition.text(), " leave ", table.text()));
  }
}

}  // namespace

extern const Rule kDetachPartition = {
    .code = "MIGRATION-DETACH-PARTITION",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "its rows vanish from the table that the generation before reads",
    .fix = "stop reading them in one release, detach the partition in a later one",
    .check = Check,
};

}  // namespace release::migrations
