#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_EnableRowSecurity", "only what policies allow remains visible");
}

}  // namespace

extern const Rule kEnableRowSecurity = {
    .code = "MIGRATION-ENABLE-ROW-SECURITY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "without a policy that fits, the generation before sees no rows at all and cannot "
        "write any",
    .fix =
        "create the policies in an earlier release; they do nothing until row security is "
        "enabled",
    .check = Check,
};

}  // namespace release::migrations
