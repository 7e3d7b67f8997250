#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterDomainStmt")) return;
  const std::string_view subtype = context.statement["subtype"].text();
  if (subtype == "C" || subtype == "O" || subtype == "V") return;
  const QualifiedName name = context.NameOfList(context.statement["typeName"]);
  if (!context.IsOldObject(ObjectKind::kType, name)) return;
  context.Report({}, Concat("the domain ", name.text(), " changes"));
}

}  // namespace

extern const Rule kAlterDomain = {
    .code = "MIGRATION-ALTER-DOMAIN",
    .effect = StatementClass::kHazard,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "what the generation before reads or writes by the domain changes",
    .fix = "make sure that the code in service stands it, and allow it with that reason",
    .check = Check,
};

}  // namespace release::migrations
