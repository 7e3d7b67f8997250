#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  const Relation* relation = context.catalog.FindRelation(table);
  if (relation == nullptr || !context.IsOld(table)) return;
  for (Node command : context.Commands("AT_ValidateConstraint")) {
    const auto known = relation->constraints.find(std::string(command["name"].text()));
    if (known == relation->constraints.end() || known->second.file != context.catalog.file())
      continue;
    context.Report(command, Concat("the constraint ", known->first, " of ", table.text(),
                                   " was added in this file"));
  }
}

}  // namespace

extern const Rule kValidateInSameFile = {
    .code = "MIGRATION-VALIDATE-IN-SAME-FILE",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the lock that ADD CONSTRAINT took is held until the file ends, so the scan runs under "
        "it and NOT VALID gained nothing",
    .fix = "VALIDATE the constraint in a later file",
    .check = Check,
};

}  // namespace release::migrations
