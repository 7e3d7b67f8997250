#include <string_view>

#include "tools/migrations/rules/context.h"
#include "tools/migrations/rules/rule.h"

namespace release::migrations {
namespace {

void Check(Context& context) {
  if (!context.Is("VariableSetStmt")) return;
  const std::string_view name = context.statement["name"].text();
  if (name != "role" && name != "session_authorization") return;
  if (context.statement["kind"].text() != "VAR_SET_VALUE") return;
  context.Report(context.statement["args"].front(), "the file goes on as another role");
}

}  // namespace

extern const Rule kSetRole = {
    .code = "MIGRATION-SET-ROLE",
    .effect = StatementClass::kExpand,
    .severity = Rule::Severity::kRefused,
    .squawk = "",
    .why = "the rest of the file and its row in the history table are written with other rights",
    .fix = "set the owner of what is made instead: ALTER ... OWNER TO",
    .check = Check,
};

}  // namespace release::migrations
