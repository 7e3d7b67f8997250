#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  for (Node constraint : context.AddedConstraints("CONSTR_PRIMARY")) {
    if (constraint["indexname"] || !context.IsOld(table)) continue;
    context.Report(constraint, Concat("the primary key of ", table.text(),
                                      " is built under an exclusive lock"));
  }
}

}  // namespace

extern const Rule kAddPrimaryKey = {
    .code = "MIGRATION-ADD-PRIMARY-KEY",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "adding-serial-primary-key-field",
    .why = "building the index of the key keeps readers and writers out for as long as it takes",
    .fix =
        "build a unique index concurrently in a file of its own, then ADD PRIMARY KEY USING "
        "INDEX",
    .check = Check,
};

}  // namespace release::migrations
