#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("CreateDomainStmt") || !ConstraintOf(context.statement, "CONSTR_CHECK")) return;
  context.Report(ConstraintOf(context.statement, "CONSTR_CHECK"), "the domain has a check");
}

}  // namespace

extern const Rule kCreateDomainConstraint = {
    .code = "MIGRATION-CREATE-DOMAIN-CONSTRAINT",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kWarning,
    .squawk = "ban-create-domain-with-constraint",
    .why =
        "the constraint cannot be added to or changed later without a look at every table that "
        "uses the domain",
    .fix = "put the check on the columns",
    .check = Check,
};

}  // namespace release::migrations
