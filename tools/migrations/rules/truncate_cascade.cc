#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("TruncateStmt")) return;
  if (context.statement["behavior"].text() != "DROP_CASCADE") return;
  for (Node relation : context.statement["relations"]) {
    if (!context.IsOld(context.NameOf(relation))) continue;
    context.Report(relation, Concat("tables that refer to ", context.NameOf(relation).text(),
                                    " are emptied unseen"));
  }
}

}  // namespace

extern const Rule kTruncateCascade = {
    .code = "MIGRATION-TRUNCATE-CASCADE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-truncate-cascade",
    .why = "every table that refers to it is emptied too, and nobody can read here which",
    .fix = "name each table, without CASCADE",
    .check = Check,
};

}  // namespace release::migrations
