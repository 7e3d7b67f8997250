#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("RuleStmt") || !context.IsOld(context.Table())) return;
  context.Report(context.statement["relation"],
                 Concat("statements about ", context.Table().text(), " are rewritten"));
}

}  // namespace

extern const Rule kCreateRule = {
    .code = "MIGRATION-CREATE-RULE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "it rewrites statements of the generation before, under an exclusive lock on the table",
    .fix = "use a trigger or a view instead; rules surprise everyone",
    .check = Check,
};

}  // namespace release::migrations
