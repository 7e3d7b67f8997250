#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node constraint : context.AddedConstraints("CONSTR_UNIQUE")) {
    if (constraint["indexname"] || !context.IsOld(table)) continue;
    context.Report(constraint, Concat("a unique constraint of ", table.text(),
                                      " is built under an exclusive lock"));
  }
}

}  // namespace

extern const Rule kAddUniqueConstraint = {
    .code = "MIGRATION-ADD-UNIQUE-CONSTRAINT",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "disallowed-unique-constraint",
    .why =
        "building the index of the constraint keeps readers and writers out for as long as it "
        "takes",
    .fix =
        "build a unique index concurrently in a file of its own, then ADD CONSTRAINT ... "
        "UNIQUE USING INDEX",
    .check = Check,
};

}  // namespace release::migrations
