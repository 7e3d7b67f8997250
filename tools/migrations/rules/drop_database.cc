#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("DropdbStmt")) return;
  context.Report({}, Concat("the database ", context.statement["dbname"].text(), " is dropped"));
}

}  // namespace

extern const Rule kDropDatabase = {
    .code = "MIGRATION-DROP-DATABASE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-drop-database",
    .why = "everything in it is lost",
    .fix = "do it by hand, outside of migrations, after a backup",
    .check = Check,
};

}  // namespace release::migrations
