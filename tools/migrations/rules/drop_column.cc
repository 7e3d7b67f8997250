#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_DropColumn")) {
    const std::string column(command["name"].text());
    if (!context.IsOldColumn(table, column)) continue;
    context.Report(command, Concat("the column ", table.text(), ".", column, " is dropped"));
  }
}

}  // namespace

extern const Rule kDropColumn = {
    .code = "MIGRATION-DROP-COLUMN",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-drop-column",
    .why = "the generation before still reads and writes it, and its rows are lost",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
