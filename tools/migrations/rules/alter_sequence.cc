#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterSeqStmt")) return;
  const QualifiedName name = context.NameOf(context.statement["sequence"]);
  if (!context.IsOld(name)) return;
  context.Report(context.statement["sequence"], Concat("the sequence ", name.text(), " changes"));
}

}  // namespace

extern const Rule kAlterSequence = {
    .code = "MIGRATION-ALTER-SEQUENCE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before takes numbers from it; a restart gives numbers that are taken",
    .fix = "make sure that no number comes twice, and allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
