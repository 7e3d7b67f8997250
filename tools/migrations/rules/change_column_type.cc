#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/columns.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_AlterColumnType")) {
    const std::string name(command["name"].text());
    if (!context.IsOld(table)) continue;
    const Column* column = context.catalog.FindColumn(table, name);
    const TypeText type = TypeOf(command["def"]["typeName"]);
    const bool converted = bool(command["def"]["raw_default"]);
    if (column != nullptr && !converted && IsWidening(column->type, type)) continue;
    context.Report(command["def"], Concat("the type of ", table.text(), ".", name, " changes"));
  }
}

}  // namespace

extern const Rule kChangeColumnType = {
    .code = "MIGRATION-CHANGE-COLUMN-TYPE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "changing-column-type",
    .why =
        "most changes write the table anew under an exclusive lock, and the generation before "
        "reads and writes the old type",
    .fix =
        "add a column of the new type, write both, move old rows in batches, read the new one, "
        "drop the old one later",
    .check = Check,
};

}  // namespace release::migrations
