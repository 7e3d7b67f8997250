#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("DeleteStmt") || context.statement["whereClause"]) return;
  if (!context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("every row of ", context.Table().text(), " is deleted"));
}

}  // namespace

extern const Rule kDeleteWithoutWhere = {
    .code = "MIGRATION-DELETE-WITHOUT-WHERE",
    .effect = StatementClass::kData,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "all rows of a table in service are lost, and each one stays locked until the file "
        "ends",
    .fix = "say which rows; delete many of them in batches, outside of migrations",
    .check = Check,
};

}  // namespace release::migrations
