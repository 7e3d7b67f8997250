#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node command : context.Commands("AT_SetNotNull")) {
    if (!context.IsOld(table)) continue;
    context.Report(command,
                   Concat(table.text(), ".", command["name"].text(), " no longer takes null"));
  }
}

}  // namespace

extern const Rule kSetNotNull = {
    .code = "MIGRATION-SET-NOT-NULL",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-not-nullable-field",
    .why = "the generation before may still write null, and its statement fails",
    .fix = "ship code that always writes a value first; require it in a later release",
    .check = Check,
};

}  // namespace release::migrations
