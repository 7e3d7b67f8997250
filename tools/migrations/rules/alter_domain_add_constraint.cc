#include <string_view>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("AlterDomainStmt")) return;
  const std::string_view subtype = context.statement["subtype"].text();
  if (subtype != "C" && subtype != "O") return;
  const QualifiedName name = context.NameOfList(context.statement["typeName"]);
  if (!context.IsOldObject(ObjectKind::kType, name)) return;
  context.Report(context.statement["def"], Concat("the domain ", name.text(), " gets narrower"));
}

}  // namespace

extern const Rule kAlterDomainAddConstraint = {
    .code = "MIGRATION-ALTER-DOMAIN-ADD-CONSTRAINT",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "ban-alter-domain-with-add-constraint",
    .why =
        "every table that uses the domain is read under a lock, and the generation before may "
        "write what is now refused",
    .fix = "put the check on the columns, NOT VALID first",
    .check = Check,
};

}  // namespace release::migrations
