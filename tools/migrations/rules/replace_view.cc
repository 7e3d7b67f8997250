#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("ViewStmt") || !context.statement["replace"].flag()) return;
  const QualifiedName name = context.NameOf(context.statement["view"]);
  const Relation* known = context.catalog.FindRelation(name);
  if (known == nullptr || !context.IsOld(name)) return;
  context.Report(context.statement["view"], Concat("the view ", name.text(), " is replaced"));
}

}  // namespace

extern const Rule kReplaceView = {
    .code = "MIGRATION-REPLACE-VIEW",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before reads the new definition at once, with its own columns and "
        "meaning in mind",
    .fix =
        "keep the columns and what they mean, and allow it with that reason; else create a "
        "view with another name",
    .check = Check,
};

}  // namespace release::migrations
