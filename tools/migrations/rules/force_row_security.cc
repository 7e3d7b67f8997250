#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_ForceRowSecurity", "policies bind the owner");
}

}  // namespace

extern const Rule kForceRowSecurity = {
    .code = "MIGRATION-FORCE-ROW-SECURITY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may work as the owner of the table and rely on seeing all rows",
    .fix = "give the owner a policy in an earlier release",
    .check = Check,
};

}  // namespace release::migrations
