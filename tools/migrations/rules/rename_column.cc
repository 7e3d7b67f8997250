#include <string>
#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RenameStmt")) return;
  const std::string_view type = context.statement["renameType"].text();
  if (type != "OBJECT_COLUMN" && type != "OBJECT_ATTRIBUTE") return;
  const QualifiedName table = context.Table();
  const std::string column(context.statement["subname"].text());
  if (!context.IsOldColumn(table, column)) return;
  context.Report(context.statement["relation"],
                 Concat("the column ", table.text(), ".", column, " is renamed to ",
                        context.statement["newname"].text()));
}

}  // namespace

extern const Rule kRenameColumn = {
    .code = "MIGRATION-RENAME-COLUMN",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "renaming-column",
    .why = "the generation before knows it by its old name only",
    .fix =
        "add a column with the new name, write both, read the new one, drop the old one in a "
        "later release",
    .check = Check,
};

}  // namespace release::migrations
