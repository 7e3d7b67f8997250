#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("UpdateStmt") || context.statement["whereClause"]) return;
  if (!context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("every row of ", context.Table().text(), " is written"));
}

}  // namespace

extern const Rule kUpdateWithoutWhere = {
    .code = "MIGRATION-UPDATE-WITHOUT-WHERE",
    .effect = StatementClass::kData,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "every row is written anew and stays locked until the file ends: writers wait, and the "
        "table doubles in size",
    .fix = "say which rows; change many of them in batches, outside of migrations",
    .check = Check,
};

}  // namespace release::migrations
