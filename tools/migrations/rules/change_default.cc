#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_ColumnDefault")) {
    const std::string column(command["name"].text());
    if (!command["def"] || !context.IsOldColumn(table, column)) continue;
    context.Report(command, Concat(table.text(), ".", column, " gets another default"));
  }
}

}  // namespace

extern const Rule kChangeDefault = {
    .code = "MIGRATION-CHANGE-DEFAULT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "",
    .why = "rows that the generation before inserts get the new value as well",
    .fix = "make sure that the code in service can read the new value",
    .check = Check,
};

}  // namespace release::migrations
