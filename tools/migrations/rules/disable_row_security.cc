#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  ReportCommand(context, "AT_DisableRowSecurity", "the row security is taken away, that");
  ReportCommand(context, "AT_NoForceRowSecurity", "the owner is freed of the row security");
}

}  // namespace

extern const Rule kDisableRowSecurity = {
    .code = "MIGRATION-DISABLE-ROW-SECURITY",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "every role that may read the table sees all of its rows",
    .fix = "write policies that let the wished rows pass instead",
    .check = Check,
};

}  // namespace release::migrations
