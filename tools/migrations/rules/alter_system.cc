#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterSystemStmt")) return;
  context.Report(
      {}, Concat("the server's setting ", context.statement["setstmt"]["name"].text(), " changes"));
}

}  // namespace

extern const Rule kAlterSystem = {
    .code = "MIGRATION-ALTER-SYSTEM",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "it changes the whole server, for every database on it, and is not undone with the "
        "migration",
    .fix = "set it with ALTER ROLE or ALTER DATABASE, or in the platform's settings",
    .check = Check,
};

}  // namespace release::migrations
