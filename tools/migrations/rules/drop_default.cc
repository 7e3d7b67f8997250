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
    if (command["def"] || !context.IsOldColumn(table, column)) continue;
    context.Report(command, Concat(table.text(), ".", column, " loses its default"));
  }
}

}  // namespace

extern const Rule kDropDefault = {
    .code = "MIGRATION-DROP-DEFAULT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may insert rows without the column and rely on its default",
    .fix = "ship code that always gives a value first; drop the default in a later release",
    .check = Check,
};

}  // namespace release::migrations
