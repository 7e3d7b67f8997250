#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (context.Is("DropOwnedStmt")) context.Report({}, "everything that a role owns is dropped");
}

}  // namespace

extern const Rule kDropOwned = {
    .code = "MIGRATION-DROP-OWNED",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why =
        "everything that the roles own is dropped and every right of theirs revoked; nobody "
        "can read here what that is",
    .fix = "drop the objects one by one",
    .check = Check,
};

}  // namespace release::migrations
