#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  const QualifiedName table = context.Table();
  if (!context.IsOld(table)) return;
  const Relation* relation = context.catalog.FindRelation(table);
  for (Node command : context.Commands("AT_DropConstraint")) {
    const std::string name(command["name"].text());
    if (relation != nullptr) {
      const auto known = relation->constraints.find(name);
      const bool is_new =
          known != relation->constraints.end() && known->second.born == context.catalog.release();
      if (is_new) continue;
    }
    context.Report(command, Concat("the constraint ", name, " of ", table.text(), " is dropped"));
  }
}

}  // namespace

extern const Rule kDropConstraint = {
    .code = "MIGRATION-DROP-CONSTRAINT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "the generation before may rely on it: ON CONFLICT needs its unique index, and readers "
        "trust what it promised",
    .fix = "stop relying on it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
