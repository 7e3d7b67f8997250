#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreateFunctionStmt") || !context.statement["replace"].flag()) return;
  const QualifiedName name = context.NameOfList(context.statement["funcname"]);
  const bool known = context.catalog.FindBirth(ObjectKind::kRoutine, name) != nullptr;
  if (!known || !context.IsOldObject(ObjectKind::kRoutine, name)) return;
  context.Report({}, Concat("the function ", name.text(), " is replaced"));
}

}  // namespace

extern const Rule kReplaceFunction = {
    .code = "MIGRATION-REPLACE-FUNCTION",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before runs the new body at once; with other arguments the old "
        "function stays beside it",
    .fix =
        "keep the arguments, the result and what they mean, and allow it with that reason; "
        "else create a function with another name",
    .check = Check,
};

}  // namespace release::migrations
