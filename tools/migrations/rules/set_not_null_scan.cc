#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_SetNotNull")) {
    const std::string column(command["name"].text());
    if (!context.IsOld(table) || context.catalog.HasNotNullCheck(table, column)) continue;
    context.Report(command, Concat("every row of ", table.text(), " is read to see whether ",
                                   column, " is null"));
  }
}

}  // namespace

extern const Rule kSetNotNullScan = {
    .code = "MIGRATION-SET-NOT-NULL-SCAN",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-not-nullable-field",
    .why = "every row is looked at while readers and writers wait",
    .fix =
        "add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it in a later file, then SET NOT "
        "NULL: the server believes the check and reads nothing",
    .check = Check,
};

}  // namespace release::migrations
