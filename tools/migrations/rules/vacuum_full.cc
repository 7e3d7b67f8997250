#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("VacuumStmt")) return;
  for (Node option : context.statement["options"]) {
    if (option["defname"].text() == "full") context.Report(option, "tables are written anew");
  }
}

}  // namespace

extern const Rule kVacuumFull = {
    .code = "MIGRATION-VACUUM-FULL",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "prefer-repack",
    .why = "the whole table is written anew under an exclusive lock",
    .fix = "leave it to autovacuum, or use pg_repack outside of migrations",
    .check = Check,
};

}  // namespace release::migrations
