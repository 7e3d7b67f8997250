#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_DropNotNull")) {
    const std::string column(command["name"].text());
    if (!context.IsOldColumn(table, column)) continue;
    context.Report(command, Concat(table.text(), ".", column, " may become null"));
  }
}

}  // namespace

extern const Rule kDropNotNull = {
    .code = "MIGRATION-DROP-NOT-NULL",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-drop-not-null",
    .why = "code of the generation before that reads the column may not expect null",
    .fix = "make sure that every reader takes null, then allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
