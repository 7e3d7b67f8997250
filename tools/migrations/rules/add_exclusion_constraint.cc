#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node constraint : context.AddedConstraints("CONSTR_EXCLUSION")) {
    if (!context.IsOld(table)) continue;
    context.Report(constraint, Concat("an exclusion constraint is laid on ", table.text()));
  }
}

}  // namespace

extern const Rule kAddExclusionConstraint = {
    .code = "MIGRATION-ADD-EXCLUSION-CONSTRAINT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "its index is built under an exclusive lock, and the generation before may write what "
        "it excludes",
    .fix = "ship code that obeys it first; add it in a later release, at a quiet hour",
    .check = Check,
};

}  // namespace release::migrations
