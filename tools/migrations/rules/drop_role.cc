#include <string>

#include "tools/base/text.h"
#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("DropRoleStmt")) return;
  for (Node role : context.statement["roles"]) {
    const std::string name(role["rolename"].text());
    if (!context.IsOldObject(ObjectKind::kRole, {"", name})) continue;
    context.Report(role, Concat("the role ", name, " is dropped"));
  }
}

}  // namespace

extern const Rule kDropRole = {
    .code = "MIGRATION-DROP-ROLE",
    .effect = StatementClass::kContract,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the generation before may connect as it or switch to it",
    .fix = "stop using it in one release, drop it in a later one",
    .check = Check,
};

}  // namespace release::migrations
