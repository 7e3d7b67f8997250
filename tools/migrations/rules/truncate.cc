#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("TruncateStmt")) return;
  for (Node relation : context.statement["relations"]) {
    if (!context.IsOld(context.NameOf(relation))) continue;
    context.Report(relation, Concat("all rows of ", context.NameOf(relation).text(), " are lost"));
  }
}

}  // namespace

extern const Rule kTruncate = {
    .code = "MIGRATION-TRUNCATE",
    .effect = StatementClass::kData,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the rows of a table in service are lost, under an exclusive lock",
    .fix =
        "delete in batches outside of migrations, or allow it with the reason why nobody needs "
        "the rows",
    .check = Check,
};

}  // namespace release::migrations
